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
        case .mapping(let entries): text(of: entries, under: "")
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

    private static func text(of entries: [ConfigNode.Entry], under key: String) -> String {
        let shield = isMistaken(entries, under: key) ? #""$nin":[],"# : ""
        return "{" + shield + entries.map(text(of:)).joined(separator: ",") + "}"
    }

    private static func text(of entry: ConfigNode.Entry) -> String {
        if case .mapping(let entries) = entry.value.content {
            return quoted(entry.key) + ":" + text(of: entries, under: entry.key)
        }
        return quoted(entry.key) + ":" + (wrapped(entry) ?? text(of: entry.value))
    }

    /// Whether the C library would take operators for an old spelling of a value, because of what they begin with: `{ $type: 2 }`,
    /// `{ $regex: …, $ne: … }`, and under `$elemMatch` every `$regex`. Behind `$nin: []`, which everything matches, it does not.
    private static func isMistaken(_ entries: [ConfigNode.Entry], under key: String) -> Bool {
        guard let first = entries.first else { return false }
        switch (first.key, first.value.content) {
        case ("$type", .string): return false
        case ("$type", _): return true
        case ("$regex", .string), ("$options", .string):
            return key == "$elemMatch" || !entries.allSatisfy { $0.key == "$regex" || $0.key == "$options" }
        case ("$regex", _), ("$options", _): return true
        default: return false
        }
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
