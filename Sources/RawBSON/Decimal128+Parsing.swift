extension Decimal128 {
    /// Reads a decimal as Extended JSON writes it: digits with a point and an exponent, `Infinity`, `NaN`.
    ///
    /// nil for anything else, and for a number that 34 digits and the exponents −6176 … 6111 do not hold exactly.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == 0x2D
        if isNegative || rest.first == 0x2B { rest.removeFirst() }
        switch String(decoding: rest, as: UTF8.self).lowercased() {
        case "infinity", "inf":
            self.init(low: 0, high: isNegative ? 0xF800_0000_0000_0000 : 0x7800_0000_0000_0000)
            return
        case "nan":
            self.init(low: 0, high: 0x7C00_0000_0000_0000)
            return
        default:
            break
        }
        guard let parts = Decimal128.digits(rest), let exact = Decimal128.fitted(parts.digits, parts.exponent) else {
            return nil
        }
        self.init(isNegative: isNegative, coefficient: exact.coefficient, exponent: exact.exponent)
    }

    /// The digits without leading zeros and the power of ten of the last one.
    private static func digits(_ text: ArraySlice<UInt8>) -> (digits: [UInt8], exponent: Int)? {
        var rest = text
        var digits: [UInt8] = []
        var exponent = 0
        var sawPoint = false
        var sawDigit = false
        while let byte = rest.first, byte == 0x2E || (0x30...0x39).contains(byte) {
            rest.removeFirst()
            if byte == 0x2E {
                if sawPoint { return nil }
                sawPoint = true
                continue
            }
            sawDigit = true
            if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
            if sawPoint { exponent -= 1 }
        }
        guard sawDigit else { return nil }
        if rest.first == 0x65 || rest.first == 0x45 {
            rest.removeFirst()
            guard let power = Int(String(decoding: rest, as: UTF8.self)), power.magnitude < 1_000_000 else {
                return nil
            }
            exponent += power
        } else if !rest.isEmpty {
            return nil
        }
        return (digits, exponent)
    }

    /// The coefficient of at most 34 digits and its exponent, moving zeros between the two.
    private static func fitted(_ digits: [UInt8], _ exponent: Int) -> (coefficient: UInt128, exponent: Int)? {
        var digits = digits
        var exponent = exponent
        if digits.isEmpty { return (0, min(6111, max(-6176, exponent))) }
        while digits.count > 34 || exponent < -6176 {
            guard digits.last == 0 else { return nil }
            digits.removeLast()
            exponent += 1
        }
        while exponent > 6111 {
            guard digits.count < 34 else { return nil }
            digits.append(0)
            exponent -= 1
        }
        return (digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1) }, exponent)
    }
}
