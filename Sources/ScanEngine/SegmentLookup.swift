/// Finds the segment of every document, for one thread.
struct SegmentLookup: ~Copyable {
    private let directory: SegmentDirectory
    private var first = SegmentValues()
    /// For a segmentation by two fields.
    private var second: SegmentValues?
    private let columns: [Int]
    private let values: UnsafeMutablePointer<Int32>
    private var pairs: [UInt64: Int32] = [:]
    private var lastPair: (key: UInt64, segment: Int32) = (.max, 0)
    /// The segments of this thread by its own numbers, which are dense: name, and number in the whole scan.
    private(set) var segments: [(name: String, number: UInt16)] = []
    /// This thread's segment by the number of the first field's value, −1 for one not looked up yet.
    private var segmentOfValue: [Int32] = []
    /// Whether there are more segments than can be told apart; then none counts.
    private(set) var isOverfull = false

    init(_ directory: SegmentDirectory, columns: [Int]) {
        self.directory = directory
        self.columns = columns
        second = columns.count > 1 ? SegmentValues() : nil
        values = .allocate(capacity: 2 * ColumnBatch.maximumRows)
    }

    deinit { values.deallocate() }

    /// Writes this thread's number of each row's segment; all 0 once there are too many.
    mutating func assign(
        _ all: UnsafePointer<ColumnView>, rows: Int, into numbers: UnsafeMutablePointer<Int32>
    ) {
        first.assign(all[columns[0]], rows: rows, into: values)
        if second != nil {
            let others = values + ColumnBatch.maximumRows
            second?.assign(all[columns[1]], rows: rows, into: others)
            for row in 0..<rows { numbers[row] = segment(ofPair: values[row], others[row]) }
        } else {
            for row in 0..<rows {
                let value = Int(values[row])
                numbers[row] = value < segmentOfValue.count ? segmentOfValue[value] : segment(ofNewValue: value)
            }
        }
    }

    private mutating func segment(ofNewValue value: Int) -> Int32 {
        while segmentOfValue.count <= value {
            segmentOfValue.append(segment(named: first.names[segmentOfValue.count]))
        }
        return segmentOfValue[value]
    }

    private mutating func segment(ofPair one: Int32, _ other: Int32) -> Int32 {
        let key = UInt64(UInt32(bitPattern: one)) << 32 | UInt64(UInt32(bitPattern: other))
        if key == lastPair.key { return lastPair.segment }
        let segment: Int32
        if let known = pairs[key] {
            segment = known
        } else {
            let name = first.names[Int(one)] + Segmentation.separator + (second?.names[Int(other)] ?? "")
            segment = self.segment(named: name)
            pairs[key] = segment
        }
        lastPair = (key, segment)
        return segment
    }

    private mutating func segment(named name: String) -> Int32 {
        guard !isOverfull, let number = directory.number(of: name) else {
            isOverfull = true
            if segments.isEmpty { segments.append((name, 0)) }
            return 0
        }
        segments.append((name, number))
        return Int32(segments.count - 1)
    }
}
