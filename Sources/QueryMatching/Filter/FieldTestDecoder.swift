import AuditModel
import RawBSON

/// Reads what a filter asks of one field.
struct FieldTestDecoder {
    let log: MappingReader.IssueLog
    let path: QueryPath
    /// For the filters within `$elemMatch`.
    let filters: FilterDecoder

    static let operators =
        [
            "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$not", "$exists", "$type", "$regex", "$options",
            "$mod", "$size", "$all", "$elemMatch",
        ] + BitTest.Kind.allCases.map(\.rawValue)

    /// Geometry needs a server.
    private static let serverOperators: Set<String> = [
        "$geoWithin", "$geoIntersects", "$near", "$nearSphere", "$within", "$geoNear", "$maxDistance", "$minDistance",
    ]

    /// A value to be equal to, a regular expression, or operators.
    func condition(_ node: ConfigNode) -> FilterCondition? {
        if case .mapping(let entries) = node.content, FieldTestDecoder.holdsOperators(node) { return all(entries) }
        guard let value = FilterLiteral.decode(node, log: log) else { return nil }
        if value.type == 0x0B { return pattern(value, at: node.position).map { .field(path, .pattern($0)) } }
        return comparison(.equal, value, "a field", at: node.position)
    }

    /// Whether a mapping holds operators rather than being a value; the first key decides.
    static func holdsOperators(_ node: ConfigNode) -> Bool {
        guard case .mapping(let entries) = node.content, let first = entries.first, first.key.hasPrefix("$") else {
            return false
        }
        if first.key == "$regex" { return true }
        let keys = entries.map(\.key)
        return !FilterLiteral.isWrapper(node) && !(keys.contains("$ref") && keys.contains("$id"))
    }

