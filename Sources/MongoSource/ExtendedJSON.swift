package import AuditModel

/// MongoDB Extended JSON, written from the nodes of a suite.
package enum ExtendedJSON {
    /// A filter as Extended JSON that keeps what the suite means: 1 is an integer, 1.0 a double, `$` operators are untouched.
    package static func text(of node: ConfigNode) -> String { text(of: node, in: .filter) }

    /// What a mapping is at a place of a filter.
    private enum Place {
        case filter
        /// Operators, or a value.
        case field
        /// Operators under `$elemMatch`, or a filter.
        case element
        case value
    }

    private static func text(of node: ConfigNode, in place: Place) -> String {
        switch node.content {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .number(let value): return #"{"$numberDouble":"\#(spelling(of: value))"}"#
        case .string(let value):
            return node.timestamp.map { #"{"$date":{"$numberLong":"\#($0)"}}"# } ?? quoted(value)
        case .sequence(let nodes): return "[" + nodes.map { text(of: $0, in: place) }.joined(separator: ",") + "]"
        case .mapping(let entries):
            let inner = mappingPlace(entries, place)
            let shield = isMistaken(entries, inner) ? #""$nin":[],"# : ""
            return "{" + shield + entries.map { text(of: $0, in: inner) }.joined(separator: ",") + "}"
        }
    }

    /// What the mapping turns out to be by its first key.
    private static func mappingPlace(_ entries: [ConfigNode.Entry], _ place: Place) -> Place {
        let first = entries.first?.key ?? ""
        switch place {
        case .field where !first.hasPrefix("$"): return .value
        case .element where !first.hasPrefix("$") || ["$and", "$or", "$nor"].contains(first): return .filter
        default: return place
        }
    }

    /// A suite's filter as Extended JSON.
    /// - Throws: ``ConfigIssue`` at the node when it is no mapping, or when the C library cannot read it.
    package static func filter(from node: ConfigNode) throws(ConfigIssue) -> String {
        guard case .mapping = node.content else {
            throw ConfigIssue(
                at: node.position, "a filter must be a mapping, as in { country: Tunisia }, not \(node.typeName)")
        }
        if let place = garbled(in: node) {
            throw ConfigIssue(
                at: place.position,
                "code and pointers in a list do not reach a server whole; compare with one that is no element")
        }
        let text = text(of: node)
        if let problem = problem(in: text) {
            throw ConfigIssue(at: node.position, "this filter is \(problem)")
        }
        return text
    }

    /// The first code or pointer that is an element of a list: the C library gives it a key out of memory that is not its own.
    package static func garbled(in node: ConfigNode) -> ConfigNode? {
        switch node.content {
        case .mapping(let entries): return entries.lazy.compactMap { garbled(in: $0.value) }.first
        case .sequence(let nodes):
            return nodes.lazy.compactMap { node in
                guard case .mapping(let entries) = node.content, let key = entries.first?.key,
                    key == "$code" || key == "$dbPointer"
                else { return garbled(in: node) }
                return node
            }.first
        default: return nil
        }
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

    private static func text(of entry: ConfigNode.Entry, in place: Place) -> String {
        let inner: Place
        switch (place, entry.key) {
        case (.filter, "$and"), (.filter, "$or"), (.filter, "$nor"): inner = .filter
        case (.filter, let key): inner = key.hasPrefix("$") ? .value : .field
        case (.field, "$not"), (.element, "$not"), (.field, "$all"), (.element, "$all"): inner = .field
        case (.field, "$elemMatch"), (.element, "$elemMatch"): inner = .element
        default: inner = .value
        }
        return quoted(entry.key) + ":" + (wrapped(entry) ?? text(of: entry.value, in: inner))
    }

    /// Whether the C library would take operators for an old spelling of a value, because of what they begin with: `{ $type: 2 }`,
    /// `{ $regex: …, $ne: … }`, and under `$elemMatch` every `$regex`. Behind `$nin: []`, which everything matches, it does not.
    private static func isMistaken(_ entries: [ConfigNode.Entry], _ place: Place) -> Bool {
        guard place == .field || place == .element, let first = entries.first else { return false }
        switch (first.key, first.value.content) {
        case ("$type", .string): return false
        case ("$type", _): return true
        case ("$regex", .string), ("$options", .string):
            return place == .element || !entries.allSatisfy { $0.key == "$regex" || $0.key == "$options" }
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
        // A time within a wrapper is its text.
        case ("$date", .string(let text)): quoted(text)
        default: nil
        }
    }

    private static func spelling(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }
}
