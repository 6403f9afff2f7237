package import AuditModel

/// MongoDB Extended JSON, written from the nodes of a suite.
package enum ExtendedJSON {
    /// A node as Extended JSON that keeps what the suite means: 1 is an integer, 1.0 a double, `$` operators are untouched.
    package static func text(of node: ConfigNode) -> String {
        switch node.content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): #"{"$numberDouble":"\#(spelling(of: value))"}"#
        case .string(let value): quoted(value)
        case .sequence(let nodes): "[" + nodes.map(text(of:)).joined(separator: ",") + "]"
        case .mapping(let entries): "{" + entries.map(text(of:)).joined(separator: ",") + "}"
        }
    }

    /// A suite's filter as Extended JSON.
    /// - Throws: ``ConfigIssue`` at the node when it is no mapping, or when the C library cannot read it.
    package static func filter(from node: ConfigNode) throws(ConfigIssue) -> String {
        guard case .mapping = node.content else {
            throw ConfigIssue(
                at: node.position, "a filter must be a mapping, as in { country: Tunisia }, not \(node.typeName)")
        }
        let text = text(of: node)
        if let problem = problem(in: text) {
            throw ConfigIssue(at: node.position, "this filter is \(problem)")
        }
        return text
    }

    /// Why a text is not Extended JSON; nil when it is.
    package static func problem(in text: String) -> String? {
        do throws(SourceError) {
            _ = try BSONDocument(extendedJSON: text)
            return nil
        } catch {
            return error.message
        }
    }

    /// A JSON string with its quotes.
    package static func quoted(_ text: String) -> String { JSONText.quoted(text) }

    private static func text(of entry: ConfigNode.Entry) -> String {
        quoted(entry.key) + ":" + (wrapped(entry) ?? text(of: entry.value))
    }

    /// The value of a type wrapper that Extended JSON wants quoted, as in `{ $numberLong: 5 }` or an all-digit `$oid`.
    private static func wrapped(_ entry: ConfigNode.Entry) -> String? {
        switch (entry.key, entry.value.content) {
        case ("$oid", .integer), ("$oid", .number), ("$numberInt", .integer), ("$numberLong", .integer),
            ("$numberDouble", .integer), ("$numberDouble", .number), ("$numberDecimal", .integer),
            ("$numberDecimal", .number):
            entry.value.text.isEmpty ? nil : quoted(entry.value.text)
        default: nil
        }
    }

    private static func spelling(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }
}
