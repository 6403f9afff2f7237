import AuditModel
import RawBSON
import TestSupport

/// Generated schemas of every keyword, and documents that they divide into good and bad ones.
struct SchemaGenerator {
    private var values: QueryValues

    init(seed: UInt64) { values = QueryValues(seed: seed) }

    // MARK: Documents

    /// A document of values of every type, with numbers and texts that schemas look at besides.
    mutating func document(_ id: Int32) -> [UInt8] {
        var elements: [(key: String, value: BSONValue)] = [("_id", .int32(id))]
        for key in QueryValues.keys where !values.chance(5) { elements.append((key, values.value())) }
        if !values.chance(4) { elements.append(("n", number())) }
        if !values.chance(4) { elements.append(("t", .string(values.pick(Self.texts)))) }
        if !values.chance(4) {
            elements.append(("l", .array((0..<values.pick([0, 1, 2, 3, 12])).map { _ in element() })))
        }
        if !values.chance(4) { elements.append(("o", pair())) }
        // A key of two bytes and one character.
        if values.chance(4) { elements.append(("é", values.chance(2) ? pair() : number())) }
        return BSONValue.document(elements).bytes
    }

    /// Small numbers of every type, and documents that differ in the order of their fields.
    private mutating func pair() -> BSONValue {
        if values.chance(3) { return small() }
        let fields = [("a", small()), ("b", small())]
        return .document(values.chance(2) ? fields : fields.reversed())
    }

    private mutating func small() -> BSONValue {
        let value = Int32(values.pick([0, 1]))
        switch values.random.next() % 5 {
        case 0: return .int64(Int64(value))
        case 1: return .double(Double(value))
        case 2: return decimal(UInt64(value) * 100, -2)
        case 3: return .double(.nan)
        default: return .int32(value)
        }
    }

    private mutating func element() -> BSONValue {
        if values.chance(3) { return pair() }
        return values.chance(3)
            ? values.value(depth: 1) : values.chance(2) ? number() : .int32(values.pick([0, 1, 2, 3, 4, 5]))
    }

    /// Numbers that are multiples of decimal fractions, or nearly so.
    private mutating func number() -> BSONValue {
        let whole = Int64(values.random.next() % 2000) - 1000
        switch values.random.next() % 8 {
        case 0: return .int64(whole * values.pick([1, 10, 1_000_000_000_000]))
        case 1: return .double(Double(whole) * values.pick([0.1, 0.01, 0.001, 0.05, 1e22, 1e-300]))
        case 2: return .double(Double(whole) / values.pick([10, 100, 3, 7, 64]))
        case 3: return .double(Double(bitPattern: values.random.next()))
        case 4: return .double((Double(whole) / 10).nextUp)
        case 5: return decimal(UInt64(whole.magnitude), values.pick([0, -1, -2, -3, 5, 40]), isNegative: whole < 0)
        case 6: return decimal(values.random.next(), values.pick([-30, -19, -3, 0, 300, -6000, 6000]))
        default: return .int32(Int32(whole))
        }
    }

    private func decimal(_ coefficient: UInt64, _ exponent: Int, isNegative: Bool = false) -> BSONValue {
        .decimal(Decimal128(low: coefficient, high: UInt64(exponent + 6176) << 49 | (isNegative ? 1 << 63 : 0)))
    }

    private static let texts = QueryValues.texts + ["abc", "été", "e\u{301}", "a\n", "日本語", "aaaa", "x_1", "Tunis"]

    // MARK: Schemas

    /// A schema of a whole document.
    mutating func schema() -> ConfigNode {
        var entries: [(key: String, value: ConfigNode)] = []
        if !values.chance(6) { entries.append(("properties", properties(depth: 0))) }
        for _ in 0..<values.pick([0, 0, 1, 1, 2]) { add(&entries, depth: 0) }
        return .mapping(entries)
    }

    private mutating func nested(_ depth: Int) -> ConfigNode {
        var entries: [(key: String, value: ConfigNode)] = []
        for _ in 0..<values.pick([0, 1, 1, 1, 2, 2, 3]) { add(&entries, depth: depth) }
        return .mapping(entries)
    }

    private mutating func nestedList(_ depth: Int) -> ConfigNode {
        var nodes: [ConfigNode] = []
        for _ in 0..<values.pick([1, 2, 2, 3]) { nodes.append(nested(depth)) }
        return .list(nodes)
    }

    private mutating func properties(depth: Int) -> ConfigNode {
        var entries: [(key: String, value: ConfigNode)] = []
        for _ in 0..<values.pick([1, 2, 3]) {
            let key = key()
            if !entries.contains(where: { $0.key == key }) { entries.append((key, nested(depth + 1))) }
        }
        return .mapping(entries)
    }

