import TestSupport

/// Fingerprints as hashes never are: those that a mistake in splitting, counting or spilling would lose.
enum FingerprintSample: CaseIterable {
    case even, oneBucket, sameHighHalf, sameLowHalf, allEqual, allDifferent, small, large, pairs, zeroes

    func make(_ count: Int, using random: inout SeededGenerator) -> [UInt128] {
        (0..<count).map { index in
            let high = UInt128(random.next()) << 64
            let low = UInt128(random.next())
            return switch self {
            case .even: (high | low) & ~(0xFFFF << 100) | UInt128(low % 3) << 100
            case .oneBucket: (0xAB << 120) | high >> 8 | low
            case .sameHighHalf: (0x0123_4567_89AB_CDEF << 64) | low % UInt128(count)
            case .sameLowHalf: high | 42
            case .allEqual: 0x77 << 119
            case .allDifferent: UInt128(index) &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835
            case .small: low % 2000
            case .large: .max - low % 2000
            case .pairs: UInt128(index / 2) << 100 | UInt128(index / 2)
            case .zeroes: index % 3 == 0 ? 0 : (high | low)
            }
        }
    }
}
