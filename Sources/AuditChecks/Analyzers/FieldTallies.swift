import ScanEngine

/// The cells of some fields by presence and type, in one piece of memory: a segment of a few rows touches little of it.
struct FieldTallies: Hashable, Sendable {
    /// For each field its numbers by ``Presence`` raw value, then the present ones by type index.
    private var numbers: [Int64]

    private static let stride = CellCounts.presenceCount + CellCounts.typeCount

    init(fieldCount: Int) { numbers = Array(repeating: 0, count: fieldCount * FieldTallies.stride) }

    /// The numbers of all fields as they are encoded.
    init(encoded numbers: [Int64]) throws(StateFault) {
        guard numbers.count % FieldTallies.stride == 0 else {
            throw StateFault(message: "an encoded completeness state has the wrong size")
        }
        self.numbers = numbers
    }

    var encoded: [Int64] { numbers }

    var fieldCount: Int { numbers.count / FieldTallies.stride }

    subscript(field: Int) -> CellCounts {
        let start = field * FieldTallies.stride
        let types = start + CellCounts.presenceCount
        return CellCounts(
            byPresence: Array(numbers[start..<types]),
            presentByType: Array(numbers[types..<types + CellCounts.typeCount]))
    }

    mutating func merge(_ other: FieldTallies) {
        for place in numbers.indices { numbers[place] += other.numbers[place] }
    }

    /// Adds the cells of a field's column; answers whether all were present.
    mutating func add(_ column: ColumnView, to field: Int) -> Bool {
        // Checked once a column: the raw values of presences and the indices of types lie within a field's numbers.
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return true }
            return FieldTallies.count(column, numbers + field * FieldTallies.stride)
        }
    }

    /// Adds the rows of a short run of all fields that have one cell a row; calls `whenMissing` for each field of which some cell is missing.
    @inline(__always)
    mutating func add(
        _ run: RowRun, of fields: Int, _ batch: borrowing BatchView, whenMissing: (_ field: Int) -> Void
    ) {
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard var place = numbers.baseAddress else { return }
            for field in 0..<fields {
                let column = batch[field]
                var isMissing = false
                for row in run.start..<run.end {
                    let presence = column.presence[row]
                    place[Int(presence)] &+= 1
                    if presence == Presence.presentByte {
                        place[CellCounts.presenceCount + CellCounts.typeIndex(column.tags[row])] &+= 1
                    } else {
                        isMissing = true
                    }
                }
                if isMissing { whenMissing(field) }
                place += FieldTallies.stride
            }
        }
    }

    /// Most columns hold eight present cells of one type in a row most of the time: those are counted at once.
    private static func count(_ column: ColumnView, _ byPresence: UnsafeMutablePointer<Int64>) -> Bool {
        let presentByType = byPresence + CellCounts.presenceCount
        let before = byPresence[Int(Presence.presentByte)]
        func count(_ cell: Int) {
            let presence = column.presence[cell]
            byPresence[Int(presence)] &+= 1
            if presence == Presence.presentByte { presentByType[CellCounts.typeIndex(column.tags[cell])] &+= 1 }
        }
        let repeated: UInt64 = 0x0101_0101_0101_0101
        let allPresent = UInt64(Presence.presentByte) &* repeated
        let presence = UnsafeRawPointer(column.presence)
        let tags = UnsafeRawPointer(column.tags)
        var cell = 0
        while cell &+ 8 <= column.count {
            let kinds = presence.loadUnaligned(fromByteOffset: cell, as: UInt64.self)
            let types = tags.loadUnaligned(fromByteOffset: cell, as: UInt64.self)
            if kinds == allPresent, types == (types & 0xFF) &* repeated {
                byPresence[Int(Presence.presentByte)] &+= 8
                presentByType[CellCounts.typeIndex(column.tags[cell])] &+= 8
            } else {
                for index in cell..<cell &+ 8 { count(index) }
            }
            cell &+= 8
        }
        while cell < column.count {
            count(cell)
            cell &+= 1
        }
        return byPresence[Int(Presence.presentByte)] &- before == Int64(column.count)
    }
}
