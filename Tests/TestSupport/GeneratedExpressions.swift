package import AuditModel
import RawBSON

/// Generated filters of `$expr`: mostly of operands that their operators take, because a server fails the whole read on others.
extension GeneratedFilters {
    package mutating func nextExpression() -> ConfigNode {
        QueryLiterals.mapping([("$expr", values.chance(12) ? any(0) : condition(0))])
    }

    private static let fields = [
        "$a", "$b", "$c", "$a.b", "$b.a", "$c.b", "$a.a.b", "$none", "$$ROOT.a", "$a.0", "$_id",
    ]

    private func call(_ name: String, _ operands: [ConfigNode]) -> ConfigNode {
        QueryLiterals.mapping([(name, QueryLiterals.list(operands))])
    }

    private mutating func field() -> ConfigNode { QueryLiterals.text(values.pick(GeneratedFilters.fields)) }

    private func literal(_ node: ConfigNode) -> ConfigNode { QueryLiterals.mapping([("$literal", node)]) }

    private mutating func any(_ depth: Int) -> ConfigNode {
        switch values.random.next() % 10 {
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
    private mutating func guarded(_ guarding: (ConfigNode) -> ConfigNode, _ otherwise: ConfigNode) -> ConfigNode {
        let field = field()
        if values.chance(30) { return field }
        return call("$cond", [guarding(field), field, otherwise])
    }

    private mutating func number(_ depth: Int) -> ConfigNode {
        if depth > 3 || values.chance(2) {
            let constants = [0, 1, 2, -1, 5, 7].map { QueryLiterals.integer($0) }
            let constant =
                values.chance(3)
                ? QueryLiterals.content(.number(values.pick([0.5, 1.5, -2.5, 3]))) : values.pick(constants)
            if values.chance(4) { return constant }
            return guarded({ QueryLiterals.mapping([("$isNumber", $0)]) }, constant)
        }
        let name = values.pick([
            "$add", "$subtract", "$multiply", "$divide", "$mod", "$abs", "$floor", "$ceil", "$round", "$trunc", "$cmp",
            "$size", "$strLenCP", "$strLenBytes", "$year", "$month", "$dayOfMonth", "$dayOfYear", "$dayOfWeek", "$hour",
            "$minute", "$second", "$millisecond", "$subtract", "$add", "$multiply",
        ])
        switch name {
        case "$abs", "$floor", "$ceil", "$round", "$trunc": return call(name, [number(depth + 1)])
        case "$cmp": return call(name, [any(depth + 1), any(depth + 1)])
        case "$size":
            return call(name, [guarded({ QueryLiterals.mapping([("$isArray", $0)]) }, literal(QueryLiterals.list([])))])
        case "$strLenCP", "$strLenBytes": return call(name, [text(depth + 1)])
        case "$add", "$multiply":
            return call(name, (0..<values.pick([1, 2, 2, 3])).map { _ in number(depth + 1) })
        case "$subtract", "$divide", "$mod": return call(name, [number(depth + 1), number(depth + 1)])
        default: return QueryLiterals.mapping([(name, date())])
        }
    }

    private func hasType(_ name: String) -> (ConfigNode) -> ConfigNode {
        { node in
            QueryLiterals.mapping([
                ("$eq", QueryLiterals.list([QueryLiterals.mapping([("$type", node)]), QueryLiterals.text(name)]))
            ])
        }
    }

    private mutating func text(_ depth: Int) -> ConfigNode {
        if depth < 3, values.chance(4) { return call("$concat", [text(depth + 1), text(depth + 1)]) }
        let constant = QueryLiterals.text(values.pick(["", "a", "é", "x y"]))
        return values.chance(5) ? constant : guarded(hasType("string"), constant)
    }

    private mutating func date() -> ConfigNode {
        let constant = QueryLiterals.node(.date(values.pick(QueryValues.dates)))
        return guarded(hasType(values.pick(["date", "date", "objectId", "timestamp", "null"])), constant)
    }

    private mutating func condition(_ depth: Int) -> ConfigNode {
        if depth < 3, values.chance(4) {
            let name = values.pick(["$and", "$or", "$not"])
            let count = name == "$not" ? 1 : values.pick([0, 1, 2, 2, 3])
            return call(name, (0..<count).map { _ in condition(depth + 1) })
        }
        switch values.random.next() % 12 {
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
