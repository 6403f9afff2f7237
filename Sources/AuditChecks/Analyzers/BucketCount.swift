import ScanEngine
import Synchronization

/// Counts the different fingerprints of a list, group by group, bucket after bucket, on every thread that calls ``work()``.
final class BucketCount: Sendable {
    private let reader: FingerprintReader
    /// Fingerprints of a usual bucket.
    private let expected: Int
    private let groups: FingerprintGroups
    private let budget: MemoryBudget
    private let nextBucket = Atomic<Int>(0)
    private let outcome: Mutex<Result<DistinctCounts, SpillFault>>

    init(reader: FingerprintReader, expected: Int, groups: FingerprintGroups, within budget: MemoryBudget) {
        self.reader = reader
        self.groups = groups
        outcome = Mutex(.success(DistinctCounts(groups: groups.count)))
        self.expected = expected
        self.budget = budget
    }

    /// What all threads found; to be asked when they have ended.
    var result: Result<DistinctCounts, SpillFault> { outcome.withLock { $0 } }

    /// Counts buckets that no other thread has taken, until none is left.
    func work() {
        let found = Result { () throws(SpillFault) in try countBuckets() }
        outcome.withLock { outcome in
            switch (outcome, found) {
            case (.success(var sum), .success(let count)):
                sum.add(count)
                outcome = .success(sum)
            case (.success, .failure): outcome = found
            case (.failure, _): break
            }
        }
    }

    private func countBuckets() throws(SpillFault) -> DistinctCounts {
        // Before anything is read: this may let a store spill, which nobody who holds one may ask for.
        var counter = DistinctCounter(expecting: expected, groups: groups, within: budget)
        let buffer = UnsafeMutableBufferPointer<UInt128>.allocate(capacity: FingerprintStore.bufferCapacity)
        defer { buffer.deallocate() }
        var distinct = DistinctCounts(groups: groups.count)
        while true {
            let bucket = nextBucket.add(1, ordering: .relaxed).oldValue
            guard bucket < FingerprintBuckets.count else { return distinct }
            try count(bucket, with: &counter, using: buffer, into: &distinct)
        }
    }

    /// Adds the different fingerprints of a bucket; those of one that does not fit the table are counted in several passes, each over a range of
    /// its values.
    private func count(
        _ bucket: Int, with counter: inout DistinctCounter, using buffer: UnsafeMutableBufferPointer<UInt128>,
        into distinct: inout DistinctCounts
    ) throws(SpillFault) {
        let total = reader.count(of: bucket)
        guard total > 0 else { return }
        var passes = BucketPasses(over: bucket)
        while true {
            counter.start(expecting: total)
            try reader.read(bucket, using: buffer) { counter.insert($0, in: passes.range) }
            if counter.isOverfull {
                passes.narrow()
                continue
            }
            distinct.add(counter.distinct)
            guard passes.advance() else { return }
        }
    }
}
