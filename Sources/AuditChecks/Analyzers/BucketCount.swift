import ScanEngine
import Synchronization

/// Counts the different fingerprints of a list, bucket after bucket, on every thread that calls ``work()``.
final class BucketCount: Sendable {
    private let reader: FingerprintReader
    /// Fingerprints of a usual bucket.
    private let expected: Int
    private let budget: MemoryBudget
    private let nextBucket = Atomic<Int>(0)
    private let outcome = Mutex<Result<Int, SpillFault>>(.success(0))

    init(reader: FingerprintReader, expected: Int, within budget: MemoryBudget) {
        self.reader = reader
        self.expected = expected
        self.budget = budget
    }

    /// What all threads found; to be asked when they have ended.
    var result: Result<Int, SpillFault> { outcome.withLock { $0 } }

    /// Counts buckets that no other thread has taken, until none is left.
    func work() {
        let found = Result { () throws(SpillFault) in try countBuckets() }
        outcome.withLock { outcome in
            switch (outcome, found) {
            case (.success(let sum), .success(let count)): outcome = .success(sum + count)
            case (.success, .failure): outcome = found
            case (.failure, _): break
            }
        }
    }

    private func countBuckets() throws(SpillFault) -> Int {
        // Before anything is read: this may let a store spill, which nobody who holds one may ask for.
        var counter = DistinctCounter(expecting: expected, within: budget)
        let buffer = UnsafeMutableBufferPointer<UInt128>.allocate(capacity: FingerprintStore.bufferCapacity)
        defer { buffer.deallocate() }
        var distinct = 0
        while true {
            let bucket = nextBucket.add(1, ordering: .relaxed).oldValue
            guard bucket < FingerprintBuckets.count else { return distinct }
            distinct += try count(bucket, with: &counter, using: buffer)
        }
    }

    /// The different fingerprints of a bucket; those of one that does not fit the table are counted in several passes, each over a range of
    /// its values.
    private func count(
        _ bucket: Int, with counter: inout DistinctCounter, using buffer: UnsafeMutableBufferPointer<UInt128>
    ) throws(SpillFault) -> Int {
        let total = reader.count(of: bucket)
        guard total > 1 else { return total }
        let whole = FingerprintBuckets.range(of: bucket)
        var range = whole
        var distinct = 0
        while true {
            counter.start(expecting: total)
            try reader.read(bucket, using: buffer) { counter.insert($0, in: range) }
            if counter.isOverfull {
                // Different values, so the range has at least two, and its lower half is a smaller range.
                range = range.lowerBound...range.lowerBound + (range.upperBound - range.lowerBound) / 2
                continue
            }
            distinct += counter.distinct
            guard range.upperBound < whole.upperBound else { return distinct }
            // Twice as wide: behind a dense place may come a void that no number of equal steps would cross.
            let width = (range.upperBound - range.lowerBound) * 2 + 1
            let next = range.upperBound + 1
            range = next...next + min(width, whole.upperBound - next)
        }
    }
}
