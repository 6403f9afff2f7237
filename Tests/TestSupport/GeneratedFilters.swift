package import AuditModel
import RawBSON

/// Generated filters of every operator, their operands drawn from the documents that they are meant for.
///
/// Some are not good: the server must refuse the same ones.
package struct GeneratedFilters {
    var values: QueryValues
    private let documents: [[UInt8]]
    /// What the expressions around the one at hand have named.
    var names: [String] = []

    package init(seed: UInt64, for documents: [[UInt8]]) {
        values = QueryValues(seed: seed)
        self.documents = documents
    }

    private static let paths = [
        "a", "b", "c", "a", "b", "c", "a.b", "a.a", "b.a", "c.b", "a.0", "b.1", "b.0.a", "c.a.b", "a.b.0", "a.", "a..a",
        "_id", "a.0.0", "b.0.1.a", "c.1.b", "a.b.a", "none", "none.a",
    ]

    private static let operators = [
        "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$eq", "$gt", "$lte", "$in", "$nin", "$not", "$exists", "$type",
        "$regex", "$mod", "$size", "$all", "$elemMatch", "$elemMatch", "$bitsAllSet", "$bitsAllClear", "$bitsAnySet",
        "$bitsAnyClear",
    ]

    private static let patterns = [
        "a", "^a", "b$", "^$", "", "A", ".", "a.b", "^.b", "(?i)a", "é", "^1", "a b", "^(a|b)+$",
    ]

    package mutating func next() -> ConfigNode { filter(depth: 0) }

    private mutating func filter(depth: Int) -> ConfigNode {
        if depth < 2, values.chance(4) {
            let branches = (0..<values.pick([1, 2, 2, 3])).map { _ in filter(depth: depth + 1) }
            let combined = (values.pick(["$and", "$or", "$nor"]), QueryLiterals.list(branches))
            return QueryLiterals.mapping(values.chance(4) ? [combined, field(depth: depth)] : [combined])
        }
        var entries: [(String, ConfigNode)] = []
        for _ in 0..<values.pick([1, 1, 1, 2]) {
            let entry = field(depth: depth)
            if !entries.contains(where: { $0.0 == entry.0 }) { entries.append(entry) }
        }
        return QueryLiterals.mapping(entries)
    }

    private mutating func field(depth: Int) -> (String, ConfigNode) {
        let path = values.pick(GeneratedFilters.paths)
        if values.chance(5) { return (path, operand()) }
        return (path, operators(depth: depth))
    }

    private mutating func operators(depth: Int) -> ConfigNode {
        var entries: [(String, ConfigNode)] = []
        for _ in 0..<values.pick([1, 1, 1, 2]) {
            let name = values.pick(GeneratedFilters.operators)
            if entries.contains(where: { $0.0 == name }) { continue }
            entries += operation(name, depth: depth)
        }
        return QueryLiterals.mapping(entries)
    }

    private mutating func operation(_ name: String, depth: Int) -> [(String, ConfigNode)] {
        switch name {
        case "$in", "$nin", "$all":
            if name == "$all", values.chance(4) {
                let matches = (0..<values.pick([1, 2])).map { _ in QueryLiterals.mapping([elementMatch(depth: depth)]) }
                return [(name, QueryLiterals.list(matches))]
            }
            return [(name, QueryLiterals.list((0..<values.pick([0, 1, 1, 2, 3, 5])).map { _ in operand() }))]
        case "$not": return [(name, values.chance(6) ? regularExpression() : operators(depth: depth + 1))]
        case "$exists": return [(name, values.chance(8) ? operand() : QueryLiterals.content(.bool(values.chance(2))))]
        case "$type": return [(name, type())]
        case "$regex":
            let pattern = (name, QueryLiterals.text(values.pick(GeneratedFilters.patterns)))
            guard values.chance(2) else { return [pattern] }
            return [pattern, ("$options", QueryLiterals.text(values.pick(["", "i", "m", "s", "x", "im", "ix"])))]
        case "$mod":
            let numbers = [2, 2, 1, 3, 0, -1, 5].map { QueryLiterals.integer($0) }
            let parts = (0..<2).map { _ in values.chance(6) ? operand() : values.pick(numbers) }
            return [(name, QueryLiterals.list(parts))]
        case "$size":
            return [(name, values.chance(8) ? operand() : QueryLiterals.integer(values.pick([0, 1, 1, 2, 3])))]
        case "$elemMatch": return [elementMatch(depth: depth)]
        case "$bitsAllSet", "$bitsAllClear", "$bitsAnySet", "$bitsAnyClear": return [(name, bits())]
        default: return [(name, operand())]
        }
    }

    private mutating func elementMatch(depth: Int) -> (String, ConfigNode) {
        if depth > 2 { return ("$elemMatch", QueryLiterals.mapping([("$exists", QueryLiterals.content(.bool(true)))])) }
        return ("$elemMatch", values.chance(2) ? operators(depth: depth + 1) : filter(depth: depth + 1))
    }

    private mutating func type() -> ConfigNode {
        let names = [
            "double", "string", "object", "array", "binData", "undefined", "objectId", "bool", "date", "null", "regex",
            "dbPointer", "javascript", "symbol", "javascriptWithScope", "int", "timestamp", "long", "decimal", "minKey",
            "maxKey", "number", "number", "string", "array", "missing",
        ]
        let codes: [Int64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, -1, 127, 0, 20]
        func one(_ generator: inout GeneratedFilters) -> ConfigNode {
            switch generator.values.random.next() % 8 {
            case 0: generator.operand()
            case 1, 2: QueryLiterals.integer(generator.values.pick(codes))
            case 3: QueryLiterals.content(.number(Double(generator.values.pick(codes))))
            default: QueryLiterals.text(generator.values.pick(names))
            }
        }
        if values.chance(2) { return one(&self) }
        return QueryLiterals.list((0..<values.pick([0, 1, 2, 2])).map { _ in one(&self) })
    }

    private mutating func bits() -> ConfigNode {
        switch values.random.next() % 6 {
        case 0: return operand()
        case 1: return QueryLiterals.content(.number(values.pick([0, 1, 2, 5, 1.5, 0x1p62])))
        case 2, 3: return QueryLiterals.integer(values.pick([0, 1, 2, 3, 5, 1 << 53, .max, -1]))
        default:
            let places = (0..<values.pick([0, 1, 2, 2])).map { _ in
                QueryLiterals.integer(values.pick([0, 0, 1, 2, 7, 8, 15, 63, 64, 200, -1]))
            }
            return QueryLiterals.list(places)
        }
    }

    private mutating func regularExpression() -> ConfigNode {
        let pattern = QueryLiterals.text(values.pick(GeneratedFilters.patterns))
        let options = QueryLiterals.text(values.pick(["", "i", "m", "s"]))
        return QueryLiterals.mapping([
            ("$regularExpression", QueryLiterals.mapping([("pattern", pattern), ("options", options)]))
        ])
    }

    /// Mostly a value out of a document, from any depth.
    mutating func operand() -> ConfigNode {
        if values.chance(4) { return QueryLiterals.node(values.value(depth: 1)) }
        if values.chance(16) { return regularExpression() }
        let document = BSONValue(type: 0x03, bytes: values.pick(documents))
        return QueryLiterals.node(inner(document, depth: 0))
    }

    private mutating func inner(_ value: BSONValue, depth: Int) -> BSONValue {
        var children: [BSONValue] = []
        value.withRaw { raw in
            var elements = raw.elements
            while let (_, child) = elements.next() { children.append(BSONValue(child)) }
        }
        if depth == 0 { children.removeFirst() }
        if children.isEmpty || (depth > 0 && values.chance(2)) { return depth == 0 ? .null : value }
        return inner(values.pick(children), depth: depth + 1)
    }
}
