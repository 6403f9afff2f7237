package import AuditModel
import RawBSON

/// Generated filters of `$expr`: mostly of operands that their operators take, because a server fails the whole read on others.
extension GeneratedFilters {
    package mutating func nextExpression() -> ConfigNode {
        QueryLiterals.mapping([("$expr", values.chance(12) ? any(0) : condition(0))])
    }

    /// An expression of any operator. Its value is wanted, so that it is one, and no field to be shown.
    package mutating func nextValue() -> ConfigNode {
        let body: ConfigNode
        switch values.random.next() % 9 {
        case 8: body = setCondition(0)
        case 0, 1: body = number(0)
        case 2: body = text(0)
        case 3: body = date(0)
        case 4: body = list(0)
        case 5: body = converted(0)
        case 6: body = scoped(0)
        default: body = condition(0)
        }
        return named("$let", [("vars", QueryLiterals.mapping([])), ("in", body)])
    }

    private static let fields = [
        "$a", "$b", "$c", "$a.b", "$b.a", "$c.b", "$a.a.b", "$none", "$$ROOT.a", "$a.0", "$_id",
    ]

    func call(_ name: String, _ operands: [ConfigNode]) -> ConfigNode {
        QueryLiterals.mapping([(name, QueryLiterals.list(operands))])
    }

    mutating func field() -> ConfigNode {
        if !names.isEmpty, values.chance(2) {
            return QueryLiterals.text("$$" + values.pick(names) + values.pick(["", "", ".a"]))
        }
        return QueryLiterals.text(values.pick(GeneratedFilters.fields))
    }

    func literal(_ node: ConfigNode) -> ConfigNode { QueryLiterals.mapping([("$literal", node)]) }

    mutating func any(_ depth: Int) -> ConfigNode {
        switch values.random.next() % 13 {
        case 10: return depth > 2 ? field() : converted(depth + 1)
        case 11: return depth > 2 ? field() : list(depth + 1)
        case 12: return depth > 2 ? field() : scoped(depth + 1)
        case 0, 1, 2, 3: return field()
        case 4: return literal(operand())
        case 5: return QueryLiterals.list([field(), literal(operand())])
        case 6: return depth > 2 ? field() : number(depth + 1)
        case 7: return call("$ifNull", [field(), literal(operand())])
        case 8: return depth > 2 ? field() : condition(depth + 1)
        default: return depth > 2 ? field() : text(depth + 1)
        }
    }

    /// A field where a condition on it holds, else something else.
    mutating func guarded(_ guarding: (ConfigNode) -> ConfigNode, _ otherwise: ConfigNode) -> ConfigNode {
        let field = field()
        if values.chance(30) { return field }
        return call("$cond", [guarding(field), field, otherwise])
    }

    mutating func number(_ depth: Int) -> ConfigNode {
        if depth > 3 || values.chance(2) {
            let constants = [0, 1, 2, -1, 5, 7, 15, -25, 1250].map { QueryLiterals.integer($0) }
            let constant =
                values.chance(3)
                ? QueryLiterals.content(
                    .number(values.pick([0.5, 1.5, -2.5, 3, 2.675, -0.15, 1234.565, 0.3, 0.1, 0.7])))
                : values.pick(constants)
            if values.chance(4) { return constant }
            return guarded({ QueryLiterals.mapping([("$isNumber", $0)]) }, constant)
        }
        let name = values.pick([
            "$add", "$subtract", "$multiply", "$divide", "$mod", "$abs", "$floor", "$ceil", "$round", "$trunc", "$cmp",
            "$size", "$strLenCP", "$strLenBytes", "$year", "$month", "$dayOfMonth", "$dayOfYear", "$dayOfWeek", "$hour",
            "$minute", "$second", "$millisecond", "$subtract", "$add", "$multiply", "$week", "$isoWeek", "$isoWeekYear",
            "$isoDayOfWeek", "$indexOfBytes", "$indexOfCP", "$strcasecmp", "$dateDiff", "$sum", "$max", "$round",
            "$trunc", "$toInt", "$toLong", "$toDouble", "$dateDiff",
        ])
        switch name {
        case "$round", "$trunc":
            if values.chance(3) { return call(name, [number(depth + 1)]) }
            return call(name, [number(depth + 1), place([-3, -1, 0, 1, 2, 5])])
        case "$abs", "$floor", "$ceil": return call(name, [number(depth + 1)])
        case "$indexOfBytes", "$indexOfCP", "$strcasecmp": return search(name, depth + 1)
        case "$dateDiff": return dateDifference(depth + 1)
        case "$sum", "$max": return call(name, [values.chance(2) ? list(depth + 1) : number(depth + 1)])
        case "$toInt", "$toLong", "$toDouble": return QueryLiterals.mapping([(name, number(depth + 1))])
        case "$cmp": return call(name, [any(depth + 1), any(depth + 1)])
        case "$size":
            return call(name, [guarded({ QueryLiterals.mapping([("$isArray", $0)]) }, literal(QueryLiterals.list([])))])
        case "$strLenCP", "$strLenBytes": return call(name, [text(depth + 1)])
        case "$add", "$multiply":
            return call(name, (0..<values.pick([1, 2, 2, 3])).map { _ in number(depth + 1) })
        case "$subtract", "$divide", "$mod": return call(name, [number(depth + 1), number(depth + 1)])
        default:
            if values.chance(2) { return QueryLiterals.mapping([(name, date(depth + 1))]) }
            return named(name, [("date", date(depth + 1)), ("timezone", zone())])
        }
    }

