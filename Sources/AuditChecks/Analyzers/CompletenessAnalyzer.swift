package import AuditModel
import RawBSON
package import ScanEngine

/// Counts the cells of some fields by presence and type, and the documents in which all of them are present; notes the first documents that
/// lack a field.
package struct CompletenessAnalyzer: Analyzer {
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

    package func makeWorkspace() -> CompletenessWorkspace { CompletenessWorkspace() }

    package func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<CompletenessState>,
        using workspace: inout CompletenessWorkspace
    ) {
        let expectation = workspace.expectation(for: batch, fields: fields.count)
        let isIncomplete = workspace.flags.cleared(rows: batch.rows)
        if batch.segments != nil {
            // Looked at first: loads that nothing waits for are under way for many segments at the same time.
            var seen: Int64 = 0
            for row in 0..<batch.rows { seen ^= states[batch.segment(ofRow: row)].glance }
            workspace.seen = seen
        }
        for field in fields.indices {
            if batch[field].rowEnds == nil {
                count(field, batch, expectation, into: states, isIncomplete)
            } else {
                countRepeated(field, batch, into: states, isIncomplete)
            }
        }
        guard batch.segments != nil else {
            var complete = 0
            for row in 0..<batch.rows { complete &+= isIncomplete[row] == 0 ? 1 : 0 }
            states.pointee.add(documents: batch.rows, complete: complete, expectation)
            return
        }
        for row in 0..<batch.rows {
            states[batch.segment(ofRow: row)].add(documents: 1, complete: 1 &- Int(isIncomplete[row]), expectation)
        }
    }

    /// Counts the cells of a column that are not what is expected: eight are looked at together.
    private func count(
        _ field: Int, _ batch: borrowing BatchView, _ expectation: CellExpectation,
        into states: UnsafeMutablePointer<CompletenessState>, _ isIncomplete: UnsafeMutablePointer<UInt8>
    ) {
        let column = batch[field]
        let ids = batch[fields.count]
        let repeated: UInt64 = 0x0101_0101_0101_0101
        let allPresent = UInt64(Presence.presentByte) &* repeated
        let type = expectation.type(of: field)
        let allOfType = UInt64(type) &* repeated
        let presence = UnsafeRawPointer(column.presence)
        let tags = UnsafeRawPointer(column.tags)
        var row = 0
        while row < column.count {
            if row &+ 8 <= column.count,
                presence.loadUnaligned(fromByteOffset: row, as: UInt64.self) == allPresent,
                tags.loadUnaligned(fromByteOffset: row, as: UInt64.self) == allOfType
            {
                row &+= 8
                continue
            }
            let found = column.presence[row]
            if found != Presence.presentByte || column.tags[row] != type {
                let state = states + batch.segment(ofRow: row)
                if found == Presence.presentByte {
                    state.pointee.tallies.addPresent(column.tags[row], to: field)
                } else {
                    isIncomplete[row] = 1
                    state.pointee.addMissing(ids, row, field, found)
                }
            }
            row &+= 1
        }
    }

    /// Counts the cells of a column of which a document has any number.
    private func countRepeated(
        _ field: Int, _ batch: borrowing BatchView, into states: UnsafeMutablePointer<CompletenessState>,
        _ isIncomplete: UnsafeMutablePointer<UInt8>
    ) {
        let column = batch[field]
        let ids = batch[fields.count]
        for row in 0..<batch.rows {
            let state = states + batch.segment(ofRow: row)
            for cell in column.cells(ofRow: row) {
                let found = column.presence[cell]
                if found == Presence.presentByte {
                    state.pointee.tallies.addPresent(column.tags[cell], to: field)
                } else {
                    isIncomplete[row] = 1
                    state.pointee.addMissing(ids, row, field, found)
                }
            }
        }
    }
}

/// What a thread keeps between batches.
package struct CompletenessWorkspace {
    /// One byte a row: 0 while every cell was present.
    let flags = RowFlags()
    /// Of no meaning, but that the processor has to look for it.
    var seen: Int64 = 0
    private var expectation: CellExpectation?

    /// What the first batch had.
    mutating func expectation(for batch: borrowing BatchView, fields: Int) -> CellExpectation {
        if let expectation { return expectation }
        let expectation = CellExpectation(of: batch, fields: fields)
        self.expectation = expectation
        return expectation
    }
}

/// What ``CompletenessAnalyzer`` counts.
package struct CompletenessState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 3

    package var documents: Int64 = 0
    package var completeDocuments: Int64 = 0
    var tallies: FieldTallies
    /// By field documents that lack it, marked with the ``Presence``.
    package private(set) var lacking: [SmallestIDs]
    /// By field a bit: whether it has all the documents that it can show, for the first 64 fields.
    private var satisfied: UInt64 = 0
    /// The largest bound of those.
    private var bound = IDBound.none

    init(fieldCount: Int) {
        lacking = Array(repeating: SmallestIDs(), count: fieldCount)
        tallies = FieldTallies(fieldCount: fieldCount)
    }

    /// By field.
    package var counts: [CellCounts] { tallies.counts }

    /// Some of what nearly every document changes.
    @inline(__always)
    fileprivate var glance: Int64 { documents ^ tallies.glance }

    /// Counts a missing cell, and offers its document as one that lacks the field.
    @inline(__always)
    fileprivate mutating func addMissing(_ ids: ColumnView, _ row: Int, _ field: Int, _ presence: UInt8) {
        tallies.addMissing(presence, to: field)
        // Decided here, where the counts are, and not in another place of the memory.
        if field < 64, satisfied & 1 << UInt64(field) != 0, !bound.admits(ids, row) { return }
        insert(ids, row, lacking: field, presence)
    }

    private mutating func insert(_ ids: ColumnView, _ row: Int, lacking field: Int, _ presence: UInt8) {
        lacking[field].offer(ids, row, mark: presence)
        let found = lacking[field].bound
        guard field < 64, found != .none, satisfied & 1 << UInt64(field) == 0 else { return }
        // Bounds only fall, so that one that was the largest stays beyond all.
        guard let larger = satisfied == 0 ? found : bound.larger(found) else { return }
        bound = larger
        satisfied |= 1 << UInt64(field)
    }

    @inline(__always)
    fileprivate mutating func add(documents: Int, complete: Int, _ expectation: CellExpectation) {
        if self.documents == 0 { tallies.expect(expectation) }
        self.documents += Int64(documents)
        completeDocuments += Int64(complete)
        tallies.assume(documents)
    }

    package mutating func merge(_ other: CompletenessState) {
        documents += other.documents
        completeDocuments += other.completeDocuments
        tallies.merge(other.tallies)
        for field in lacking.indices { lacking[field].merge(other.lacking[field]) }
        satisfied = 0
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
