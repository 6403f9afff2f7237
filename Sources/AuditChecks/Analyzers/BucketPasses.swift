/// The passes over a bucket: each takes in a range of its values, as wide as the table for them allows.
struct BucketPasses {
    private let whole: ClosedRange<UInt128>
    private(set) var range: ClosedRange<UInt128>

    init(over bucket: Int) {
        whole = FingerprintBuckets.range(of: bucket)
        range = whole
    }

    /// The table was too small for the values in the range.
    mutating func narrow() {
        // Different values, so the range has at least two, and its lower half is a smaller range.
        range = range.lowerBound...range.lowerBound + (range.upperBound - range.lowerBound) / 2
    }

    /// Goes on behind the range; false when nothing lies there.
    mutating func advance() -> Bool {
        guard range.upperBound < whole.upperBound else { return false }
        // Twice as wide: behind a dense place may come a void that no number of equal steps would cross.
        let width = (range.upperBound - range.lowerBound) * 2 + 1
        let next = range.upperBound + 1
        range = next...next + min(width, whole.upperBound - next)
        return true
    }
}
