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
        DuplicatesState(KeySet(ofSegment: number, beside: sibling?.fingerprints, within: budget))
    }

    package func makeWorkspace() -> DuplicatesWorkspace { DuplicatesWorkspace() }

    package func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<DuplicatesState>,
        using workspace: inout DuplicatesWorkspace
    ) {
        workspace.found.removeAll(keepingCapacity: true)
        if key.count == 1 {
            fingerprint(batch, batch[0], key[0], into: states, using: &workspace)
        } else {
            fingerprintCompound(batch, into: states, using: &workspace)
        }
        let ids = batch[key.count]
        guard let segments = batch.segments else {
            states.pointee.add(workspace.found) { add($0, $1, batch, ids, to: &$2) }
            return
        }
        // All segments of a thread share one pool.
        states.pointee.fingerprints.pool?.add(workspace.found, of: segments) { add($0, $1, batch, ids, to: &$2) }
    }

    private func add(
        _ fingerprint: UInt128, _ row: Int, _ batch: borrowing BatchView, _ ids: ColumnView,
        to sample: inout DuplicateSample
    ) {
        sample.add(fingerprint, ids, row) { sample in
            for part in key.indices { sample.append(batch[part], row) }
        }
    }

    private func fingerprintCompound(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<DuplicatesState>,
        using workspace: inout DuplicatesWorkspace
    ) {
        for row in 0..<batch.rows {
            var hasAll = true
            var hasAny = false
            for part in key.indices where !batch[part].isPresent(row) {
                hasAll = false
                if batch[part].tags[row] != 0 { hasAny = true }
            }
            if hasAll {
                workspace.found.append((workspace.fingerprint.compound(batch, row, key), row))
            } else {
                states[batch.segment(ofRow: row)].addDocumentWithoutKey(butWithAPart: hasAny)
            }
        }
    }

    /// The same for a key of one part, which most keys are.
    private func fingerprint(
        _ batch: borrowing BatchView, _ column: ColumnView, _ part: KeyPart,
        into states: UnsafeMutablePointer<DuplicatesState>, using workspace: inout DuplicatesWorkspace
    ) {
        let changesText = part.changesText
        for row in 0..<batch.rows {
            guard column.isPresent(row) else {
                states[batch.segment(ofRow: row)].addDocumentWithoutKey(butWithAPart: column.tags[row] != 0)
                continue
            }
            let print =
                (changesText ? nil : KeyFingerprint.plainText(column, row))
                ?? workspace.fingerprint.single(column, row, part)
            workspace.found.append((print, row))
        }
    }
}

/// What a thread keeps between batches.
package struct DuplicatesWorkspace {
    var fingerprint = KeyFingerprint()
    /// The keys of the batch at hand, and their rows.
    var found: [(fingerprint: UInt128, row: Int)] = []
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
    package var sawPath: Bool { sawMissingPart || fingerprints.count > 0 }
    private var sawMissingPart = false
    package var fingerprints: KeySet
    /// Some keys with their documents; those of segments are in their pool.
    private var ownSample = DuplicateSample()

    init(within budget: MemoryBudget) { self.init(KeySet(within: budget)) }

    init(_ fingerprints: KeySet) { self.fingerprints = fingerprints }

    /// Some keys with their documents: of all documents. A segment has none of its own: segments can be so many that their samples together
    /// would take more memory than all else.
    package var sample: DuplicateSample {
        var sample = ownSample
        for pool in fingerprints.pools { sample.merge(pool.sample) }
        return sample
    }

    /// - Parameter hasPart: whether some part of the key is there, though missing.
    fileprivate mutating func addDocumentWithoutKey(butWithAPart hasPart: Bool) {
        withoutKey += 1
        if hasPart { sawMissingPart = true }
    }

    /// Adds the keys of a batch that belongs to no segments.
    fileprivate mutating func add(
        _ keys: [(fingerprint: UInt128, row: Int)],
        sampling: (UInt128, Int, inout DuplicateSample) -> Void
    ) {
        for (fingerprint, row) in keys {
            fingerprints.append(fingerprint)
            if ownSample.admits(fingerprint) { sampling(fingerprint, row, &ownSample) }
        }
    }

    package static func finish(segments: inout [DuplicatesState]) {
        var sets = segments.map(\.fingerprints)
        KeySet.count(&sets)
        for (place, set) in sets.enumerated() { segments[place].fingerprints = set }
    }

    package mutating func merge(_ other: DuplicatesState) {
        withoutKey += other.withoutKey
        sawMissingPart = sawMissingPart || other.sawMissingPart
        fingerprints.merge(other.fingerprints)
        ownSample.merge(other.ownSample)
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(withoutKey)
        writer.write(UInt8(sawPath ? 1 : 0))
        ownSample.encode(into: &writer)
        fingerprints.encode(into: &writer)
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        withoutKey = try reader.read()
        sawMissingPart = try reader.read(UInt8.self) == 1
        ownSample = try DuplicateSample(from: &reader)
        fingerprints = try KeySet(from: &reader)
    }

    /// Equal as multisets: the order in which documents came says nothing.
    package static func == (left: DuplicatesState, right: DuplicatesState) -> Bool {
        left.encoded() == right.encoded()
    }
}