    func hasType(_ name: String) -> (ConfigNode) -> ConfigNode {
        { node in
            QueryLiterals.mapping([
                ("$eq", QueryLiterals.list([QueryLiterals.mapping([("$type", node)]), QueryLiterals.text(name)]))
            ])
        }
    }

    mutating func text(_ depth: Int) -> ConfigNode {
        if depth < 3, values.chance(4) { return call("$concat", [text(depth + 1), text(depth + 1)]) }
        if depth < 3, values.chance(2) { return madeText(depth + 1) }
        let constant = QueryLiterals.text(values.pick(["", "a", "é", "x y", "  a b\u{A0}", "aéaé", "🙂a🙂", "ABC"]))
        return values.chance(5) ? constant : guarded(hasType("string"), constant)
    }

    mutating func date(_ depth: Int) -> ConfigNode {
        if depth < 3, values.chance(3) { return madeDate(depth + 1) }
        // From 1843 to 2106, in seconds that are whole more often than not.
        let seconds = Int64(bitPattern: values.random.next() >> 31) - (1 << 32)
        let any = seconds * 1000 + (values.chance(3) ? 250 : 0)
        let constant = QueryLiterals.node(.date(values.chance(2) ? any : values.pick(QueryValues.dates)))
        return guarded(hasType(values.pick(["date", "date", "objectId", "timestamp", "null"])), constant)
    }

    mutating func condition(_ depth: Int) -> ConfigNode {
        if depth < 3, values.chance(4) {
            let name = values.pick(["$and", "$or", "$not"])
            let count = name == "$not" ? 1 : values.pick([0, 1, 2, 2, 3])
            return call(name, (0..<count).map { _ in condition(depth + 1) })
        }
        switch values.random.next() % 15 {
        case 12: return setCondition(depth + 1)
        case 13: return call(values.pick(["$eq", "$gt", "$lte", "$ne"]), [date(depth + 1), date(depth + 1)])
        case 14: return call(values.pick(["$eq", "$gt", "$lte", "$ne"]), [text(depth + 1), text(depth + 1)])
        case 0:
            return call("$in", [any(depth + 1), QueryLiterals.list([literal(operand()), field(), any(depth + 1)])])
        case 1: return QueryLiterals.mapping([("$isArray", field())])
        case 2:
            let options = QueryLiterals.text(values.pick(["", "i", "m", "s"]))
            let pattern = QueryLiterals.text(values.pick(["a", "^a", "b$", "A", "^$"]))
            return QueryLiterals.mapping([
                (
                    "$regexMatch",
                    QueryLiterals.mapping([("input", text(depth + 1)), ("regex", pattern), ("options", options)])
                )
            ])
        case 3:
            let branches = (0..<values.pick([1, 2])).map { _ in
                QueryLiterals.mapping([("case", condition(depth + 2)), ("then", any(depth + 1))])
            }
            return QueryLiterals.mapping([
                (
                    "$switch",
                    QueryLiterals.mapping([("branches", QueryLiterals.list(branches)), ("default", any(depth + 1))])
                )
            ])
        case 4, 5:
            return call(values.pick(["$eq", "$gt", "$lte", "$lt", "$ne"]), [number(depth + 1), number(depth + 1)])
        default:
            let name = values.pick(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"])
            return call(name, [any(depth + 1), any(depth + 1)])
        }
    }
}
