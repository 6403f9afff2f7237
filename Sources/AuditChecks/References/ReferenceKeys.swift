import AuditModel
import ScanEngine

/// The keys of a target that was read: what cells are matched with.
package struct ReferenceKeys: Sendable {
    /// Different keys.
    let distinct: Int
    /// Documents of the target.
    let documents: Int64
    /// The BSON types among them, by alias.
    let types: Set<String>
    let form: Form

    enum Form: Sendable {
        /// They fit into memory: cells are matched as they are scanned.
        case set(FingerprintSet)
        /// They do not: cells are kept, and matched bucket by bucket after the scan.
        case list(FingerprintList)
    }

    /// - Parameters:
    ///   - state: what reading the target found.
    ///   - setBytes: what sets may take of the budget; a set that is made is taken off.
    /// - Throws: why there are no keys, or why they got lost.
    package init(
        _ state: ReferenceState, ofDocuments documents: Int64, target: ReferenceTarget, setBytes: inout Int
    ) throws(ReferenceFault) {
        guard documents > 0 else {
            throw ReferenceFault("'\(target.place)', where 'to' looks for matches, holds no documents")
        }
        guard state.cells > 0 else {
            throw ReferenceFault(
                state.sawPath
                    ? "every '\(target.field)' of '\(target.place)', where 'to' looks for matches, is missing"
                    : "no document of '\(target.place)' has '\(target.field)', where 'to' looks for matches; "
                        + "check the spelling of the path")
        }
        self.documents = documents
        types = Set(state.counts.types.keys)
        do throws(SpillFault) {
            distinct = try state.fingerprints.distinctCount()
            let bytes = FingerprintSet.bytes(for: distinct)
            if bytes <= setBytes, let set = try state.fingerprints.makeSet(of: distinct) {
                setBytes -= bytes
                form = .set(set)
            } else {
                form = .list(state.fingerprints)
            }
        } catch {
            throw ReferenceFault(error.message)
        }
    }

    /// The keys for the scan; nil where they have to be matched after it.
    var lookup: FingerprintSet? {
        if case .set(let set) = form { return set }
        return nil
    }

    /// Whether documents with orphans can be named: the keys fit into memory.
    var namesDocuments: Bool { lookup != nil }

    /// Fingerprints that the scan kept and that have no match: how many, and how many different ones.
    func unmatched(_ kept: FingerprintList) throws(SpillFault) -> (cells: Int, distinct: Int) {
        guard case .list(let keys) = form else { return (kept.count, try kept.distinctCount()) }
        let cells = try kept.unmatchedCount(in: keys)
        var all = kept
        all.merge(keys)
        // What cells add to the different keys.
        return (cells, try all.distinctCount() - distinct)
    }
}

/// Why a reference cannot be followed: its target is empty, is not there, or could not be read.
package struct ReferenceFault: Error, Hashable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// The targets of a run's `reference` checks, each read or known to be unreadable.
package struct ReferenceTargets: Sendable {
    private var found: [ReferenceTarget: Result<ReferenceKeys, ReferenceFault>] = [:]

    package init() {}

    package subscript(target: ReferenceTarget) -> Result<ReferenceKeys, ReferenceFault>? {
        get { found[target] }
        set { found[target] = newValue }
    }
}
