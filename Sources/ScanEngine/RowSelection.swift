/// The rows of a batch that a scope looks at: memory of one thread, kept between batches.
struct RowSelection: ~Copyable {
    /// Ascending.
    let rows: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    /// The segment of each of them.
    private let segments: UnsafeMutablePointer<Int32>

    init() {
        rows = .allocate(capacity: ColumnBatch.maximumRows)
        segments = .allocate(capacity: ColumnBatch.maximumRows)
    }

    deinit {
        rows.deallocate()
        segments.deallocate()
    }

    /// Selects what a filter lets through.
    mutating func select(_ verdicts: UnsafePointer<UInt8>, rows total: Int) {
        count = 0
        for row in 0..<total where verdicts[row] == RowVerdict.yes {
            rows[count] = Int32(row)
            count &+= 1
        }
    }

    /// The segments of the selected rows, side by side; valid until the next call.
    func gather(_ all: UnsafePointer<Int32>) -> UnsafePointer<Int32> {
        for place in 0..<count { segments[place] = all[Int(rows[place])] }
        return UnsafePointer(segments)
    }
}
