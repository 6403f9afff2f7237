package import ScanEngine

/// The fingerprints of the keys of some documents: of all of them, or of some segments.
package struct KeySet: Sendable {
    /// Fingerprints of its own.
    private var own: FingerprintList
    /// Where the fingerprints of segments are; the first is the one to append to.
    private(set) var pools: [FingerprintPool] = []
    /// Which of them are meant, ascending; empty for a set that has its own.
    private var tags: [UInt16] = []
    /// What was found out for all segments together.
    private var known: Result<Int, SpillFault>?

    init(within budget: MemoryBudget) {
        own = FingerprintList(within: budget)
    }

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout StateReader) throws(StateFault) {
        own = try FingerprintList(from: &reader)
    }

    /// The keys of one segment, kept with those of its siblings.
    ///
    /// Called segment after segment, in the order of the states' places.
    init(ofSegment number: UInt16, beside sibling: KeySet?, within budget: MemoryBudget) {
        own = FingerprintList(within: budget)
        let pool = sibling?.pools.first ?? FingerprintPool(within: budget)
        pool.addSegment(number)
        pools = [pool]
        tags = [number]
    }

    /// Fingerprints appended.
    package var count: Int { pools.reduce(own.count) { $0 + $1.count(of: tags) } }

    /// Why fingerprints got lost, so that nothing can be said of them; nil while all are there.
    package var failure: SpillFault? { ([own] + pools.map(\.list)).lazy.compactMap(\.failure).first }

    /// Adds a key to those of a set that belongs to no segment.
    @inline(__always)
    package mutating func append(_ fingerprint: UInt128) { own.append(fingerprint) }

    /// Where the keys of a segment go; nil for a set of its own.
    var pool: FingerprintPool? { pools.first }

    /// Adds the keys of another set; of two sets with pools each must know all fingerprints of its segments on the threads that it knows.
    package mutating func merge(_ other: KeySet) {
        own.merge(other.own)
        for pool in other.pools where !pools.contains(where: { $0 === pool }) { pools.append(pool) }
        for tag in other.tags {
            let place = tags.firstPlace(notBelow: tag)
            if place == tags.count || tags[place] != tag { tags.insert(tag, at: place) }
        }
    }

    /// The number of different keys.
    package func distinctCount() throws(SpillFault) -> Int {
        if let known { return try known.get() }
        guard !tags.isEmpty else { return try own.distinctCount() }
        if let known = pools.first?.known, known.segments == tags { return try known.distinct.get() }
        return try KeySet.list(of: pools).distinctCounts(FingerprintGroups(ofTags: [tags])).total
    }

    /// Counts the different keys of all segments, and of all together, in one pass, so that none is read again for each.
    static func count(_ segments: inout [KeySet]) {
        var pools: [FingerprintPool] = []
        for segment in segments {
            for pool in segment.pools where !pools.contains(where: { $0 === pool }) { pools.append(pool) }
        }
        guard let first = pools.first else { return }
        let counts = Result { () throws(SpillFault) in
            try list(of: pools).distinctCounts(FingerprintGroups(ofTags: segments.map(\.tags)))
        }
        for place in segments.indices { segments[place].known = counts.map { $0.byGroup[place] } }
        first.known = (segments.flatMap(\.tags).sorted(), counts.map(\.total))
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

extension [UInt16] {
    /// The place of the first that is not below a value, in ascending order.
    fileprivate func firstPlace(notBelow value: UInt16) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = self[middle] < value ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
