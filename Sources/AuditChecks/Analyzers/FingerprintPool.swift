import ScanEngine

/// The fingerprints of all segments that one thread has met, each with the number of its segment in its last bits.
///
/// One list for all: each would else begin with memory for 256 buckets. Safe to hand to another thread: only the thread that made it
/// appends to it, and others read when that has ended.
final class FingerprintPool: @unchecked Sendable {
    private(set) var list: FingerprintList
    /// Some keys of the thread, whatever their segments, with their documents.
    private(set) var sample = DuplicateSample()

    /// The numbers of the segments, by the places of their states.
    private var tags: [UInt16] = []
    /// What is known of the keys of some segments together, once they were counted.
    var known: (segments: [UInt16], distinct: Result<Int, SpillFault>)?
    /// Keys by number of the segment.
    private var counts: [Int] = []

    init(within budget: MemoryBudget) { list = FingerprintList(within: budget) }

    /// Makes a segment known, whose state has the next place.
    func addSegment(_ number: UInt16) {
        tags.append(number)
        while counts.count <= Int(number) { counts.append(0) }
    }

    /// The keys of some segments.
    func count(of segments: [UInt16]) -> Int {
        segments.reduce(0) { Int($1) < counts.count ? $0 + counts[Int($1)] : $0 }
    }

    /// Adds the keys of a batch.
    /// - Parameters:
    ///   - places: by row the place of the segment's state.
    ///   - sampling: adds a key, which is admitted, to the sample.
    func add(
        _ keys: [(fingerprint: UInt128, row: Int)], of places: UnsafePointer<Int32>,
        sampling: (UInt128, Int, inout DuplicateSample) -> Void
    ) {
        // Everything at once in one call, so that nobody else's access has to be ruled out key by key.
        FingerprintPool.add(keys, of: places, tags, to: &list, &counts)
        FingerprintPool.sample(keys, into: &sample, sampling)
    }

    private static func add(
        _ keys: [(fingerprint: UInt128, row: Int)], of places: UnsafePointer<Int32>, _ tags: [UInt16],
        to list: inout FingerprintList, _ counts: inout [Int]
    ) {
        for (fingerprint, row) in keys {
            let tag = tags[Int(places[row])]
            counts[Int(tag)] += 1
            list.append(fingerprint & ~FingerprintGroups.tagMask | UInt128(tag))
        }
    }

    private static func sample(
        _ keys: [(fingerprint: UInt128, row: Int)], into sample: inout DuplicateSample,
        _ sampling: (UInt128, Int, inout DuplicateSample) -> Void
    ) {
        for (fingerprint, row) in keys where sample.admits(fingerprint) { sampling(fingerprint, row, &sample) }
    }
}
