package import AuditModel
import RawBSON
package import ScanEngine

/// Counts the cells of some fields by presence and type, and the documents in which all of them are present.
package struct CompletenessAnalyzer: Analyzer {
    package let fields: [FieldPath]
    package let missing: MissingValues

    package init(fields: [FieldPath], missing: MissingValues) {
        self.fields = fields
        self.missing = missing
    }

    package var columns: [ColumnRequest] {
        fields.map { ColumnRequest($0, missing: missing) }
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
        for field in fields.indices {
            let column = batch[field]
            state.counts[field].add(column)
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
}

/// What ``CompletenessAnalyzer`` counts.
package struct CompletenessState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 1

    package var documents: Int64 = 0
    package var completeDocuments: Int64 = 0
    package var counts: [CellCounts]

    init(fieldCount: Int) {
        counts = Array(repeating: CellCounts(), count: fieldCount)
    }

    package mutating func merge(_ other: CompletenessState) {
        documents += other.documents
        completeDocuments += other.completeDocuments
        for field in counts.indices { counts[field].merge(other.counts[field]) }
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(documents)
        writer.write(completeDocuments)
        writer.write(Int64(counts.count))
        for count in counts {
            writer.write(count.byPresence)
            writer.write(count.presentByType)
        }
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        documents = try reader.read()
        completeDocuments = try reader.read()
        counts = []
        for _ in 0..<max(0, try reader.read(Int64.self)) {
            counts.append(
                try CellCounts(byPresence: try reader.readArray(), presentByType: try reader.readArray()))
        }
    }
}
