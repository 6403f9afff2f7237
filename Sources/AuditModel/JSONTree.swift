/// A JSON value whose keys keep their order: what schemas are written in.
package indirect enum JSONTree: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONTree])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: JSONTree

        package init(_ key: String, _ value: JSONTree) {
            self.key = key
            self.value = value
        }
    }

    /// The value under a key; nil where there is none.
    package subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The same object with a member more, at its end; of anything else nothing changes.
    package func with(_ key: String, _ value: JSONTree?) -> JSONTree {
        guard case .object(let members) = self, let value else { return self }
        return .object(members + [Member(key, value)])
    }

    /// As text: what fits into a line of 120 characters stands in one, everything else is indented by two.
    package var formatted: String { text(indent: 0, before: 0) + "\n" }

    private static let width = 120

    private func text(indent: Int, before: Int) -> String {
        let line = compact
        if indent + before + line.count < JSONTree.width { return line }
        let inner = String(repeating: " ", count: indent + 2)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .null, .bool, .integer, .string: return line
        case .array(let elements):
            return "[\n" + elements.map { inner + $0.text(indent: indent + 2, before: 1) }.joined(separator: ",\n")
                + end
                + "]"
        case .object(let members):
            return "{\n"
                + members.map { member in
                    let key = JSONText.quoted(member.key) + ": "
                    return inner + key + member.value.text(indent: indent + 2, before: key.count + 1)
                }.joined(separator: ",\n") + end + "}"
        }
    }

    /// On one line.
    private var compact: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .string(let text): JSONText.quoted(text)
        case .array(let elements): "[" + elements.map(\.compact).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ " + members.map { JSONText.quoted($0.key) + ": " + $0.value.compact }.joined(separator: ", ")
                    + " }"
        }
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
    package init(dictionaryLiteral members: (String, JSONTree)...) { self = .object(members.map { Member($0, $1) }) }
}
