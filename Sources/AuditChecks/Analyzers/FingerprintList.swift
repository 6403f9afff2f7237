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
    /// Bucket by bucket in one small hash table; a bucket whose fingerprints do not fit the table is counted in several passes, each over a
    /// range of its values.
    /// - Complexity: linear for fingerprints that are hashes; besides the list, an eighth of a byte a fingerprint.
    package func distinctCount() throws(SpillFault) -> Int {
        let reader = try FingerprintReader(loose: intake, stores: stores, failure: failure)
        var counter = DistinctCounter(expecting: count / FingerprintBuckets.count, within: budget)
        var distinct = 0
        for bucket in 0..<FingerprintBuckets.count {
            let total = reader.count(of: bucket)
            guard total > 1 else {
                distinct += total
                continue
            }
            let whole = FingerprintBuckets.range(of: bucket)
            var range = whole
            while true {
                counter.start(expecting: total)
                try reader.read(bucket) { counter.insert($0, in: range) }
                if counter.isOverfull {
                    // Different values, so the range has at least two, and its lower half is a smaller range.
                    range = range.lowerBound...range.lowerBound + (range.upperBound - range.lowerBound) / 2
                    continue
                }
                distinct += counter.distinct
                guard range.upperBound < whole.upperBound else { break }
                // Twice as wide: behind a dense place may come a void that no number of equal steps would cross.
                let width = (range.upperBound - range.lowerBound) * 2 + 1
                let next = range.upperBound + 1
                range = next...next + min(width, whole.upperBound - next)
            }
        }
        return distinct
    }

    /// All fingerprints in ascending order.
    func sorted() throws(SpillFault) -> [UInt128] {
        let reader = try FingerprintReader(loose: intake, stores: stores, failure: failure)
        var sorted: [UInt128] = []
        sorted.reserveCapacity(count)
        for bucket in 0..<FingerprintBuckets.count {
            let start = sorted.count
            try reader.read(bucket) { piece in
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
