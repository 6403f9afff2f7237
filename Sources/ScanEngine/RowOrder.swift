/// The rows of a batch that a scope looks at, ordered by segment: memory of one thread, kept between batches.
struct RowOrder: ~Copyable {
    /// Row numbers, segment after segment, within each as they came.
    let rows: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    private(set) var runs: [RowRun] = []
    /// Whether `rows` are all rows of the batch as they stand.
    private(set) var isWhole = false
    /// Rows by segment, then where the next of each goes.
    private var places: [Int32] = []

    init() { rows = .allocate(capacity: ColumnBatch.maximumRows) }

    deinit { rows.deallocate() }

    /// - Parameters:
    ///   - verdicts: which rows a filter lets through; nil: all.
    ///   - segments: each row's segment; nil: there are none.
    mutating func arrange(
        rows total: Int, verdicts: UnsafePointer<UInt8>?, segments: UnsafePointer<Int32>?, segmentCount: Int
    ) {
        runs.removeAll(keepingCapacity: true)
        guard let segments else {
            takeUnsegmented(total, verdicts)
            return
        }
        if places.count < segmentCount { places = Array(repeating: 0, count: segmentCount) }
        places.withUnsafeMutableBufferPointer { places in
            // Numbers of segments are below `segmentCount`, so the checks of the array are not wanted.
            guard let places = places.baseAddress else { return }
            places.update(repeating: 0, count: segmentCount)
            for row in 0..<total where verdicts.map({ $0[row] == RowVerdict.yes }) ?? true {
                places[Int(segments[row])] &+= 1
            }
            var start = 0
            for segment in 0..<segmentCount where places[segment] > 0 {
                let end = start + Int(places[segment])
                runs.append(RowRun(segment: segment, start: start, end: end))
                places[segment] = Int32(start)
                start = end
            }
            count = start
            for row in 0..<total where verdicts.map({ $0[row] == RowVerdict.yes }) ?? true {
                let place = places + Int(segments[row])
                rows[Int(place.pointee)] = Int32(row)
                place.pointee &+= 1
            }
        }
        isWhole = count == total && runs.count == 1
    }

    private mutating func takeUnsegmented(_ total: Int, _ verdicts: UnsafePointer<UInt8>?) {
        count = 0
        if let verdicts {
            for row in 0..<total where verdicts[row] == RowVerdict.yes {
                rows[count] = Int32(row)
                count &+= 1
            }
        } else {
            count = total
        }
        isWhole = count == total
        if count > 0 { runs.append(RowRun(segment: 0, start: 0, end: count)) }
    }
}
