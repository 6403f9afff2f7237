import AuditModel
import RawBSON

/// Operators on texts, dates and arrays, conversions, and names for values.
extension GeneratedFilters {
    func named(_ name: String, _ operands: [(String, ConfigNode)]) -> ConfigNode {
        QueryLiterals.mapping([(name, QueryLiterals.mapping(operands))])
    }

    /// A small number, seldom something else.
    mutating func place(_ places: [Int64]) -> ConfigNode {
        if values.chance(20) { return literal(operand()) }
        let place = values.pick(places)
        return values.chance(5) ? QueryLiterals.content(.number(Double(place))) : QueryLiterals.integer(place)
    }

    mutating func zone() -> ConfigNode {
        values.chance(12)
            ? field() : QueryLiterals.text(values.pick(["UTC", "GMT", "+01", "-0530", "+05:45", "-11:00", "+13:00"]))
    }

    // MARK: Texts

    mutating func search(_ name: String, _ depth: Int) -> ConfigNode {
        if name == "$strcasecmp" { return call(name, [text(depth), values.chance(5) ? any(depth) : text(depth)]) }
        let tokens = ["", "a", "é", "b", " ", "é🙂"].map { QueryLiterals.text($0) }
        var operands = [text(depth), values.chance(2) ? values.pick(tokens) : text(depth)]
        for _ in 0..<values.pick([0, 0, 1, 2]) { operands.append(place([0, 0, 1, 2, 5, 100, -1])) }
        return call(name, operands)
    }

    mutating func madeText(_ depth: Int) -> ConfigNode {
        let name = values.pick([
            "$toLower", "$toUpper", "$substr", "$substrBytes", "$substrCP", "$trim", "$ltrim", "$rtrim", "$replaceOne",
            "$replaceAll", "$toString", "$arrayElemAt", "$ifNull",
        ])
        switch name {
        case "$toLower", "$toUpper":
            return QueryLiterals.mapping([(name, values.chance(3) ? value(depth) : text(depth))])
        case "$toString": return QueryLiterals.mapping([(name, value(depth))])
        case "$substr", "$substrBytes", "$substrCP":
            let input = values.chance(3) ? value(depth) : text(depth)
            return call(name, [input, place([0, 0, 1, 2, 5, -1]), place([0, 1, 2, 5, 100, -1])])
        case "$trim", "$ltrim", "$rtrim":
            if values.chance(2) { return named(name, [("input", text(depth))]) }
            let characters = QueryLiterals.text(values.pick(["", "a", "é", "aé", " ", "🙂b"]))
            return named(name, [("input", text(depth)), ("chars", values.chance(6) ? text(depth) : characters)])
        case "$replaceOne", "$replaceAll":
            let find = QueryLiterals.text(values.pick(["a", "é", "", "ab", "aa", "🙂"]))
            return named(
                name,
                [
                    ("input", text(depth)), ("find", values.chance(4) ? text(depth) : find),
                    ("replacement", text(depth)),
                ])
        case "$arrayElemAt":
            let separator = QueryLiterals.text(values.pick(["a", "é", " ", "ab"]))
            let parts = call("$split", [text(depth), values.chance(5) ? text(depth) : separator])
            let part = call(name, [parts, place([0, 0, 1, -1, 3])])
            return values.chance(2) ? part : call("$ifNull", [part, text(depth)])
        default: return call(name, [text(depth), text(depth)])
        }
    }

    /// A scalar of any kind.
    private mutating func value(_ depth: Int) -> ConfigNode {
        switch values.random.next() % 4 {
        case 0: number(depth)
        case 1: date(depth)
        case 2: literal(operand())
        default: text(depth)
        }
    }

    // MARK: Dates

    private mutating func unit() -> ConfigNode {
        values.chance(25)
            ? field()
            : QueryLiterals.text(
                values.pick([
                    "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "week",
                    "month",
                ]))
    }

    private mutating func weekStart() -> ConfigNode {
        values.chance(12) ? field() : QueryLiterals.text(values.pick(["monday", "Sun", "wed", "SATURDAY", "friday"]))
    }

    mutating func dateDifference(_ depth: Int) -> ConfigNode {
        var operands = [("startDate", date(depth)), ("endDate", date(depth)), ("unit", unit())]
        if values.chance(3) { operands.append(("timezone", zone())) }
        if values.chance(3) { operands.append(("startOfWeek", weekStart())) }
        return named("$dateDiff", operands)
    }

    mutating func madeDate(_ depth: Int) -> ConfigNode {
        let name = values.pick(["$dateAdd", "$dateSubtract", "$dateTrunc", "$toDate", "$dateFromString", "$dateTrunc"])
        switch name {
        case "$toDate": return QueryLiterals.mapping([(name, values.chance(2) ? date(depth) : dateText())])
        case "$dateFromString":
            let text = values.chance(4) ? any(depth) : dateText()
            return named(name, [("dateString", text), ("onError", date(depth)), ("onNull", date(depth))])
        case "$dateTrunc":
            var operands = [("date", date(depth)), ("unit", unit())]
            if values.chance(2) { operands.append(("binSize", place([1, 2, 3, 7, 10, 100, 0]))) }
            if values.chance(3) { operands.append(("timezone", zone())) }
            if values.chance(3) { operands.append(("startOfWeek", weekStart())) }
            return named(name, operands)
        default:
            let amount = values.chance(4) ? number(depth) : place([0, 1, -1, 2, 11, 13, -25, 100, 5000])
            var operands = [("startDate", date(depth)), ("unit", unit()), ("amount", amount)]
            if values.chance(3) { operands.append(("timezone", zone())) }
            return named(name, operands)
        }
    }

