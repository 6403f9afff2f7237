/// An IEEE 754-2008 decimal in the binary integer encoding that BSON uses.
package struct Decimal128: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case notANumber
        case infinity(isNegative: Bool)
        /// (−1)^sign × coefficient × 10^exponent
        case finite(isNegative: Bool, coefficient: UInt128, exponent: Int)
    }

    package let low: UInt64
    package let high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Reads the 16 bytes of a BSON value.
    /// - Precondition: `bytes` holds 16 bytes.
    package init(_ bytes: UnsafeRawPointer) {
        low = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// A coefficient has 34 digits at most.
    package static let coefficientLimit: UInt128 = 10_000_000_000_000_000_000_000_000_000_000_000

    /// (−1)^sign × coefficient × 10^exponent; nil beyond 34 digits or the exponents −6176 … 6111.
    package init?(isNegative: Bool, coefficient: UInt128, exponent: Int) {
        guard coefficient < Decimal128.coefficientLimit, (-6176...6111).contains(exponent) else { return nil }
        low = UInt64(truncatingIfNeeded: coefficient)
        high =
            UInt64(truncatingIfNeeded: coefficient >> 64) | UInt64(exponent + 6176) << 49 | (isNegative ? 1 << 63 : 0)
    }

    package var isNotANumber: Bool { (high >> 58) & 0x1F == 0x1F }

    package var value: Value {
        let isNegative = high >> 63 == 1
        let combination = (high >> 58) & 0x1F
        if combination == 0x1F { return .notANumber }
        if combination == 0x1E { return .infinity(isNegative: isNegative) }
        if combination >> 3 == 3 {
            // The second form would mean a coefficient of 2^113 or more, which is beyond 34 digits: by the standard it reads as 0.
            let exponent = Int((high >> 47) & 0x3FFF) - 6176
            return .finite(isNegative: isNegative, coefficient: 0, exponent: exponent)
        }
        let exponent = Int((high >> 49) & 0x3FFF) - 6176
        let coefficient = UInt128(high & 0x1_FFFF_FFFF_FFFF) << 64 | UInt128(low)
        // More digits are non-canonical and read as 0.
        return .finite(
            isNegative: isNegative, coefficient: coefficient < Decimal128.coefficientLimit ? coefficient : 0,
            exponent: exponent)
    }
}
