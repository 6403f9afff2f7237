import AuditModel
import ScanEngine

extension SmallestIDs {
    /// The documents as evidence.
    /// - Parameter problem: what a mark means; nil where marks mean nothing.
    func evidence(
        about: String, _ disclosure: Disclosure, problem: (UInt8) -> String? = { _ in nil }
    ) -> [Evidence] {
        entries.map { entry in
            Evidence(
                id: ValueText.text(of: entry.id, .canonical), about: about, problem: problem(entry.mark),
                value: entry.value.map { ShownValue.text($0, disclosure) },
                isWithheld: entry.value != nil && disclosure == .withheld)
        }
    }

    /// A filter that finds the documents by their `_id`s; nil when there are none.
    /// - Parameter count: documents that were counted, to tell whether these are all.
    func filter(about: String, of count: Int64?) -> EvidenceFilter? {
        guard !entries.isEmpty else { return nil }
        return EvidenceFilter(
            about: about, filter: EvidenceText.filter(ids: entries.map(\.id)),
            finds: count == Int64(entries.count) ? .all : .examples)
    }
}

enum EvidenceText {
    /// `{ "_id": { "$in": [ObjectId("…")] } }`
    static func filter(ids: [KeptValue]) -> String {
        #"{ "_id": { "$in": [\#(ids.map { ValueText.text(of: $0, .shell) }.joined(separator: ", "))] } }"#
    }

    /// A filter that finds the documents in which each part of a key has a value, whatever its type of number; nil where a query would find
    /// others too, or the value was not kept whole.
    static func filter(key: [KeyPart], equals parts: [KeptValue]) -> String? {
        guard key.count == parts.count else { return nil }
        var conditions: [String] = []
        for (part, value) in zip(key, parts) {
            guard value.isWhole, !part.changesText, let keys = MissingFilter.keys(of: part.field),
                [0x01, 0x02, 0x07, 0x08, 0x09, 0x10, 0x12, 0x13].contains(value.type)
            else { return nil }
            // A query looks into arrays, on the way and at the end.
            for end in 1..<keys.count + 1 where end < keys.count {
                conditions.append(#"\#(MissingFilter.name(keys[..<end])): { "$not": { "$type": "array" } }"#)
            }
            let text = ValueText.text(of: value, .shell)
            conditions.append(#"\#(MissingFilter.name(keys[...])): { "$eq": \#(text), "$not": { "$type": "array" } }"#)
        }
        // Two paths may begin alike, and an object keeps one of two equal names.
        return #"{ "$and": [\#(conditions.map { "{ \($0) }" }.joined(separator: ", "))] }"#
    }
}

extension Presence {
    /// What the report calls a missing cell.
    static func problem(_ mark: UInt8) -> String? {
        switch Presence(rawValue: mark) {
        case .absent: "absent"
        case .null: "null"
        case .empty: "empty"
        case .notANumber: "not_a_number"
        case .placeholder: "placeholder"
        case .present, nil: nil
        }
    }
}
