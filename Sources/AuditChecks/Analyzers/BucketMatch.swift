import ScanEngine
import Synchronization

/// Counts the fingerprints of a list that are not among some keys, bucket after bucket, on every thread that calls ``work()``.
final class BucketMatch: Sendable {
    private let cells: FingerprintReader
    private let keys: FingerprintReader
    /// Keys of a usual bucket.
    private let expected: Int
    private let budget: MemoryBudget
    private let nextBucket = Atomic<Int>(0)
    private let outcome = Mutex<Result<Int, SpillFault>>(.success(0))

    init(_ cells: FingerprintReader, in keys: FingerprintReader, expected: Int, within budget: MemoryBudget) {
        self.cells = cells
        self.keys = keys
        self.expected = expected
        self.budget = budget
    }

    /// What all threads found; to be asked when they have ended.
    var unmatched: Result<Int, SpillFault> { outcome.withLock { $0 } }

    /// Matches buckets that no other thread has taken, until none is left.
    func work() {
        let found = Result { () throws(SpillFault) in try matchBuckets() }
        outcome.withLock { outcome in
            switch (outcome, found) {
            case (.success(let sum), .success(let count)): outcome = .success(sum + count)
            case (.success, .failure): outcome = found
            case (.failure, _): break
            }
        }
    }

    private func matchBuckets() throws(SpillFault) -> Int {
        // Before anything is read: this may let a store spill, which nobody who holds one may ask for.
        var table = DistinctCounter(expecting: expected, groups: .untagged, within: budget)
        let buffer = UnsafeMutableBufferPointer<UInt128>.allocate(capacity: FingerprintStore.bufferCapacity)
        defer { buffer.deallocate() }
        var unmatched = 0
        while true {
            let bucket = nextBucket.add(1, ordering: .relaxed).oldValue
            guard bucket < FingerprintBuckets.count else { return unmatched }
            unmatched += try match(bucket, with: &table, using: buffer)
        }
    }

    private func match(
        _ bucket: Int, with table: inout DistinctCounter, using buffer: UnsafeMutableBufferPointer<UInt128>
    ) throws(SpillFault) -> Int {
        let total = keys.count(of: bucket)
        guard total > 0, cells.count(of: bucket) > 0 else { return cells.count(of: bucket) }
        var passes = BucketPasses(over: bucket)
        var unmatched = 0
        while true {
            table.start(expecting: total)
            try keys.read(bucket, using: buffer) { table.insert($0, in: passes.range) }
            if table.isOverfull {
                passes.narrow()
                continue
            }
            try cells.read(bucket, using: buffer) { piece in
                unmatched += table.absent(of: piece, in: passes.range)
                return true
            }
            guard passes.advance() else { return unmatched }
        }
    }
}