    private mutating func key() -> String {
        values.pick(["a", "b", "c", "a", "b", "n", "n", "t", "t", "l", "l", "l", "o", "o", "é", "_id", "0", "1", "x"])
    }

    private mutating func keys() -> ConfigNode {
        var keys: [String] = []
        for _ in 0..<values.pick([1, 1, 2]) {
            let key = key()
            if !keys.contains(key) || values.chance(20) { keys.append(key) }
        }
        return .list(keys.map { .text($0) })
    }

    private mutating func add(_ entries: inout [(key: String, value: ConfigNode)], depth: Int) {
        let isDeep = depth >= 3
        let simple = [
            "bsonType", "bsonType", "type", "enum", "minimum", "maximum", "multipleOf", "minLength", "maxLength",
            "pattern",
            "minItems", "maxItems", "uniqueItems", "required", "minProperties", "maxProperties", "title",
        ]
        let compound = [
            "items", "items", "additionalItems", "properties", "properties", "patternProperties",
            "additionalProperties",
            "dependencies", "allOf", "anyOf", "oneOf", "not",
        ]
        let keyword = values.pick(isDeep || values.chance(2) ? simple : compound)
        if entries.contains(where: { $0.key == keyword }) { return }
        // Both at once are refused; sometimes that is what is to be seen.
        if keyword == "type" || keyword == "bsonType", entries.contains(where: { $0.key.hasSuffix("ype") }),
            !values.chance(10)
        {
            return
        }
        guard let value = operand(keyword, depth: depth) else { return }
        entries.append((keyword, value))
        if keyword == "minimum" || keyword == "maximum", values.chance(3) {
            entries.append((keyword == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum", bool()))
        }
    }

    private mutating func bool() -> ConfigNode { values.chance(2) ? .of(.bool(true)) : .of(.bool(false)) }

    private mutating func count() -> ConfigNode {
        .integer(values.pick([0, 1, 1, 2, 2, 3, 4, 12, values.chance(20) ? -1 : 1]))
    }

    private mutating func operand(_ keyword: String, depth: Int) -> ConfigNode? {
        switch keyword {
        case "bsonType": return types(Self.bsonTypes)
        case "type": return types(["array", "boolean", "null", "number", "object", "string"])
        case "enum":
            var nodes: [ConfigNode] = []
            for _ in 0..<values.pick([1, 2, 4, 12]) {
                if let node = ConfigNode.literal(values.chance(2) ? element() : values.value()) { nodes.append(node) }
            }
            return .list(nodes)
        case "minimum", "maximum":
            return ConfigNode.literal(values.chance(4) ? values.value() : values.chance(4) ? small() : number())
        case "multipleOf":
            if values.chance(4) { return ConfigNode.literal(number()) }
            return ConfigNode.literal(
                values.pick([
                    .double(0.1), .double(0.01), .double(0.05), .int32(1), .int32(2), .int32(10), .double(0.5),
                    .double(3),
                    decimal(1, -2), decimal(1, -1), decimal(5, 2), .double(1e22), .int64(1_000_000_000_000),
                ]))
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties": return count()
        case "pattern": return .text(values.pick(Self.patterns))
        case "uniqueItems": return bool()
        case "required": return keys()
        case "title": return .text("a")
        case "items": return values.chance(2) ? nested(depth + 1) : nestedList(depth + 1)
        case "additionalItems", "additionalProperties": return values.chance(3) ? bool() : nested(depth + 1)
        case "properties": return properties(depth: depth)
        case "patternProperties": return .mapping([(values.pick(Self.patterns), nested(depth + 1))])
        case "dependencies": return .mapping([(key(), values.chance(2) ? keys() : nested(depth + 1))])
        case "not": return nested(depth + 1)
        default: return nestedList(depth + 1)
        }
    }

    private mutating func types(_ names: [String]) -> ConfigNode {
        if values.chance(2) { return .text(values.pick(names)) }
        var chosen: [String] = []
        for _ in 0..<values.pick([1, 2, 3, 5]) {
            let name = values.pick(names)
            if !chosen.contains(name) || values.chance(20) { chosen.append(name) }
        }
        return .list(chosen.map { .text($0) })
    }

    private static let bsonTypes = BSONType.allAliases + ["number", "object", "array", "string", "int"]

    private static let patterns = [
        "^a", "a", "b$", "^.$", "^..$", "é", "(?i)É", "^$", "^[a-z]+$", "\\d", "^x_", "[^a]", "\\w{2}", "^(a|b)",
        "^_id$", "n|t",
        "^\\p{L}+$", "\\n", ".",
    ]
}
