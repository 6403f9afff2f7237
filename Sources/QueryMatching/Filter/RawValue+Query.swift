import RawBSON

extension RawValue {
    /// What stands for a value that is not there: type 0.
    static var absent: RawValue { RawValue(type: 0, bytes: UnsafeRawBufferPointer(start: nil, count: 0)) }

    /// Whether the server takes the value as true: neither 0 nor false, null, undefined or absent.
    var isTrue: Bool {
        switch type {
        case 0x00, 0x06, 0x0A: false
        case 0x08: bytes[0] != 0
        case 0x01, 0x10, 0x12, 0x13: number != .integer(0)
        default: true
        }
    }

    /// A number without what stands behind its point; nil for NaN, infinities and what 64 bits do not hold.
    var truncated: Int64? {
        switch type {
        case 0x10, 0x12: return integer
        case 0x01: return Int64(exactly: double.rounded(.towardZero))
        case 0x13: return decimal.wholePart?.whole
        default: return nil
        }
    }

    /// A whole number of any numeric type that 64 bits hold.
    var wholeNumber: Int64? {
        guard case .integer(let value)? = number else { return nil }
        return value
    }

    /// A decimal as the server makes a long of it for bit tests: halves go to the even neighbour, what does not fit becomes the smallest long.
    /// - Precondition: the type is decimal.
    var roundedDecimal: Int64 {
        guard let parts = decimal.wholePart else { return .min }
        guard parts.half > 0 || (parts.half == 0 && parts.whole & 1 == 1) else { return parts.whole }
        let (rounded, overflow) = parts.whole.addingReportingOverflow(parts.isNegative ? -1 : 1)
        return overflow ? .min : rounded
    }
}

extension Decimal128 {
    /// The number without what stands behind its point, and whether that is less than, just, or more than a half (−1, 0, 1).
    ///
    /// nil for NaN, infinities and what 64 bits do not hold.
    fileprivate var wholePart: (whole: Int64, half: Int, isNegative: Bool)? {
        guard case .finite(let isNegative, var coefficient, var exponent) = value else { return nil }
        var last: UInt128 = 0
        var sawRest = false
        while exponent < 0, coefficient > 0 || last > 0 {
            sawRest = sawRest || last > 0
            last = coefficient % 10
            coefficient /= 10
            exponent += 1
        }
        // Zeros stand between the point and what is left of it.
        if exponent < 0 {
            sawRest = sawRest || last > 0
            last = 0
        }
        while exponent > 0, coefficient > 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
            exponent -= 1
        }
        guard let magnitude = Int128(exactly: coefficient),
            let whole = Int64(exactly: isNegative ? -magnitude : magnitude)
        else { return nil }
        let half = last == 5 ? (sawRest ? 1 : 0) : (last > 5 ? 1 : -1)
        return (whole, half, isNegative)
    }
}
