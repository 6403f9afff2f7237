import AuditModel
import RawBSON

/// Values written in a schema.
enum SchemaLiteral {
    static func value(_ node: ConfigNode, log: MappingReader.IssueLog) -> BSONValue? {
        switch node.content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return Int32(exactly: value).map { .int32($0) } ?? .int64(value)
        case .number(let value): return .double(value)
        case .string(let value): return .string(value)
        case .sequence(let nodes): return .array(nodes.compactMap { value($0, log: log) })
        case .mapping(let entries):
            if entries.count == 1, case .string(let text) = entries[0].value.content {
                switch entries[0].key {
                case "$numberInt", "$numberLong": return Int64(text).map { .int64($0) }
                case "$numberDouble":
                    if text == "NaN" { return .double(.nan) }
                    return Double(text).map { .double($0) }
                default: break
                }
            }
            return .document(entries.compactMap { entry in value(entry.value, log: log).map { (entry.key, $0) } })
        }
    }
}
