import ScanEngine

/// Reads the fingerprints of a list bucket by bucket, wherever they lie.
struct FingerprintReader: ~Copyable {
    /// Those in no store, ascending.
    private let loose: [UInt128]
    private let stores: [FingerprintStore]
    private let counts: [Int]
    /// Where the loose ones of each bucket begin, and at last where they end.
    private let starts: [Int]
    /// For pieces that come from the spill file.
    private let buffer: UnsafeMutableBufferPointer<UInt128>

    /// - Throws: the failure, when there is one.
    init(loose: [UInt128], stores: [FingerprintStore], failure: SpillFault?) throws(SpillFault) {
        if let failure { throw failure }
        self.loose = loose.sorted()
        self.stores = stores
        var counts = [Int](repeating: 0, count: FingerprintBuckets.count)
        for fingerprint in loose { counts[FingerprintBuckets.bucket(of: fingerprint)] += 1 }
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        self.starts = starts
        for store in stores { store.addCounts(to: &counts) }
        self.counts = counts
        buffer = .allocate(capacity: FingerprintStore.bufferCapacity)
    }

    deinit { buffer.deallocate() }

    func count(of bucket: Int) -> Int { counts[bucket] }

    /// The fingerprints of a bucket, piece by piece, for as long as `body` answers true.
    func read(_ bucket: Int, _ body: (UnsafeBufferPointer<UInt128>) -> Bool) throws(SpillFault) {
        var isWanted = true
        loose[starts[bucket]..<starts[bucket + 1]].withUnsafeBufferPointer { isWanted = body($0) }
        for store in stores where isWanted {
            try store.read(bucket, using: buffer) { piece in
                isWanted = body(piece)
                return isWanted
            }
        }
    }
}
