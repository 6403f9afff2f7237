package import ScanEngine

/// A multiset of 128-bit fingerprints that keeps to a memory budget.
///
/// 16 bytes a document, in memory or in the spill file. With 128 bits two different keys among 10^9 collide with a probability below 10^-20
/// (birthday bound n²/2^129).
package struct FingerprintList: Sendable {
    private let budget: MemoryBudget
    /// The newest, until there are enough to be sorted into buckets at once.
    private var intake: [UInt128] = []
    /// Fills the store of this list alone.
    private var filling: StoreFilling?
    /// Stores that other lists may share: they grow no more.
    private var shared: [FingerprintStore] = []
    /// Fingerprints in stores.
    private var stored = 0
    /// A failure that came with an encoded list.
    private var inherited: SpillFault?

    /// 16 KiB: it stays in the nearest cache.
    private static let intakeCapacity = 1024

    package init(within budget: MemoryBudget) { self.budget = budget }

    /// A list whose fingerprints got lost.
    init(failure: SpillFault) {
        budget = .unbounded
        inherited = failure
    }

    /// Fingerprints appended, lost ones among them.
    package var count: Int { stored + intake.count }

    /// Why fingerprints got lost, so that nothing can be said of them; nil while all are there.
    package var failure: SpillFault? {
        // Of several the same one, whatever the order in which lists were merged.
        ([inherited, filling?.store.failure] + shared.map(\.failure)).compactMap { $0 }
            .min { $0.message < $1.message }
    }

    @inline(__always)
    package mutating func append(_ fingerprint: UInt128) {
        if intake.count >= FingerprintList.intakeCapacity { empty() }
        intake.append(fingerprint)
    }

    /// Moves the intake into the store.
    private mutating func empty() {
        if !isKnownUniquelyReferenced(&filling) {
            // There is none, or a copy of this list has it too and must not see it grow.
            if let filling { shared.append(filling.store) }
            filling = StoreFilling(within: budget)
        }
        filling?.store.add(intake)
        stored += intake.count
        intake.removeAll(keepingCapacity: true)
    }

    /// Adds the fingerprints of another list; of stores only references move.
    package mutating func merge(_ other: FingerprintList) {
        intake += other.intake
        shared += other.shared
        if let filling = other.filling { shared.append(filling.store) }
        stored += other.stored
        inherited = [inherited, other.inherited].compactMap { $0 }.min { $0.message < $1.message }
    }

    /// The number of different fingerprints.
    ///
    /// Bucket by bucket, each in a small hash table, by as many threads as filled the stores.
    /// - Complexity: linear for fingerprints that are hashes; besides the list, an eighth of a byte a fingerprint and thread.
    package func distinctCount() throws(SpillFault) -> Int { try distinctCounts(.untagged).total }

    /// The same, group by group and of all groups together.
    func distinctCounts(_ groups: FingerprintGroups) throws(SpillFault) -> DistinctCounts {
        let count = BucketCount(
            reader: try reader(), expected: self.count / FingerprintBuckets.count, groups: groups, within: budget)
        let threads = min(stores.count, FingerprintList.mostThreads)
        if threads > 1 { WorkerThreads.run(threads) { count.work() } } else { count.work() }
        return try count.result.get()
    }

    /// How many fingerprints are not among those of another list; one that comes twice counts twice.
    ///
    /// Bucket by bucket as ``distinctCount()``; linear in both lists.
    package func unmatchedCount(in keys: FingerprintList) throws(SpillFault) -> Int {
        let match = BucketMatch(
            try reader(), in: try keys.reader(), expected: keys.count / FingerprintBuckets.count, within: budget)
        let threads = min(max(stores.count, keys.stores.count), FingerprintList.mostThreads)
        if threads > 1 { WorkerThreads.run(threads) { match.work() } } else { match.work() }
        return try match.unmatched.get()
    }

    /// The different fingerprints as a set that many threads can ask; nil when the budget has no room for it.
    /// - Parameter distinct: how many they are.
    package func makeSet(of distinct: Int) throws(SpillFault) -> FingerprintSet? {
        try FingerprintSet(of: reader(), distinct: distinct, within: budget)
    }

    private func reader() throws(SpillFault) -> FingerprintReader {
        try FingerprintReader(loose: intake, stores: stores, failure: failure)
    }

    /// Where more partitions are read at once, their stores are counted by so many.
    private static let mostThreads = 8

    func encode(into writer: inout StateWriter) {
        FingerprintList.encode(Result { () throws(SpillFault) in try sorted() }, into: &writer)
    }

    /// Writes fingerprints in ascending order, after an empty text, or the reason why they got lost.
    static func encode(_ sorted: Result<[UInt128], SpillFault>, into writer: inout StateWriter) {
        switch sorted {
        case .success(let fingerprints):
            writer.write([UInt8]())
            writer.write(fingerprints)
        // Lost stays lost: nobody may take the rest for the whole.
        case .failure(let fault): writer.write(Array(fault.message.utf8))
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout StateReader) throws(StateFault) {
        let failure = try reader.readArray(UInt8.self)
        guard failure.isEmpty else {
            self.init(failure: SpillFault(message: String(decoding: failure, as: UTF8.self)))
            return
        }
        self.init(within: .unbounded)
        for fingerprint in try reader.readArray(UInt128.self) { append(fingerprint) }
    }

    /// All fingerprints in ascending order.
    func sorted() throws(SpillFault) -> [UInt128] {
        let reader = try reader()
        var sorted: [UInt128] = []
        sorted.reserveCapacity(count)
        let buffer = UnsafeMutableBufferPointer<UInt128>.allocate(capacity: FingerprintStore.bufferCapacity)
        defer { buffer.deallocate() }
        for bucket in 0..<FingerprintBuckets.count {
            let start = sorted.count
            try reader.read(bucket, using: buffer) { piece in
                sorted.append(contentsOf: piece)
                return true
            }
            sorted[start...].sort()
        }
        return sorted
    }

    private var stores: [FingerprintStore] { shared + [filling?.store].compactMap { $0 } }
}

/// The right to fill a store, which copies of a list share until one of them grows.
///
/// Apart from the store, because the budget refers to that for a moment whenever it looks for the largest.
private final class StoreFilling: Sendable {
    let store: FingerprintStore

    init(within budget: MemoryBudget) { store = FingerprintStore(within: budget) }
}
