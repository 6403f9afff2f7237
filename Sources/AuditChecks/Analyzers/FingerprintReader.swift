import ScanEngine

/// Reads the fingerprints of a list bucket by bucket, wherever they lie.
struct FingerprintReader: Sendable {
    /// Those in no store, ascending.
    private let loose: [UInt128]
    private let stores: [FingerprintStore]
    private let counts: [Int]
    /// Where the loose ones of each bucket begin, and at last where they end.
    private let starts: [Int]

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
    }

    func count(of bucket: Int) -> Int { counts[bucket] }

    /// The fingerprints of a bucket, piece by piece, for as long as `body` answers true.
    /// - Parameter buffer: memory of the calling thread for pieces that come from the spill file.
    func read(
        _ bucket: Int, using buffer: UnsafeMutableBufferPointer<UInt128>,
        _ body: (UnsafeBufferPointer<UInt128>) -> Bool
    ) throws(SpillFault) {
        var isWanted = true
        loose[starts[bucket]..<starts[bucket + 1]].withUnsafeBufferPointer { isWanted = body($0) }
        // A store is read by one thread at a time; neighbouring buckets begin with different stores, so that threads seldom wait.
        for turn in stores.indices where isWanted {
            try stores[(bucket + turn) % stores.count].read(bucket, using: buffer) { piece in
                isWanted = body(piece)
                return isWanted
            }
        }
    }
}
