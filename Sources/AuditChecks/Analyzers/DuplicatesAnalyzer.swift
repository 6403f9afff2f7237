package import AuditModel
package import ScanEngine

/// Fingerprints the key of every document that has one.
package struct DuplicatesAnalyzer: Analyzer {
    package let key: [KeyPart]
    package let missing: MissingValues

    package init(key: [KeyPart], missing: MissingValues) {
        self.key = key
        self.missing = missing
    }

    package var columns: [ColumnRequest] {
        key.map { ColumnRequest($0.field, missing: missing, need: .everything) } + [SmallestIDs.column]
    }

    package func makeState() -> DuplicatesState { DuplicatesState(within: .unbounded) }

    package func makeState(within budget: MemoryBudget) -> DuplicatesState { DuplicatesState(within: budget) }

    package func makeState(
        ofSegment number: UInt16, beside sibling: DuplicatesState?, within budget: MemoryBudget
    ) -> DuplicatesState {
        var state = DuplicatesState(KeySet(ofSegment: number, beside: sibling?.fingerprints, within: budget))
        state.sample = .none
        return state
    }

    package func makeWorkspace() -> KeyFingerprint { KeyFingerprint() }

    package func consume(
        _ batch: borrowing BatchView, into state: inout DuplicatesState, using fingerprint: inout KeyFingerprint
    ) {
        if key.count == 1 {
            consume(batch[0], key[0], ids: batch[1], into: &state, using: &fingerprint)
            return
        }
        let ids = batch[key.count]
        for row in 0..<batch.rows {
            var hasAll = true
            for part in key.indices where !batch[part].isPresent(row) {
                hasAll = false
                if batch[part].tags[row] != 0 { state.sawPath = true }
            }
            guard hasAll else {
                state.withoutKey += 1
                continue
            }
            state.sawPath = true
            let print = fingerprint.compound(batch, row, key)
            state.fingerprints.append(print)
            if state.sample.admits(print) {
                state.sample.add(print, ids, row) { sample in
                    for part in key.indices { sample.append(batch[part], row) }
                }
            }
        }
    }

    /// The same for a key of one part, which most keys are.
    private func consume(
        _ column: ColumnView, _ part: KeyPart, ids: ColumnView, into state: inout DuplicatesState,
        using fingerprint: inout KeyFingerprint
    ) {
        let changesText = part.changesText
        for row in 0..<column.count {
            guard column.isPresent(row) else {
                if column.tags[row] != 0 { state.sawPath = true }
                state.withoutKey += 1
                continue
            }
            state.sawPath = true
            let print =
                (changesText ? nil : KeyFingerprint.plainText(column, row)) ?? fingerprint.single(column, row, part)
            state.fingerprints.append(print)
            if state.sample.admits(print) {
                state.sample.add(print, ids, row) { $0.append(column, row) }
            }
        }
    }
}

/// One part of a key, and how its texts are made alike before they are compared.
package struct KeyPart: Hashable, Sendable {
    package let field: FieldPath
    package var trim = false
    package var ignoreCase = false
    package var collapseSpaces = false
    /// Unicode normalisation form C.
    package var normalize = false

    package init(field: FieldPath) { self.field = field }

    var changesText: Bool { trim || ignoreCase || collapseSpaces || normalize }
}

/// The fingerprints of the keys seen so far.
package struct DuplicatesState: AnalyzerState, Equatable {
    package static let formatVersion: UInt8 = 3

    /// Documents in which a part of the key is missing.
    package var withoutKey: Int64 = 0
    /// Whether any document had a part of the key at all, missing or not.
    package var sawPath = false
    package var fingerprints: KeySet
    /// Some keys with their documents.
    package var sample = DuplicateSample()

    init(within budget: MemoryBudget) { self.init(KeySet(within: budget)) }

    init(_ fingerprints: KeySet) { self.fingerprints = fingerprints }

    package static func finish(segments: inout [DuplicatesState]) {
        var sets = segments.map(\.fingerprints)
        KeySet.count(&sets)
        for (place, set) in sets.enumerated() { segments[place].fingerprints = set }
    }

    package mutating func merge(_ other: DuplicatesState) {
        withoutKey += other.withoutKey
        sawPath = sawPath || other.sawPath
        fingerprints.merge(other.fingerprints)
        sample.merge(other.sample)
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(withoutKey)
        writer.write(UInt8(sawPath ? 1 : 0))
        sample.encode(into: &writer)
        fingerprints.encode(into: &writer)
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        withoutKey = try reader.read()
        sawPath = try reader.read(UInt8.self) == 1
        sample = try DuplicateSample(from: &reader)
        fingerprints = try KeySet(from: &reader)
    }

    /// Equal as multisets: the order in which documents came says nothing.
    package static func == (left: DuplicatesState, right: DuplicatesState) -> Bool {
        left.encoded() == right.encoded()
    }
}
