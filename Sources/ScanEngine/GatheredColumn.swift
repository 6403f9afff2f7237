/// A column with only the rows that a scope looks at: memory of one thread, kept between batches.
///
/// Texts stay where they are, in the arena of the batch; a cell is ten bytes.
struct GatheredColumn: ~Copyable {
    private var tags: UnsafeMutablePointer<UInt8>
    private var presence: UnsafeMutablePointer<UInt8>
    private var payloads: UnsafeMutablePointer<UInt64>
    private let rowEnds: UnsafeMutablePointer<Int32>
    private var capacity = ColumnBatch.maximumRows

    init() {
        tags = .allocate(capacity: capacity)
        presence = .allocate(capacity: capacity)
        payloads = .allocate(capacity: capacity)
        rowEnds = .allocate(capacity: ColumnBatch.maximumRows)
    }

    deinit {
        tags.deallocate()
        presence.deallocate()
        payloads.deallocate()
        rowEnds.deallocate()
    }

    /// Copies the selected rows; the answer is valid until the next call.
    mutating func gather(_ column: ColumnView, _ selection: borrowing RowSelection) -> ColumnView {
        if column.rowEnds == nil {
            for place in 0..<selection.count { copy(column, Int(selection.rows[place]), to: place) }
            return view(column, cells: selection.count, rowEnds: nil)
        }
        // A row is there at most once.
        if column.count > capacity { grow(column.count) }
        var cells = 0
        for place in 0..<selection.count {
            for cell in column.cells(ofRow: Int(selection.rows[place])) {
                copy(column, cell, to: cells)
                cells &+= 1
            }
            rowEnds[place] = Int32(truncatingIfNeeded: cells)
        }
        return view(column, cells: cells, rowEnds: UnsafePointer(rowEnds))
    }

    @inline(__always)
    private func copy(_ column: ColumnView, _ cell: Int, to place: Int) {
        tags[place] = column.tags[cell]
        presence[place] = column.presence[cell]
        payloads[place] = column.payloads[cell]
    }

    private func view(_ column: ColumnView, cells: Int, rowEnds: UnsafePointer<Int32>?) -> ColumnView {
        ColumnView(
            tags: tags, presence: presence, payloads: payloads, count: cells, rowEnds: rowEnds, arena: column.arena)
    }

    private mutating func grow(_ cells: Int) {
        tags.deallocate()
        presence.deallocate()
        payloads.deallocate()
        capacity = cells
        tags = .allocate(capacity: capacity)
        presence = .allocate(capacity: capacity)
        payloads = .allocate(capacity: capacity)
    }
}
