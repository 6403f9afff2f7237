import AuditModel

/// A key of the JSON report as the schema describes it.
struct ReportKey {
    let name: String
    let meaning: String
    let schema: JSONTree
    /// Whether reports of this format version may be without it.
    let isOptional: Bool

    init(_ name: String, _ meaning: String, _ schema: JSONTree, optional: Bool = false) {
        self.name = name
        self.meaning = meaning
        self.schema = schema
        isOptional = optional
    }
}

extension JSONTree {
    static let text: JSONTree = ["type": "string"]
    /// One sentence, or null where there is nothing to say.
    static let textOrNull: JSONTree = ["type": ["string", "null"]]
    static let yesOrNo: JSONTree = ["type": "boolean"]
    static let numberOfAnyUnit: JSONTree = ["type": "number"]
    static let numberOrNull: JSONTree = ["type": ["number", "null"]]
    static let instant: JSONTree = ["type": "string", "format": "date-time"]

    /// A whole number from 0 on.
    static func count(of unit: String) -> JSONTree { ["type": "integer", "minimum": 0, "$comment": .string(unit)] }

    /// A number with its unit.
    static func number(in unit: String) -> JSONTree { ["type": "number", "$comment": .string(unit)] }

    /// One of the words of a type.
    static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> JSONTree
    where Word.RawValue == String {
        ["enum": .array(type.allCases.map { .string($0.rawValue) })]
    }

    static func list(of element: JSONTree) -> JSONTree { ["type": "array", "items": element] }

    /// An object with keys of any name.
    static func table(of value: JSONTree) -> JSONTree { ["type": "object", "additionalProperties": value] }

    /// An object with these keys; later versions may add others.
    static func object(_ keys: [ReportKey]) -> JSONTree {
        let properties = keys.map { key in
            var members = [Member("description", .string(key.meaning))]
            if case .object(let own) = key.schema { members += own }
            return Member(key.name, .object(members))
        }
        let required = keys.filter { !$0.isOptional }.map { JSONTree.string($0.name) }
        return (["type": "object", "properties": .object(properties)] as JSONTree)
            .with("required", required.isEmpty ? nil : .array(required))
    }

    static func objectOrNull(_ keys: [ReportKey]) -> JSONTree { ["anyOf": [["type": "null"], object(keys)]] }
}
