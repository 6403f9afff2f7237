package import ScanEngine

/// The fingerprints of the keys of some documents: of all of them, or of some segments.
package struct KeySet: Sendable {
    /// Fingerprints of its own.
    private var own: FingerprintList
    /// Where the fingerprints of segments are; the first is the one to append to.
    private var pools: [FingerprintPool] = []
    /// Which of them are meant, ascending; empty for a set that has its own.
    private var tags: [UInt16] = []
    private var tag: UInt128 = 0
    private var pooled = 0
    /// What was found out for all segments together.
    private var known: Result<Int, SpillFault>?

    init(within budget: MemoryBudget) { own = FingerprintList(within: budget) }

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout StateReader) throws(StateFault) { own = try FingerprintList(from: &reader) }

    /// The keys of one segment, kept with those of its siblings.
    init(ofSegment number: UInt16, beside sibling: KeySet?, within budget: MemoryBudget) {
        own = FingerprintList(within: budget)
        pools = [sibling?.pools.first ?? FingerprintPool(within: budget)]
        tags = [number]
        tag = UInt128(number)
    }

    /// Fingerprints appended.
    package var count: Int { own.count + pooled }

    /// Why fingerprints got lost, so that nothing can be said of them; nil while all are there.
    package var failure: SpillFault? { ([own] + pools.map(\.list)).lazy.compactMap(\.failure).first }

    @inline(__always)
    package mutating func append(_ fingerprint: UInt128) {
        if pools.isEmpty {
            own.append(fingerprint)
        } else {
            pools[0].append(fingerprint, tag: tag)
            pooled &+= 1
        }
    }

    /// Adds the keys of another set; of two sets with pools each must know all fingerprints of its segments on the threads that it knows.
    package mutating func merge(_ other: KeySet) {
        own.merge(other.own)
        pooled += other.pooled
        for pool in other.pools where !pools.contains(where: { $0 === pool }) { pools.append(pool) }
        if tags != other.tags { tags = Array(Set(tags).union(other.tags)).sorted() }
    }

    /// The number of different keys.
    package func distinctCount() throws(SpillFault) -> Int {
        if let known { return try known.get() }
        guard !tags.isEmpty else { return try own.distinctCount() }
        return try KeySet.list(of: pools).distinctCounts(FingerprintGroups(ofTags: [tags]))[0]
    }

    /// Counts the different keys of all segments in one pass, so that none is read again for each.
    static func count(_ segments: inout [KeySet]) {
        var pools: [FingerprintPool] = []
        for segment in segments {
            for pool in segment.pools where !pools.contains(where: { $0 === pool }) { pools.append(pool) }
        }
        guard !pools.isEmpty else { return }
        let counts = Result { () throws(SpillFault) in
            try list(of: pools).distinctCounts(FingerprintGroups(ofTags: segments.map(\.tags)))
        }
        for place in segments.indices { segments[place].known = counts.map { $0[place] } }
    }

    func encode(into writer: inout StateWriter) {
        FingerprintList.encode(Result { () throws(SpillFault) in try sorted() }, into: &writer)
    }

    /// All fingerprints in ascending order, without tags.
    private func sorted() throws(SpillFault) -> [UInt128] {
        guard !tags.isEmpty else { return try own.sorted() }
        let groups = FingerprintGroups(ofTags: [tags])
        return try KeySet.list(of: pools).sorted().compactMap { groups.sort($0)?.fingerprint }
    }

    private static func list(of pools: [FingerprintPool]) -> FingerprintList {
        guard var all = pools.first?.list else { return FingerprintList(within: .unbounded) }
        for pool in pools.dropFirst() { all.merge(pool.list) }
        return all
    }
}
