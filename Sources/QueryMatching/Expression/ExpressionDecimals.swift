import RawBSON

/// Sums, differences and products with decimals, where the exact result has no more digits than a decimal holds.
///
/// Where it would have to be rounded, and together with doubles, it is left undecided.
enum ExpressionDecimals {
    private struct Number {
        /// Less than 10^34 in size.
        let coefficient: Int128
        let exponent: Int

        init(_ value: BSONValue) throws(ExpressionFault) {
            switch value.type {
            case 0x10, 0x12:
                coefficient = Int128(value.withRaw(\.integer))
                exponent = 0
            case 0x13:
                // Zeros with a sign are not told from others here.
                guard case .finite(let isNegative, let magnitude, let power) = value.withRaw(\.decimal).value,
                    magnitude != 0 || !isNegative
                else { throw ExpressionFault() }
                coefficient = isNegative ? -Int128(magnitude) : Int128(magnitude)
                exponent = power
            default: throw ExpressionFault()
            }
        }

        init(_ coefficient: Int128, _ exponent: Int) throws(ExpressionFault) {
            guard coefficient.magnitude < Decimal128.coefficientLimit else { throw ExpressionFault() }
            self.coefficient = coefficient
            self.exponent = exponent
        }

        /// With a smaller exponent.
        func scaled(to exponent: Int) throws(ExpressionFault) -> Number {
            guard coefficient != 0 else { return try Number(0, exponent) }
            var coefficient = coefficient
            for _ in 0..<(self.exponent - exponent) {
                coefficient *= 10
                guard coefficient.magnitude < Decimal128.coefficientLimit else { throw ExpressionFault() }
            }
            return try Number(coefficient, exponent)
        }

        func plus(_ other: Number, isNegative: Bool = false) throws(ExpressionFault) -> Number {
            let common = min(exponent, other.exponent)
            let (a, b) = (try scaled(to: common).coefficient, try other.scaled(to: common).coefficient)
            return try Number(isNegative ? a - b : a + b, common)
        }

        func times(_ other: Number) throws(ExpressionFault) -> Number {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
            guard !overflow, product != 0 || (coefficient >= 0 && other.coefficient >= 0) else {
                throw ExpressionFault()
            }
            return try Number(product, exponent + other.exponent)
        }
    }

    /// - Precondition: one of the values is a decimal.
    static func result(_ function: ExpressionFunction, _ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        guard function == .add || function == .subtract || function == .multiply else { throw ExpressionFault() }
        // A sum begins with 0.
        var result = function == .add ? try Number(0, 0) : nil
        for value in values {
            if value.isNullish { return .null }
            let number = try Number(value)
            guard let previous = result else {
                result = number
                continue
            }
            switch function {
            case .multiply: result = try previous.times(number)
            default: result = try previous.plus(number, isNegative: function == .subtract)
            }
        }
        guard let result,
            let decimal = Decimal128(
                isNegative: result.coefficient < 0, coefficient: result.coefficient.magnitude, exponent: result.exponent
            )
        else { throw ExpressionFault() }
        return .decimal(decimal)
    }
}