    private mutating func dateText() -> ConfigNode {
        QueryLiterals.text(
            values.pick([
                "2026-03-01", "2026-03-01T10:20:30Z", "2024-02-29 23:59:59", "1969-12-31T23:59:59.5Z", "0001-01-01",
                "2026-03-01T10:20+01:00", "2026-02-30", "2026-03-01T10:20:30.123456-0530", "", "N/A", "9999-12-31",
                "2026-03-01T10:20:60Z", "2026-03-01T10:20:30,5Z",
            ]))
    }

    // MARK: Conversions

    mutating func converted(_ depth: Int) -> ConfigNode {
        let texts = [
            "12", "-3", "+7", "1.5", ".5", "5.", "1e3", " 1", "1 ", "0x1", "", "-", "abc", "2147483648", "1e400", "-0",
            "9223372036854775808", "6a0000000102030405060701", "6a00", "2026-03-01T10:00:00Z", "é", "00012",
        ]
        let input = values.chance(3) ? QueryLiterals.text(values.pick(texts)) : value(depth)
        if values.chance(3) {
            let names = [
                "$toInt", "$toLong", "$toDouble", "$toBool", "$toString", "$toDate", "$toObjectId", "$toDecimal",
            ]
            return call(values.pick(names), [values.chance(4) ? any(depth) : input])
        }
        let types = [
            "int", "long", "double", "bool", "string", "date", "objectId", "decimal", "array", "missing", "int",
            "double",
        ].map { QueryLiterals.text($0) }
        let codes = [1, 2, 7, 8, 9, 16, 18, 19, 3].map { QueryLiterals.integer($0) }
        var operands = [("input", values.chance(3) ? any(depth) : input)]
        operands.append(("to", values.chance(4) ? values.pick(codes) : values.pick(types)))
        if values.chance(15) { operands[1].1 = field() }
        if !values.chance(5) { operands.append(("onError", any(depth + 1))) }
        if values.chance(2) { operands.append(("onNull", any(depth + 1))) }
        return named("$convert", operands)
    }

    // MARK: Arrays

    mutating func list(_ depth: Int) -> ConfigNode {
        let field = guarded(
            { QueryLiterals.mapping([("$isArray", $0)]) },
            QueryLiterals.list([literal(operand()), self.literal(QueryLiterals.integer(1))]))
        if depth > 3 { return field }
        switch values.random.next() % 6 {
        case 0: return call("$concatArrays", [list(depth + 1), list(depth + 1)])
        case 1: return QueryLiterals.list([any(depth + 1), number(depth + 1), any(depth + 1)])
        case 2:
            let input = list(depth + 1)
            let body = within(["this"]) { $0.values.chance(2) ? $0.any(depth + 1) : $0.number(depth + 1) }
            return named("$map", [("input", input), ("in", body)])
        case 3:
            var operands = [("input", list(depth + 1)), ("as", QueryLiterals.text("each"))]
            operands.append(("cond", within(["each"]) { $0.condition(depth + 1) }))
            if values.chance(4) { operands.append(("limit", place([1, 2, 1, 0]))) }
            return named("$filter", operands)
        default: return field
        }
    }

    private mutating func within(
        _ inner: [String], _ make: (inout GeneratedFilters) -> ConfigNode
    ) -> ConfigNode {
        let outer = names
        names += inner
        defer { names = outer }
        return make(&self)
    }

    /// Values that an expression around them has named, and single elements of arrays.
    mutating func scoped(_ depth: Int) -> ConfigNode {
        switch values.random.next() % 7 {
        case 0:
            let vars = QueryLiterals.mapping([("x", any(depth)), ("y", any(depth))])
            return named("$let", [("vars", vars), ("in", within(["x", "y"]) { $0.any(depth) })])
        case 1:
            let initial = values.chance(2) ? number(depth) : any(depth)
            let input = list(depth)
            let body = within(["this", "value"]) { generator in
                generator.values.chance(2)
                    ? generator.call(
                        "$cond",
                        [generator.condition(depth + 1), QueryLiterals.text("$$this"), QueryLiterals.text("$$value")])
                    : generator.any(depth)
            }
            return named("$reduce", [("input", input), ("initialValue", initial), ("in", body)])
        case 2: return call("$arrayElemAt", [list(depth), place([0, 1, -1, 2, -5])])
        case 3: return call(values.pick(["$first", "$last"]), [list(depth)])
        case 4:
            let name = values.pick(["$max", "$min", "$sum"])
            if values.chance(2) { return QueryLiterals.mapping([(name, any(depth))]) }
            return call(name, (0..<values.pick([1, 2, 2, 3])).map { _ in any(depth) })
        case 5:
            let name = QueryLiterals.text(values.pick(["a", "b", "0", "", "none"]))
            return values.chance(3)
                ? QueryLiterals.mapping([("$getField", name)])
                : named("$getField", [("field", name), ("input", any(depth))])
        default: return QueryLiterals.mapping([("$type", any(depth))])
        }
    }

    mutating func setCondition(_ depth: Int) -> ConfigNode {
        switch values.random.next() % 4 {
        case 0: call("$setIsSubset", [list(depth), list(depth)])
        case 1: call("$setEquals", [list(depth), list(depth)])
        case 2: call("$anyElementTrue", [list(depth)])
        default: call("$allElementsTrue", [list(depth)])
        }
    }
}
