import AuditModel
import RawBSON

/// The names of BSON types in suites: the aliases of MongoDB's `$type`, `number` included.
enum TypeNames {
    static let meaning = "a BSON type such as string, number, date, objectId, or a list of them"

    /// An unquoted `null` is the name of a type here.
    static let shape = SuiteShape.listOrOne(.anyOf([.choice(all), .nothing]), atLeast: 1)

    private static let all = BSONType.allAliases + ["number"]

    /// Reads one name or a list of names; nil, with an issue, when one of them is no type.
    static func decode(_ node: ConfigNode, _ reader: MappingReader) -> Set<UInt8>? {
        let nodes: [ConfigNode]
        if case .sequence(let elements) = node.content { nodes = elements } else { nodes = [node] }
        var types: Set<UInt8> = []
        var isGood = !nodes.isEmpty
        if nodes.isEmpty { reader.report("'type' lists no type", at: node.position) }
        for node in nodes {
            if node.text == "number" {
                types.formUnion([BSONType.double, .int32, .int64, .decimal128].map(\.rawValue))
            } else if let type = BSONType(alias: node.text) {
                types.insert(type.rawValue)
            } else {
                reader.report(
                    "'\(node.text)' is no BSON type; allowed are \(Spelling.list(all))"
                        + Spelling.suggestion(for: node.text, among: all), at: node.position)
                isGood = false
            }
        }
        return isGood ? types : nil
    }

    /// The types of a set by name, `number` for all four of its types.
    static func text(_ types: Set<UInt8>) -> String {
        var rest = types
        var names: [String] = []
        let numbers = Set([BSONType.double, .int32, .int64, .decimal128].map(\.rawValue))
        if numbers.isSubset(of: rest) {
            names.append("number")
            rest.subtract(numbers)
        }
        names += rest.sorted().compactMap { BSONType(rawValue: $0).alias }
        return names.joined(separator: " or ")
    }
}
