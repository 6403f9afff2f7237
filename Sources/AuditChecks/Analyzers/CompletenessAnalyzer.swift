package import AuditModel
import RawBSON
package import ScanEngine

/// Counts the cells of some fields by presence and type, and the documents in which all of them are present; notes the first documents that
/// lack a field.
package struct CompletenessAnalyzer: SegmentedAnalyzer {
    package let fields: [FieldPath]
    package let missing: MissingValues

    package init(fields: [FieldPath], missing: MissingValues) {
        self.fields = fields
        self.missing = missing
    }

    package var columns: [ColumnRequest] {
        fields.map { ColumnRequest($0, missing: missing) } + [SmallestIDs.column]
    }

    package func makeState() -> CompletenessState {
        CompletenessState(fieldCount: fields.count)
    }

    /// One byte a row: 0 while every cell was present.
    package func makeWorkspace() -> RowFlags { RowFlags() }

    package func consume(
        _ batch: borrowing BatchView, into state: inout CompletenessState, using flags: inout RowFlags
    ) {
        let isIncomplete = flags.cleared(rows: batch.rows)
        let ids = batch[fields.count]
        for field in fields.indices {
            let column = batch[field]
            if state.tallies.add(column, to: field) { continue }
            state.lacking[field].offerMissing(of: column, rows: batch.rows, ids)
            if column.rowEnds == nil {
                for row in 0..<batch.rows { isIncomplete[row] |= column.presence[row] ^ Presence.presentByte }
            } else {
                for row in 0..<batch.rows {
                    for cell in column.cells(ofRow: row) {
                        isIncomplete[row] |= column.presence[cell] ^ Presence.presentByte
                    }
                }
            }
        }
        var complete = 0
        for row in 0..<batch.rows { complete &+= isIncomplete[row] == 0 ? 1 : 0 }
        state.completeDocuments += Int64(complete)
        state.documents += Int64(batch.rows)
    }

    package var prefersRuns: Bool { !fields.contains(where: \.isRepeated) }

    package func consume(
        _ batch: borrowing BatchView, runs: [RowRun], into states: UnsafeMutablePointer<CompletenessState>,
        using flags: inout RowFlags
    ) {
        let ids = batch[fields.count]
        for run in runs {
            let state = states + run.segment
            let isIncomplete = flags.cleared(rows: run.count)
            var missing = false
            state.pointee.addCells(of: run, fields.count, batch) { field, lacking in
                missing = true
                let column = batch[field]
                for row in run.start..<run.end where !column.isPresent(row) {
                    isIncomplete[row - run.start] = 1
                    lacking[field].offer(ids, row, mark: column.presence[row])
                }
            }
            var complete = run.count
            if missing { for row in 0..<run.count { complete &-= Int(isIncomplete[row]) } }
            state.pointee.completeDocuments += Int64(complete)
            state.pointee.documents += Int64(run.count)
        }
    }
}

/// What ``CompletenessAnalyzer`` counts.
package struct CompletenessState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 2

    package var documents: Int64 = 0
    package var completeDocuments: Int64 = 0
    var tallies: FieldTallies
    /// By field documents that lack it, marked with the ``Presence``.
    package var lacking: [SmallestIDs]

    init(fieldCount: Int) {
        lacking = Array(repeating: SmallestIDs(), count: fieldCount)
        tallies = FieldTallies(fieldCount: fieldCount)
    }

    /// By field.
    package var counts: [CellCounts] { (0..<tallies.fieldCount).map { tallies[$0] } }

    /// Adds the cells of a short run; calls `whenMissing` for each field of which some cell is missing.
    @inline(__always)
    fileprivate mutating func addCells(
        of run: RowRun, _ fields: Int, _ batch: borrowing BatchView,
        whenMissing: (_ field: Int, _ lacking: inout [SmallestIDs]) -> Void
    ) {
        tallies.add(run, of: fields, batch) { whenMissing($0, &lacking) }
    }

    package mutating func merge(_ other: CompletenessState) {
        documents += other.documents
        completeDocuments += other.completeDocuments
        tallies.merge(other.tallies)
        for field in lacking.indices { lacking[field].merge(other.lacking[field]) }
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(documents)
        writer.write(completeDocuments)
        writer.write(tallies.encoded)
        for documents in lacking { documents.encode(into: &writer) }
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        documents = try reader.read()
        completeDocuments = try reader.read()
        tallies = try FieldTallies(encoded: reader.readArray())
        lacking = []
        for _ in 0..<tallies.fieldCount { lacking.append(try SmallestIDs(from: &reader)) }
    }
}

extension SmallestIDs {
    /// Offers the documents that lack a cell of a column, marked with the presence of the cell.
    fileprivate mutating func offerMissing(of column: ColumnView, rows: Int, _ ids: ColumnView) {
        guard column.rowEnds == nil else {
            for row in 0..<rows {
                for cell in column.cells(ofRow: row) where !column.isPresent(cell) {
                    offer(ids, row, mark: column.presence[cell])
                }
            }
            return
        }
        // Eight at a time: most cells are there, even where some are not.
        let allPresent = UInt64(Presence.presentByte) &* 0x0101_0101_0101_0101
        let presence = UnsafeRawPointer(column.presence)
        var row = 0
        while row < rows {
            if row &+ 8 <= rows, presence.loadUnaligned(fromByteOffset: row, as: UInt64.self) == allPresent {
                row &+= 8
                continue
            }
            if !column.isPresent(row) { offer(ids, row, mark: column.presence[row]) }
            row &+= 1
        }
    }
}
