import AuditChecks
import AuditModel
import TestSupport

@testable import SuiteFile

/// Suites as trees that tests break on purpose.
enum MutableSuite {
    /// A step into a tree: the place of an entry or an element.
    typealias Place = [Int]

    /// What is wrong with a tree, as `validate` says it, without the place.
    static func issues(of root: ConfigNode) -> [String] {
        let log = MappingReader.IssueLog()
        let decoder = SuiteDecoder(
            kinds: CheckRegistry.all, loadTimeZone: { try TimeZoneLoader.rules(for: $0) }, log: log)
        _ = decoder.decode(root)
        return log.issues.map(\.message)
    }

    /// Keys below which MongoDB's language begins, and names of the user's choice.
    private static let opaque: Set<String> = ["filter", "where", "when", "expect"]

    /// The places of all mappings outside of filters.
    static func mappings(of node: ConfigNode, at place: Place = []) -> [Place] {
        switch node.content {
        case .mapping(let entries):
            [place]
                + entries.enumerated().flatMap { index, entry in
                    opaque.contains(entry.key) ? [] : mappings(of: entry.value, at: place + [index])
                }
        case .sequence(let elements):
            elements.enumerated().flatMap { mappings(of: $1, at: place + [$0]) }
        default: []
        }
    }

    /// What the program alone can know: what one key means for another, names, patterns, numbers within texts.
    static let programOnly = [
        "demands nothing", "stands twice", "with per: day only", "only in a suite with 'segment_by'",
        "is no regular expression", "is not usable", "can never be seen", "must share a unit", "swap the two",
        "'quantifier' needs a path", "names several", "severity warning", "needs 'warn_above' or 'fail_above'",
        "is taken by", "there is no file", "are the same time", "cannot be sensitive", "which is sensitive",
        // The unit of a deviation is the method's.
        "_above' must be a percentage such as 95%, not", "_above' must be a number such as 4, not",
        // Numbers where decoding reads their text.
        "must be a Prometheus name", "'database' cannot hold", "is no date; write",
        "'to' must name collection and field",
    ]

    struct Mutant {
        let root: ConfigNode
        let what: String
    }

    /// A tree with one change at a place by chance.
    static func mutant(of root: ConfigNode, _ generator: inout SeededGenerator) -> Mutant {
        let places = mappings(of: root).filter { place in
            guard case .mapping(let entries)? = root[place]?.content else { return false }
            return !entries.isEmpty
        }
        let place = places.randomElement(using: &generator) ?? []
        guard let node = root[place], case .mapping(let entries) = node.content,
            let index = entries.indices.randomElement(using: &generator)
        else { return Mutant(root: root, what: "nothing") }
        let entry = entries[index]
        let kinds: [ConfigNode.Content] = [
            .null, .bool(true), .bool(false), .integer(1), .integer(-3), .number(2.5), .string("zzz"), .string(""),
            .sequence([]), .sequence([ConfigNode(.string("zzz"), at: node.position, text: "zzz")]),
            .sequence([ConfigNode(.sequence([]), at: node.position)]), .mapping([]),
            .mapping([.init(key: "zzz", keyPosition: node.position, value: ConfigNode(.null, at: node.position))]),
        ]
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            return Mutant(
                root: root.replacing(place) { $0.adding("zzz", ConfigNode(.integer(1), at: $0.position)) },
                what: "an unknown key beside '\(entry.key)'")
        case 1:
            return Mutant(root: root.replacing(place) { $0.removing(index) }, what: "no '\(entry.key)'")
        case 2:
            return Mutant(
                root: root.replacing(place) { $0.removing(index).adding(entry.key + "s", entry.value) },
                what: "'\(entry.key)s'")
        default:
            let content = kinds.randomElement(using: &generator) ?? .null
            let value = ConfigNode(content, at: entry.value.position, text: content.text)
            return Mutant(
                root: root.replacing(place + [index]) { _ in value }, what: "'\(entry.key)': \(value.json)")
        }
    }

    /// The parts of a schema that may describe what stands at a place.
    static func schemas(at place: Place, of root: ConfigNode, in schema: JSONTree) -> [JSONTree] {
        let schemas = alternatives(schema)
        guard let step = place.first else { return schemas }
        switch root.content {
        case .mapping(let entries):
            let key = entries[step].key
            return schemas.compactMap { $0["properties"]?[key] ?? $0["additionalProperties"] }.flatMap {
                self.schemas(at: Array(place.dropFirst()), of: entries[step].value, in: $0)
            }
        case .sequence(let elements):
            return schemas.compactMap { $0["items"] }.flatMap {
                self.schemas(at: Array(place.dropFirst()), of: elements[step], in: $0)
            }
        default: return []
        }
    }

    static func properties(of schema: JSONTree) -> [String] {
        guard case .object(let properties)? = schema["properties"] else { return [] }
        return properties.map(\.key)
    }

    private static func alternatives(_ schema: JSONTree) -> [JSONTree] {
        guard case .array(let schemas)? = schema["anyOf"] else { return [schema] }
        return schemas.flatMap(alternatives)
    }
}

extension ConfigNode.Content {
    /// As YAML writes it.
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): text
        case .sequence, .mapping: ""
        }
    }
}

extension ConfigNode {
    /// As JSON on one line.
    var json: String {
        switch content {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): JSONText.quoted(text)
        case .sequence(let elements): "[" + elements.map(\.json).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { JSONText.quoted($0.key) + ": " + $0.value.json }.joined(separator: ", ") + "}"
        }
    }

    subscript(place: MutableSuite.Place) -> ConfigNode? {
        guard let step = place.first else { return self }
        let rest = Array(place.dropFirst())
        switch content {
        case .mapping(let entries): return entries[step].value[rest]
        case .sequence(let elements): return elements[step][rest]
        default: return nil
        }
    }

    func replacing(_ place: MutableSuite.Place, _ change: (ConfigNode) -> ConfigNode) -> ConfigNode {
        guard let step = place.first else { return change(self) }
        let rest = Array(place.dropFirst())
        switch content {
        case .mapping(var entries):
            let entry = entries[step]
            entries[step] = Entry(
                key: entry.key, keyPosition: entry.keyPosition, value: entry.value.replacing(rest, change))
            return ConfigNode(.mapping(entries), at: position)
        case .sequence(var elements):
            elements[step] = elements[step].replacing(rest, change)
            return ConfigNode(.sequence(elements), at: position)
        default: return self
        }
    }

    func adding(_ key: String, _ value: ConfigNode) -> ConfigNode {
        guard case .mapping(let entries) = content else { return self }
        // Keys are told apart by their places.
        let place = SourcePosition(file: position.file, line: position.line, column: position.column + 1000)
        return ConfigNode(.mapping(entries + [Entry(key: key, keyPosition: place, value: value)]), at: position)
    }

    func removing(_ index: Int) -> ConfigNode {
        guard case .mapping(var entries) = content else { return self }
        entries.remove(at: index)
        return ConfigNode(.mapping(entries), at: position)
    }
}
