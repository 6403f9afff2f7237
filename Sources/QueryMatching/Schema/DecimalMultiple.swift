import Glibc
import RawBSON

/// What `multipleOf` divides by, in decimal, so that 0.3 is a multiple of 0.1.
///
/// As a server does it: doubles are rounded to the 15 decimal digits that they are sure of, all other numbers are taken exactly, and the
/// remainder is exact. NaN and the infinities are no multiples of anything.
struct DecimalMultiple: Hashable, Sendable {
    private let divisor: Term

    /// A magnitude: coefficient × 10^exponent, the coefficient below 10^34.
    private struct Term: Hashable, Sendable {
        let coefficient: UInt128
        let exponent: Int
    }

    /// nil for a number that is no finite number above 0.
    init?(_ value: RawValue) {
        guard let divisor = DecimalMultiple.term(value), divisor.coefficient > 0,
            !DecimalMultiple.isNegative(value)
        else { return nil }
        self.divisor = divisor
    }

    /// Whether dividing a number leaves nothing.
    /// - Precondition: the value is a number.
    func divides(_ value: RawValue) -> Bool {
        guard let dividend = DecimalMultiple.term(value) else { return false }
        if dividend.coefficient == 0 { return true }
        if dividend.exponent >= divisor.exponent {
            // A remainder below 10^34 stays below 2^128 when it is multiplied by 10.
            var remainder = dividend.coefficient % divisor.coefficient
            for _ in 0..<(dividend.exponent - divisor.exponent) {
                if remainder == 0 { return true }
                remainder = remainder * 10 % divisor.coefficient
            }
            return remainder == 0
        }
        // A multiple of divisor × 10^n has n zeros at its end, and what stands before them is a multiple of the divisor.
        var quotient = dividend.coefficient
        for _ in 0..<(divisor.exponent - dividend.exponent) {
            guard quotient % 10 == 0 else { return false }
            quotient /= 10
        }
        return quotient % divisor.coefficient == 0
    }

    private static func isNegative(_ value: RawValue) -> Bool {
        switch value.type {
        case 0x01: return value.double < 0
        case 0x13: return value.decimal.high >> 63 == 1
        default: return value.integer < 0
        }
    }

    /// The magnitude of a number; nil for NaN and the infinities.
    private static func term(_ value: RawValue) -> Term? {
        switch value.type {
        case 0x01: return term(value.double)
        case 0x13:
            guard case .finite(_, let coefficient, let exponent) = value.decimal.value else { return nil }
            return Term(coefficient: coefficient, exponent: exponent)
        default: return Term(coefficient: UInt128(value.integer.magnitude), exponent: 0)
        }
    }

    private static func term(_ value: Double) -> Term? {
        guard value.isFinite else { return nil }
        let magnitude = value.magnitude
        if magnitude < 1e15, magnitude == magnitude.rounded(.towardZero) {
            return Term(coefficient: UInt128(magnitude), exponent: 0)
        }
        // The shortest text that is this double; with 15 digits or fewer it is what rounding to 15 digits gives.
        var text = magnitude.description
        let short = text.withUTF8 { digits($0) }
        if magnitude >= .leastNormalMagnitude, short.count <= 15 { return short.term }
        return withVaList([magnitude]) { arguments in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
                let count = vsnprintf(buffer.baseAddress, buffer.count, "%.14e", arguments)
                return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<Int(count)])
                    .withMemoryRebound(to: UInt8.self) { digits($0).term }
            }
        }
    }

    /// Reads `12.5`, `1e-07` and the like.
    /// - Returns: the number, and how many digits it has between the first and the last that are not 0.
    private static func digits(_ text: UnsafeBufferPointer<UInt8>) -> (term: Term, count: Int) {
        var coefficient: UInt128 = 0
        var exponent = 0
        var zeros = 0
        var count = 0
        var isFraction = false
        var index = 0
        while index < text.count, text[index] != UInt8(ascii: "e") {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if isFraction { exponent -= 1 }
            if byte == UInt8(ascii: "0") {
                // Taken along only when another digit follows.
                zeros += 1
                continue
            }
            for _ in 0..<zeros { coefficient *= 10 }
            count += count == 0 ? 1 : zeros + 1
            zeros = 0
            coefficient = coefficient * 10 + UInt128(byte - UInt8(ascii: "0"))
        }
        var written = 0
        var isNegative = false
        for byte in text[min(index + 1, text.count)...] {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default: written = written * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        return (Term(coefficient: coefficient, exponent: exponent + zeros + (isNegative ? -written : written)), count)
    }
}
