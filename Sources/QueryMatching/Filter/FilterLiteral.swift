package import AuditModel
package import RawBSON

/// The BSON value that a node of a suite stands for where MongoDB's query language takes a value.
///
/// The same value that a server is sent for the node: whole numbers are ints where they fit and longs elsewhere, others doubles, and
/// mappings that begin with a type of Extended JSON (version 2, and the older spellings that drivers still read) are values of that type.
package enum FilterLiteral {
    /// nil, with an issue, when a type wrapper is broken.
    package static func decode(_ node: ConfigNode, log: MappingReader.IssueLog) -> BSONValue? {
        if let timestamp = node.timestamp { return .date(timestamp) }
        switch node.content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return Int32(exactly: value).map { .int32($0) } ?? .int64(value)
        case .number(let value): return .double(value.isNaN ? .nan : value)
        case .string(let value): return .string(value)
        case .sequence(let nodes):
            var elements: [BSONValue] = []
            for node in nodes {
                if let element = decode(node, log: log) { elements.append(element) }
            }
            return elements.count == nodes.count ? .array(elements) : nil
        case .mapping(let entries):
            if let wrapper = ExtendedLiteral(entries, at: node.position) { return wrapper.value(log) }
            var elements: [(key: String, value: BSONValue)] = []
            for entry in entries {
                guard !entry.key.utf8.contains(0) else {
                    log.report("a key cannot contain a zero character", at: entry.keyPosition)
                    return nil
                }
                if let value = decode(entry.value, log: log) { elements.append((entry.key, value)) }
            }
            return elements.count == entries.count ? .document(elements) : nil
        }
    }

    /// Whether a mapping stands for one value of Extended JSON, such as `{ $oid: … }`.
    package static func isWrapper(_ node: ConfigNode) -> Bool {
        guard case .mapping(let entries) = node.content else { return false }
        return ExtendedLiteral(entries, at: node.position) != nil
    }
}
