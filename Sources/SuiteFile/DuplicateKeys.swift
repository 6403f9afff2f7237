import AuditModel

/// Keys that stand twice in a mapping which no reader looked at: below a filter, or in a check of unknown kind.
struct DuplicateKeys {
    private(set) var issues: [ConfigIssue] = []

    /// - Parameter reported: places that have an issue already.
    init(in root: ConfigNode, reported: Set<SourcePosition>) {
        visit(root, reported)
    }

    private mutating func visit(_ node: ConfigNode, _ reported: Set<SourcePosition>) {
        switch node.content {
        case .sequence(let elements):
            for element in elements { visit(element, reported) }
        case .mapping(let entries):
            var seen: Set<String> = []
            for entry in entries {
                if !seen.insert(entry.key).inserted && !reported.contains(entry.keyPosition) {
                    issues.append(
                        ConfigIssue(at: entry.keyPosition, "key '\(entry.key)' stands twice in one mapping"))
                }
                visit(entry.value, reported)
            }
        case .null, .bool, .integer, .number, .string: break
        }
    }
}
