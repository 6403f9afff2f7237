import ScanEngine
import Synchronization

/// A growing multiset of fingerprints: in memory while the budget allows, else in the spill file.
///
/// Written by one thread, and asked to spill by any other that needs memory. Nothing is ever taken out of it, so lists may share one that has
/// stopped growing.
final class FingerprintStore: MemoryHolder {
    private let budget: MemoryBudget
    private let held = Atomic<Int>(0)
    private let content = Mutex<Content>(Content())

    /// Bytes of the smallest and the largest slab: a small collection takes little, a large one asks seldom.
    private static let slabBytes = 65_536...1_048_576
    /// Fingerprints that are written or read at once.
    static let bufferCapacity = 16_384

    private struct Content: ~Copyable, Sendable {
        var buckets = FingerprintBuckets()
        /// What has been spilled.
        var runs: [Run] = []
        var failure: SpillFault?
    }

    /// The fingerprints of one spill, bucket after bucket.
    private struct Run: Sendable {
        let place: SpillFile.Place
        /// Where each bucket begins, in fingerprints, and at last where the run ends.
        var starts: [Int] = [0]
    }

    init(within budget: MemoryBudget) {
        self.budget = budget
        budget.enroll(self)
    }

    deinit { budget.release(heldBytes) }

    var heldBytes: Int { held.load(ordering: .relaxed) }

    /// Why fingerprints got lost; nil while all are there.
    var failure: SpillFault? { content.withLock { $0.failure } }

    func add(_ fingerprints: [UInt128]) {
        fingerprints.withUnsafeBufferPointer { all in
            var done = 0
            var slab: Slab?
            while true {
                done += content.withLock { content in
                    if let slab { content.buckets.add(slab) }
                    guard content.failure == nil else { return all.count - done }
                    return content.buckets.append(UnsafeBufferPointer(rebasing: all[done...]))
                }
                guard done < all.count else { return }
                // Not under the lock: this very store may have to spill.
                slab = makeSlab()
            }
        }
    }

    private func makeSlab() -> Slab {
        let range = FingerprintStore.slabBytes
        var bytes = min(max(heldBytes, range.lowerBound), range.upperBound)
        if !budget.reserve(bytes) {
            bytes = range.lowerBound
            // Nobody holds anything and the limit is reached: threads times little.
            if !budget.reserve(bytes) { budget.reserveRegardless(bytes) }
        }
        held.wrappingAdd(bytes, ordering: .relaxed)
        return Slab(bytes: bytes)
    }

    /// Adds how many fingerprints each bucket holds.
    func addCounts(to counts: inout [Int]) {
        content.withLock { content in
            for bucket in counts.indices {
                counts[bucket] += content.buckets.count(of: bucket)
                for run in content.runs { counts[bucket] += run.starts[bucket + 1] - run.starts[bucket] }
            }
        }
    }

    /// The fingerprints of a bucket, piece by piece, for as long as `body` answers true.
    /// - Parameter buffer: memory for pieces that are read back.
    func read(
        _ bucket: Int, using buffer: UnsafeMutableBufferPointer<UInt128>,
        _ body: (UnsafeBufferPointer<UInt128>) -> Bool
    ) throws(SpillFault) {
        try content.withLock { content throws(SpillFault) in
            if let failure = content.failure { throw failure }
            var isWanted = true
            content.buckets.forEachChunk(of: bucket) { chunk in
                isWanted = body(chunk)
                return isWanted
            }
            for run in content.runs {
                var position = run.starts[bucket]
                while isWanted, position < run.starts[bucket + 1] {
                    let count = min(buffer.count, run.starts[bucket + 1] - position)
                    let piece = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
                    try budget.spillFile.read(
                        run.place, at: position * MemoryLayout<UInt128>.stride,
                        into: UnsafeMutableRawBufferPointer(piece))
                    isWanted = body(UnsafeBufferPointer(piece))
                    position += count
                }
            }
        }
    }

    func spill() {
        content.withLock { content in
            if content.failure == nil, !content.buckets.isEmpty {
                do throws(SpillFault) {
                    let run = try write(content.buckets)
                    content.runs.append(run)
                } catch {
                    // What is left would give a wrong number: it goes too, and the memory with it.
                    content.failure = error
                    content.runs = []
                }
            }
            let bytes = content.buckets.removeAll()
            held.wrappingSubtract(bytes, ordering: .relaxed)
            budget.release(bytes)
        }
    }

    private func write(_ buckets: borrowing FingerprintBuckets) throws(SpillFault) -> Run {
        var total = 0
        for bucket in 0..<FingerprintBuckets.count { total += buckets.count(of: bucket) }
        let place = try budget.spillFile.claim(total * MemoryLayout<UInt128>.stride)
        var run = Run(place: place)
        var writer = RunWriter(budget.spillFile, place)
        for bucket in 0..<FingerprintBuckets.count {
            try buckets.forEachChunk(of: bucket) { chunk throws(SpillFault) in
                try writer.append(chunk)
                return true
            }
            run.starts.append(writer.count)
        }
        try writer.flush()
        return run
    }
}

/// Writes the fingerprints of one spill in large pieces.
private struct RunWriter: ~Copyable {
    private let file: SpillFile
    private let place: SpillFile.Place
    private let buffer: UnsafeMutableBufferPointer<UInt128>
    private var filled = 0
    private var written = 0

    init(_ file: SpillFile, _ place: SpillFile.Place) {
        self.file = file
        self.place = place
        buffer = .allocate(capacity: FingerprintStore.bufferCapacity)
    }

    deinit { buffer.deallocate() }

    /// Fingerprints appended so far.
    var count: Int { written + filled }

    /// - Parameter chunk: no more than the buffer takes.
    mutating func append(_ chunk: UnsafeBufferPointer<UInt128>) throws(SpillFault) {
        if filled + chunk.count > buffer.count { try flush() }
        for fingerprint in chunk {
            buffer.initializeElement(at: filled, to: fingerprint)
            filled += 1
        }
    }

    mutating func flush() throws(SpillFault) {
        let piece = UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<filled]))
        try file.write(piece, to: place, at: written * MemoryLayout<UInt128>.stride)
        written += filled
        filled = 0
    }
}
