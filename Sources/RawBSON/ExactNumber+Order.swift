extension ExactNumber {
    /// The number nearest to it; exact except for large integers and long decimals.
    package var approximate: Double {
        switch self {
        case .integer(let value): return Double(value)
        case .double(let value): return value
        case .decimal(let isNegative, let coefficient, let exponent):
            // Text goes through the correctly rounded conversion of the standard library.
            let magnitude = Double("\(coefficient)e\(exponent)") ?? .infinity
            return isNegative ? -magnitude : magnitude
        }
    }

    /// Compares exactly across types, as MongoDB's comparison order does.
    package static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.double(let a), .double(let b)): return a < b
        case (.integer(let a), .double(let b)): return compare(a, b) < 0
        case (.double(let a), .integer(let b)): return compare(b, a) > 0
        default:
            let a = left.approximate
            let b = right.approximate
            // A decimal can be larger than every double and still be finite: infinity lies beyond it.
            if case .double(let value) = left, value.isInfinite { return value < 0 && right != left }
            if case .double(let value) = right, value.isInfinite { return value > 0 && left != right }
            if a != b { return a < b }
            // Both round to one double, and at least one is a long decimal: compare digit by digit.
            return exactlyLess(left, right)
        }
    }

    /// −1, 0 or 1 for an integer against a double that is not NaN.
    package static func compare(_ integer: Int64, _ double: Double) -> Int {
        if double >= 0x1p63 { return -1 }
        if double < -0x1p63 { return 1 }
        let whole = Int64(double.rounded(.towardZero))
        if integer != whole { return integer < whole ? -1 : 1 }
        let rest = double - double.rounded(.towardZero)
        return rest == 0 ? 0 : (rest > 0 ? -1 : 1)
    }

    /// Long division of both magnitudes into decimal digits; only reached when two numbers agree to 53 bits.
    private static func exactlyLess(_ left: ExactNumber, _ right: ExactNumber) -> Bool {
        let a = DecimalExpansion(left)
        let b = DecimalExpansion(right)
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? b.magnitudeIsLess(than: a) : a.magnitudeIsLess(than: b)
    }
}

/// The exact decimal digits of a number, most significant first, and the power of ten of the first.
private struct DecimalExpansion {
    var isNegative: Bool
    var digits: [UInt8]
    var leadingExponent: Int

    init(_ number: ExactNumber) {
        switch number {
        case .integer(let value):
            self.init(isNegative: value < 0, text: String(value.magnitude), exponent: 0)
        case .decimal(let isNegative, let coefficient, let exponent):
            self.init(isNegative: isNegative, text: String(coefficient), exponent: exponent)
        case .double(let value):
            // significand × 2^e as an integer and a power of two; halves become fives times a power of ten.
            let significand = value.significand * 0x1p52
            var digits = String(UInt64(significand.magnitude)).utf8.reversed().map { $0 - 0x30 }
            let power = Int(value.exponent) - 52
            let factor: UInt8 = power >= 0 ? 2 : 5
            for _ in 0..<abs(power) { DecimalExpansion.multiply(&digits, by: factor) }
            let text = String(decoding: digits.reversed().map { $0 + 0x30 }, as: UTF8.self)
            self.init(isNegative: value < 0, text: text, exponent: power >= 0 ? 0 : power)
        }
    }

    private init(isNegative: Bool, text: String, exponent: Int) {
        self.isNegative = isNegative
        var digits = text.utf8.drop { $0 == 0x30 }.map { $0 - 0x30 }
        leadingExponent = exponent + digits.count - 1
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
    }

    private static func multiply(_ digits: inout [UInt8], by factor: UInt8) {
        var carry: UInt8 = 0
        for index in digits.indices {
            let product = digits[index] * factor + carry
            digits[index] = product % 10
            carry = product / 10
        }
        if carry > 0 { digits.append(carry) }
    }

    func magnitudeIsLess(than other: DecimalExpansion) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        if leadingExponent != other.leadingExponent { return leadingExponent < other.leadingExponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
