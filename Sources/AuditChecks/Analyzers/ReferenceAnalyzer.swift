package import AuditModel
package import ScanEngine

/// Fingerprints the cells of a field: of a target every one, of the audited collection those that are not known to have a match.
package struct ReferenceAnalyzer: Analyzer {
    package let field: FieldPath
    package let missing: MissingValues
    /// Keys of the target; cells that are among them are settled at once. nil: every cell waits for the end of the scan.
    package let keys: FingerprintSet?

    package init(field: FieldPath, missing: MissingValues, keys: FingerprintSet? = nil) {
        self.field = field
        self.missing = missing
        self.keys = keys
    }

    package var columns: [ColumnRequest] {
        let cells = ColumnRequest(field, missing: missing, need: .everything)
        // Documents can only be named while it is known which of their cells have no match.
        return keys == nil ? [cells] : [cells, SmallestIDs.column]
    }

    package func makeState() -> ReferenceState { ReferenceState(within: .unbounded) }

    package func makeState(within budget: MemoryBudget) -> ReferenceState { ReferenceState(within: budget) }

    package func makeWorkspace() -> KeyFingerprint { KeyFingerprint() }

    package func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<ReferenceState>,
        using fingerprint: inout KeyFingerprint
    ) {
        let column = batch[0]
        let part = KeyPart(field: field)
        for row in 0..<batch.rows {
            let state = states + batch.segment(ofRow: row)
            for cell in column.cells(ofRow: row) {
                guard column.isPresent(cell) else {
                    state.pointee.tallies.addMissing(column.presence[cell], to: 0)
                    continue
                }
                state.pointee.tallies.addPresent(column.tags[cell], to: 0)
                let print = fingerprint.of(column, cell, part)
                if let keys {
                    guard !keys.contains(print) else { continue }
                    state.pointee.orphans.offer(batch[1], row, value: (column, cell))
                }
                state.pointee.fingerprints.append(print)
            }
        }
    }

    package static func == (left: ReferenceAnalyzer, right: ReferenceAnalyzer) -> Bool {
        left.field == right.field && left.missing == right.missing && left.keys === right.keys
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(field)
        hasher.combine(missing)
    }
}

/// The cells of a field seen so far.
package struct ReferenceState: AnalyzerState, Equatable {
    package static let formatVersion: UInt8 = 2

    var tallies = FieldTallies(fieldCount: 1)
    /// The cells by presence and type.
    package var counts: CellCounts { tallies.counts[0] }
    /// Those of the present ones that were not settled at once.
    package var fingerprints: FingerprintList
    /// Documents with a cell that is known to have no match.
    package var orphans = SmallestIDs()

    init(within budget: MemoryBudget) { fingerprints = FingerprintList(within: budget) }

    /// Cells that hold a value.
    package var cells: Int64 { counts[.present] }

    /// Whether any document had the field at all, missing or not.
    var sawPath: Bool { counts.cells > counts[.absent] }

    package mutating func merge(_ other: ReferenceState) {
        tallies.merge(other.tallies)
        fingerprints.merge(other.fingerprints)
        orphans.merge(other.orphans)
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(tallies.encoded)
        fingerprints.encode(into: &writer)
        orphans.encode(into: &writer)
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        tallies = try FieldTallies(encoded: reader.readArray())
        guard tallies.fieldCount == 1 else {
            throw StateFault(message: "an encoded reference state has the wrong size")
        }
        fingerprints = try FingerprintList(from: &reader)
        orphans = try SmallestIDs(from: &reader)
    }

    /// Equal as multisets: the order in which documents came says nothing.
    package static func == (left: ReferenceState, right: ReferenceState) -> Bool {
        left.encoded() == right.encoded()
    }
}
