import AuditChecks
import AuditModel
import ScanEngine

/// Reads the elements of `checks`: a mapping with one key, the kind, each.
struct ChecksDecoder {
    /// Kinds of the suite language that this version cannot carry out.
    private static let laterKinds = ["metric", "drift", "schema"]

    let kinds: [any CheckKind.Type]
    let context: SuiteContext
    let isSegmented: Bool
    let log: MappingReader.IssueLog

    /// A check before the default ids are given.
    private struct Draft {
        let id: String?
        let description: String?
        let kind: any CheckKind
        let filter: (any RowFilter)?
        let segmentKinds: [String: any CheckKind]
        let anomaly: Anomaly?
        let place: SourcePosition
    }

    /// The checks that could be read; what is missing has an issue.
    func decode(_ elements: [ConfigNode]) -> [Check] {
        var idLines: [String: Int] = [:]
        let drafts = elements.flatMap { decode($0, &idLines) }
        // Ids that were given come first, so that no default takes one of them.
        var used = Set(idLines.keys)
        return drafts.map { draft in
            let kind = type(of: draft.kind).name
            var id = draft.id ?? kind
            var number = 2
            while draft.id == nil && !used.insert(id).inserted {
                id = "\(kind)-\(number)"
                number += 1
            }
            return Check(
                id: id, description: draft.description, kind: draft.kind, filter: draft.filter,
                segmentKinds: draft.segmentKinds, anomaly: draft.anomaly, place: draft.place)
        }
    }

    private func decode(_ element: ConfigNode, _ idLines: inout [String: Int]) -> [Draft] {
        guard case .mapping(let entries) = element.content else {
            let hint =
                kind(named: element.text) == nil ? "" : " (did you mean '\(element.text):', with a colon?)"
            log.report(
                "a check must be a mapping with its kind as the key, not \(element.typeName)" + hint,
                at: element.position)
            return []
        }
        guard let first = entries.first else {
            log.report(
                "a check needs its kind; allowed are \(Spelling.list(kinds.map { $0.name }))", at: element.position)
            return []
        }
        let kindEntry = entries.first { kind(named: $0.key) != nil } ?? first
        for entry in entries where entry.keyPosition != kindEntry.keyPosition && entry.key != kindEntry.key {
            if kind(named: entry.key) != nil {
                log.report(
                    "a check has one kind, and '\(kindEntry.key)' is it: start '\(entry.key)' as a check of its own with '- '",
                    at: entry.keyPosition)
            } else {
                log.report(
                    "'\(entry.key)' must be indented below '\(kindEntry.key)': a check has one key, its kind",
                    at: entry.keyPosition)
            }
        }
        // The keys of an empty kind stand beside it: they would all be reported a second time as missing.
        if entries.count > 1, kindEntry.value.content == .null { return [] }
        return decode(kindEntry, &idLines).map { [$0] } ?? []
    }

    private func decode(_ entry: ConfigNode.Entry, _ idLines: inout [String: Int]) -> Draft? {
        guard let kind = kind(named: entry.key) else {
            if Self.laterKinds.contains(entry.key) {
                log.report("check kind '\(entry.key)' is not supported by this version", at: entry.keyPosition)
            } else {
                let names = kinds.map { $0.name }
                log.report(
                    "unknown check kind '\(entry.key)'; allowed are \(Spelling.list(names))"
                        + Spelling.suggestion(for: entry.key, among: names), at: entry.keyPosition)
            }
            return nil
        }
        let value = entry.value.content == .null ? ConfigNode(.mapping([]), at: entry.keyPosition) : entry.value
        guard let reader = MappingReader(value, subject: Self.subject(of: entry.key), log: log) else { return nil }
        let decoded = kind.decode(reader, in: context)
        let id = id(reader, &idLines)
        let description = reader.string("description")
        let filter = Check.decodeFilter(reader)
        let anomaly = Anomaly.decode(reader, of: decoded)
        let segmentKinds = segmentKinds(reader, of: kind, value)
        reader.finish()
        return decoded.map {
            Draft(
                id: id, description: description, kind: $0, filter: filter, segmentKinds: segmentKinds,
                anomaly: anomaly, place: entry.keyPosition)
        }
    }

    /// `segments`: the check with other thresholds for single segments, each read as if it had been written so.
    private func segmentKinds(
        _ reader: MappingReader, of kind: any CheckKind.Type, _ check: ConfigNode
    ) -> [String: any CheckKind] {
        guard let node = reader.node("segments") else { return [:] }
        guard isSegmented else {
            reader.report("'segments' has a meaning only in a suite with 'segment_by'", at: node.position)
            return [:]
        }
        guard case .mapping(let segments) = node.content, case .mapping(let own) = check.content else {
            reader.report(
                "'segments' must name segments with thresholds of their own, such as { ldlc: { fail_below: 80% } }, "
                    + "not \(node.typeName)", at: node.position)
            return [:]
        }
        let bounds = Thresholds.Bound.allCases.map(\.rawValue)
        var kinds: [String: any CheckKind] = [:]
        for segment in segments {
            guard case .mapping(let changes) = segment.value.content else {
                reader.report(
                    "segment '\(segment.key)' needs thresholds such as { fail_below: 80% }, not "
                        + segment.value.typeName, at: segment.value.position)
                continue
            }
            for change in changes where !bounds.contains(change.key) {
                reader.report(
                    "a segment can have thresholds of its own and nothing else; allowed are \(Spelling.list(bounds))"
                        + Spelling.suggestion(for: change.key, among: bounds), at: change.keyPosition)
            }
            let changed = Set(changes.map(\.key)).union(["segments"])
            let merged = ConfigNode(.mapping(own.filter { !changed.contains($0.key) } + changes), at: check.position)
            // What is wrong with the rest of the check has been said once.
            let log = MappingReader.IssueLog()
            guard let again = MappingReader(merged, subject: "segment '\(segment.key)'", log: log) else { continue }
            kinds[segment.key] = kind.decode(again, in: context)
            for issue in log.issues where changes.contains(where: { $0.value.position == issue.position }) {
                reader.report(issue.message, at: issue.position)
            }
        }
        return kinds
    }

    private func id(_ reader: MappingReader, _ idLines: inout [String: Int]) -> String? {
        guard let node = reader.node("id"), let id = reader.string("id") else { return nil }
        guard SuiteDecoder.isIdentifier(id) else {
            reader.report("'id' has letters (a-z), digits, '.', '_' and '-' only, and at least one", at: node.position)
            return nil
        }
        if let line = idLines[id] {
            reader.report(
                "id '\(id)' is taken by the check in line \(line); give each check its own", at: node.position)
            return nil
        }
        idLines[id] = node.position.line
        return id
    }

    private func kind(named name: String) -> (any CheckKind.Type)? {
        kinds.first { $0.name == name }
    }

    private static func subject(of kind: String) -> String {
        (kind.first.map { "aeiou".contains($0) } == true ? "an " : "a ") + kind + " check"
    }
}
