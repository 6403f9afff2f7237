import ScanEngine

/// The fingerprints of all segments that one thread has met, each with the number of its segment in its last bits.
///
/// One list for all: each would else begin with memory for 256 buckets. Safe to hand to another thread: only the thread that made it
/// appends to it, and others read when that has ended.
final class FingerprintPool: @unchecked Sendable {
    private(set) var list: FingerprintList

    init(within budget: MemoryBudget) { list = FingerprintList(within: budget) }

    @inline(__always)
    func append(_ fingerprint: UInt128, tag: UInt128) {
        list.append(fingerprint & ~FingerprintGroups.tagMask | tag)
    }
}
