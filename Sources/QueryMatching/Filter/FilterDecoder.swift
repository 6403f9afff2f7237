import AuditModel

/// Reads filters and the conditions within them.
struct FilterDecoder {
    let log: MappingReader.IssueLog
    /// `$expr` and `$jsonSchema` look at whole documents: they have no place within `$elemMatch`.
    let allowsExpressions: Bool
    /// Whether a server may carry the filter out: then its own operators are left to it.
    let isForServer: Bool

    /// Operators that stand in the place of a field.
    static let operators = ["$and", "$or", "$nor", "$expr", "$jsonSchema", "$comment"]

    /// What only a server can do, and why it is refused.
    private static let serverOperators: [String: String] = [
        "$where": "runs JavaScript on a server",
        "$text": "needs a text index of a server",
        "$sampleRate": "picks other documents each time",
        "$alwaysTrue": "is an operator within a server",
        "$alwaysFalse": "is an operator within a server",
    ]

    /// The entries of a mapping: all of them must hold.
    func document(_ entries: [ConfigNode.Entry]) -> FilterCondition {
        let conditions = entries.compactMap { condition($0) }
        return conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    private func condition(_ entry: ConfigNode.Entry) -> FilterCondition? {
        guard entry.key.hasPrefix("$") else {
            guard !entry.key.utf8.contains(0) else {
                log.report("a field path cannot contain a zero character", at: entry.keyPosition)
                return nil
            }
            return FieldTestDecoder(log: log, path: QueryPath(entry.key), filters: self).condition(entry.value)
        }
        switch entry.key {
        case "$and": return branches(entry).map { .all($0) }
        case "$or": return branches(entry).map { .any($0) }
        case "$nor": return branches(entry).map { .not(.any($0)) }
        case "$comment": return .always(true)
        case "$expr":
            guard isTop(entry) else { return nil }
            return ExpressionDecoder(log: log, isForServer: isForServer).expression(entry.value).map { .expression($0) }
        case "$jsonSchema":
            guard isTop(entry) else { return nil }
            return JSONSchema.decode(entry.value, log: log).map { .schema($0) }
        default:
            refuse(entry)
            return nil
        }
    }

    private func isTop(_ entry: ConfigNode.Entry) -> Bool {
        if allowsExpressions { return true }
        log.report(
            "'\(entry.key)' looks at whole documents and cannot stand within $elemMatch", at: entry.keyPosition)
        return false
    }

    private func refuse(_ entry: ConfigNode.Entry) {
        if let why = FilterDecoder.serverOperators[entry.key] {
            if isForServer { return }
            log.report("operator '\(entry.key)' is not supported: it \(why)", at: entry.keyPosition)
        } else if FieldTestDecoder.operators.contains(entry.key) {
            log.report(
                "operator '\(entry.key)' needs a field, as in { price: { \(entry.key): … } }", at: entry.keyPosition)
        } else {
            log.report(
                "operator '\(entry.key)' is not supported here; supported are \(Spelling.list(FilterDecoder.operators))"
                    + Spelling.suggestion(for: entry.key, among: FilterDecoder.operators), at: entry.keyPosition)
        }
    }

    private func branches(_ entry: ConfigNode.Entry) -> [FilterCondition]? {
        guard case .sequence(let nodes) = entry.value.content, !nodes.isEmpty else {
            log.report("'\(entry.key)' takes a list of filters that is not empty", at: entry.value.position)
            return nil
        }
        var conditions: [FilterCondition] = []
        for node in nodes {
            guard case .mapping(let entries) = node.content, !FilterLiteral.isWrapper(node) else {
                log.report("'\(entry.key)' lists filters, not \(node.typeName)", at: node.position)
                continue
            }
            conditions.append(document(entries))
        }
        return conditions
    }
}
