/// A multiset of 128-bit fingerprints, kept in chunks so that growing never copies.
///
/// 16 bytes a document. With 128 bits two different keys among 10^9 collide with a probability below 10^-20 (birthday bound n²/2^129).
package struct FingerprintList: Sendable {
    private static let chunkSize = 1 << 16
    /// All but the last are full, unless lists were merged.
    private var chunks: [[UInt128]] = []
    package private(set) var count = 0

    package init() {}

    @inline(__always)
    mutating func append(_ fingerprint: UInt128) {
        if chunks.isEmpty || chunks[chunks.count - 1].count == FingerprintList.chunkSize { startChunk() }
        chunks[chunks.count - 1].append(fingerprint)
        count += 1
    }

    private mutating func startChunk() {
        var chunk: [UInt128] = []
        // The first chunk grows with its need: a small collection takes little.
        if !chunks.isEmpty { chunk.reserveCapacity(FingerprintList.chunkSize) }
        chunks.append(chunk)
    }

    mutating func merge(_ other: FingerprintList) {
        // The fuller chunk goes last only by chance; what matters is that nothing is copied.
        chunks.append(contentsOf: other.chunks)
        count += other.count
    }

    func sorted() -> [UInt128] { chunks.flatMap { $0 }.sorted() }

    /// The number of different fingerprints.
    ///
    /// They are scattered by their leading bits into parts that fit the cache, and each part is counted in a small hash table.
    /// - Complexity: linear; as much memory again as the list itself.
    package func distinctCount() -> Int {
        guard count > 1 else { return count }
        var bits = 0
        while count >> bits > 4096, bits < 16 { bits += 1 }
        let parts = 1 << bits
        let shift = UInt128(128 - bits)
        func part(_ fingerprint: UInt128) -> Int { bits == 0 ? 0 : Int(truncatingIfNeeded: fingerprint >> shift) }
        var ends = [Int](repeating: 0, count: parts + 1)
        for chunk in chunks { for fingerprint in chunk { ends[part(fingerprint) + 1] += 1 } }
        for index in 1...parts { ends[index] += ends[index - 1] }
        var next = ends
        let scattered = [UInt128](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Every place is written once: the counts above are of the same fingerprints.
            for chunk in chunks {
                for fingerprint in chunk {
                    let place = part(fingerprint)
                    (buffer.baseAddress! + next[place]).initialize(to: fingerprint)
                    next[place] += 1
                }
            }
            initialized = count
        }
        var table = DistinctCounter()
        var distinct = 0
        for index in 0..<parts { distinct += table.count(scattered[ends[index]..<ends[index + 1]]) }
        return distinct
    }
}

/// Counts different fingerprints of one part by open addressing; memory is kept between parts.
private struct DistinctCounter {
    private var table: [UInt128] = []

    mutating func count(_ fingerprints: ArraySlice<UInt128>) -> Int {
        guard !fingerprints.isEmpty else { return 0 }
        var size = 16
        while size < fingerprints.count * 2 { size *= 2 }
        if table.count < size { table = Array(repeating: 0, count: size) }
        for index in 0..<size { table[index] = 0 }
        var distinct = 0
        var sawZero = false
        for fingerprint in fingerprints {
            // Zero marks a free place, so that fingerprint is remembered apart.
            if fingerprint == 0 {
                if !sawZero { distinct += 1 }
                sawZero = true
                continue
            }
            var place = Int(truncatingIfNeeded: fingerprint) & (size - 1)
            while table[place] != 0, table[place] != fingerprint { place = (place + 1) & (size - 1) }
            if table[place] == 0 {
                table[place] = fingerprint
                distinct += 1
            }
        }
        return distinct
    }
}