    private func all(_ entries: [ConfigNode.Entry]) -> FilterCondition? {
        let conditions = entries.compactMap { entry in condition(entry, beside: entries) }
        return conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    private func condition(_ entry: ConfigNode.Entry, beside entries: [ConfigNode.Entry]) -> FilterCondition? {
        let node = entry.value
        switch entry.key {
        case "$eq", "$gt", "$gte", "$lt", "$lte":
            guard let kind = ComparisonOperator(rawValue: entry.key), let value = FilterLiteral.decode(node, log: log)
            else { return nil }
            return comparison(kind, value, "'\(entry.key)'", at: node.position)
        case "$ne":
            guard let value = FilterLiteral.decode(node, log: log) else { return nil }
            if value.type == 0x0B {
                return refuse(node, "'$ne' takes no regular expression; write { $not: { $regex: … } }")
            }
            return comparison(.equal, value, "'$ne'", at: node.position).map { .not($0) }
        case "$in": return membership(entry)
        case "$nin": return membership(entry).map { .not($0) }
        case "$not": return negation(node)
        case "$exists":
            guard let value = FilterLiteral.decode(node, log: log) else { return nil }
            let exists = FilterCondition.field(path, .exists)
            return value.withRaw(\.isTrue) ? exists : .not(exists)
        case "$type": return types(node)
        case "$regex": return pattern(node, beside: entries)
        case "$options":
            if entries.contains(where: { $0.key == "$regex" }) { return .always(true) }
            return refuse(entry, "'$options' belongs to a '$regex' beside it")
        case "$mod": return modulo(node)
        case "$size":
            guard let size = wholeNumber(node, upTo: Int64(Int32.max)) else {
                return refuse(node, "'$size' takes a whole number of elements, at least 0")
            }
            return .field(path, .size(size))
        case "$all": return allOf(node)
        case "$elemMatch": return elementMatch(node)
        default:
            if let kind = BitTest.Kind(rawValue: entry.key) { return bits(kind, node) }
            if filters.isForServer, FieldTestDecoder.serverOperators.contains(entry.key) { return nil }
            let known = FieldTestDecoder.operators
            return refuse(
                entry,
                entry.key.hasPrefix("$")
                    ? "operator '\(entry.key)' is not supported here; supported are \(Spelling.list(known))"
                        + Spelling.suggestion(for: entry.key, among: known)
                    : "'\(entry.key)' stands beside operators, but is none")
        }
    }

    // MARK: Comparison

    private func comparison(
        _ kind: ComparisonOperator, _ value: BSONValue, _ name: String, at position: SourcePosition
    ) -> FilterCondition? {
        if value.type == 0x06 {
            log.report("\(name) cannot be compared with undefined; null matches it", at: position)
            return nil
        }
        if value.type == 0x0B, kind != .equal {
            log.report("\(name) takes no regular expression", at: position)
            return nil
        }
        return .field(path, .comparison(kind, value))
    }

    private func membership(_ entry: ConfigNode.Entry) -> FilterCondition? {
        guard case .sequence(let nodes) = entry.value.content else {
            return refuse(entry.value, "'\(entry.key)' takes a list of values, not \(entry.value.typeName)")
        }
        var values: [BSONValue] = []
        var patterns: [FilterPattern] = []
        for node in nodes {
            guard let value = element(node, of: entry.key) else { continue }
            if value.type == 0x0B {
                if let pattern = pattern(value, at: node.position) { patterns.append(pattern) }
            } else if value.type == 0x06 {
                log.report("'\(entry.key)' cannot compare with undefined; null matches it", at: node.position)
            } else {
                values.append(value)
            }
        }
        return .field(path, .member(values: FieldTestDecoder.ordered(values), patterns: patterns))
    }

    /// A value of a list; operators have no place there.
    private func element(_ node: ConfigNode, of name: String) -> BSONValue? {
        if FieldTestDecoder.holdsOperators(node), !FilterLiteral.isWrapper(node) {
            log.report("'\(name)' lists values; operators have no place in it", at: node.position)
            return nil
        }
        return FilterLiteral.decode(node, log: log)
    }

    /// In MongoDB's order, without repetition.
    private static func ordered(_ values: [BSONValue]) -> [BSONValue] {
        func order(_ left: BSONValue, _ right: BSONValue) -> Int {
            left.withRaw { left in right.withRaw { BSONOrder.compare(left, $0) } }
        }
        var result: [BSONValue] = []
        for value in values.sorted(by: { order($0, $1) < 0 }) {
            if let last = result.last, order(last, value) == 0 { continue }
            result.append(value)
        }
        return result
    }

    private func negation(_ node: ConfigNode) -> FilterCondition? {
        if FieldTestDecoder.holdsOperators(node), case .mapping(let entries) = node.content {
            return all(entries).map { .not($0) }
        }
        let isRegularExpression = FilterLiteral.isWrapper(node)
        guard isRegularExpression, let value = FilterLiteral.decode(node, log: log), value.type == 0x0B else {
            return refuse(node, "'$not' takes operators or a regular expression, as in { $not: { $gt: 5 } }")
        }
        return pattern(value, at: node.position).map { .not(.field(path, .pattern($0))) }
    }

    // MARK: Arrays

    private func allOf(_ node: ConfigNode) -> FilterCondition? {
        guard case .sequence(let nodes) = node.content else {
            return refuse(node, "'$all' takes a list of values, not \(node.typeName)")
        }
        // No element matches nothing, on the server as well.
        guard let first = nodes.first else { return .always(false) }
        if FieldTestDecoder.elementMatch(of: first) != nil {
            var conditions: [FilterCondition] = []
            for node in nodes {
                guard let inner = FieldTestDecoder.elementMatch(of: node) else {
                    log.report("'$all' lists either values or { $elemMatch: … }, not both", at: node.position)
                    continue
                }
                if let condition = elementMatch(inner) { conditions.append(condition) }
            }
            return .all(conditions)
        }
        var conditions: [FilterCondition] = []
        for node in nodes {
            guard let value = element(node, of: "$all") else { continue }
            if value.type == 0x0B {
                if let pattern = pattern(value, at: node.position) {
                    conditions.append(.field(path, .pattern(pattern)))
                }
            } else if let condition = comparison(.equal, value, "'$all'", at: node.position) {
                conditions.append(condition)
            }
        }
        return .all(conditions)
    }

    private static func elementMatch(of node: ConfigNode) -> ConfigNode? {
        guard case .mapping(let entries) = node.content, let first = entries.first, first.key == "$elemMatch" else {
            return nil
        }
        return first.value
    }

    private func elementMatch(_ node: ConfigNode) -> FilterCondition? {
        guard case .mapping(let entries) = node.content, !FilterLiteral.isWrapper(node) || entries[0].key == "$regex"
        else {
            return refuse(node, "'$elemMatch' takes a filter or operators, not \(node.typeName)")
        }
        let inner = FilterDecoder(log: log, allowsExpressions: false, isForServer: filters.isForServer)
        if let first = entries.first, first.key.hasPrefix("$"), !["$and", "$or", "$nor"].contains(first.key),
            FieldTestDecoder.holdsOperators(node)
        {
            let decoder = FieldTestDecoder(log: log, path: QueryPath(""), filters: inner)
            return decoder.all(entries).map { .field(path, .elementPasses($0)) }
        }
        return .field(path, .documentPasses(inner.document(entries)))
    }

    // MARK: Helpers

    func wholeNumber(_ node: ConfigNode, upTo limit: Int64) -> Int64? {
        let quiet = MappingReader.IssueLog()
        guard let value = FilterLiteral.decode(node, log: quiet)?.withRaw(\.wholeNumber), (0...limit).contains(value)
        else { return nil }
        return value
    }

    func refuse(_ node: ConfigNode, _ message: String) -> FilterCondition? {
        log.report(message, at: node.position)
        return nil
    }

    private func refuse(_ entry: ConfigNode.Entry, _ message: String) -> FilterCondition? {
        log.report(message, at: entry.keyPosition)
        return nil
    }
}
