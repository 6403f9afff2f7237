/// A number of any BSON type in one canonical form, so that equal numbers are equal values: 1, 1.0, NumberLong(1), NumberDecimal("1.00").
///
/// Whole numbers within Int64 are `.integer`; other values that a double holds exactly are `.double`; the remaining decimals are `.decimal`
/// without trailing zeros. Equality is exact, as in MongoDB's comparison order; NaN is left out, because it counts as missing.
package enum ExactNumber: Hashable, Sendable {
    case integer(Int64)
    case double(Double)
    case decimal(isNegative: Bool, coefficient: UInt128, exponent: Int)

    package init(_ value: Double) {
        // −0 is 0; 2^63 itself is no Int64.
        if value >= -0x1p63, value < 0x1p63, value == value.rounded(.towardZero) {
            self = .integer(Int64(value))
        } else {
            self = .double(value)
        }
    }

    /// nil for NaN.
    package init?(_ value: Decimal128) {
        switch value.value {
        case .notANumber:
            return nil
        case .infinity(let isNegative):
            self = .double(isNegative ? -.infinity : .infinity)
        case .finite(let isNegative, var coefficient, var exponent):
            if coefficient == 0 {
                self = .integer(0)
                return
            }
            while coefficient % 10 == 0 {
                coefficient /= 10
                exponent += 1
            }
            if let whole = ExactNumber.wholeNumber(isNegative, coefficient, exponent) {
                self = .integer(whole)
            } else if let double = ExactNumber.exactDouble(isNegative, coefficient, exponent) {
                self = .double(double)
            } else {
                self = .decimal(isNegative: isNegative, coefficient: coefficient, exponent: exponent)
            }
        }
    }

    private static func wholeNumber(_ isNegative: Bool, _ coefficient: UInt128, _ exponent: Int) -> Int64? {
        guard (0...19).contains(exponent) else { return nil }
        var magnitude = coefficient
        for _ in 0..<exponent {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
        }
        guard magnitude <= UInt128(Int64.max) + (isNegative ? 1 : 0) else { return nil }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    /// c × 10^e = (c × 5^e) × 2^e is a double when its odd part fits 53 bits. For e < 0 the power of five must divide c.
    private static func exactDouble(_ isNegative: Bool, _ coefficient: UInt128, _ exponent: Int) -> Double? {
        var odd = coefficient
        var power = exponent
        if exponent < 0 {
            guard exponent >= -48 else { return nil }
            for _ in 0..<(-exponent) {
                guard odd % 5 == 0 else { return nil }
                odd /= 5
            }
        } else {
            guard exponent <= 48 else { return nil }
            for _ in 0..<exponent {
                let (product, overflow) = odd.multipliedReportingOverflow(by: 5)
                guard !overflow else { return nil }
                odd = product
            }
        }
        let zeros = odd.trailingZeroBitCount
        odd >>= UInt128(zeros)
        power += zeros
        guard odd < 1 << 53 else { return nil }
        let magnitude = Double(sign: .plus, exponent: power, significand: Double(UInt64(odd)))
        return isNegative ? -magnitude : magnitude
    }
}
