import AuditModel
import RawBSON

/// Keywords about single values.
extension SchemaDecoder {
    // MARK: Types

    mutating func readTypes(_ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode) {
        let type = reader.node("type")
        let bsonType = reader.node("bsonType")
        if type != nil, let bsonType {
            reader.report("'type' and 'bsonType' cannot stand in one schema; keep one", at: bsonType.position)
        } else if let type {
            readTypes(type, "type", allowed: SchemaDecoder.jsonTypes, reader, place, into: &schema)
        } else if let bsonType {
            readTypes(bsonType, "bsonType", allowed: SchemaDecoder.bsonTypes, reader, place, into: &schema)
        }
    }

    private mutating func readTypes(
        _ node: ConfigNode, _ keyword: String, allowed: [String: [UInt8]], _ reader: MappingReader,
        _ place: SchemaPlace?, into schema: inout SchemaNode
    ) {
        var nodes = [node]
        if case .sequence(let elements) = node.content { nodes = elements }
        if nodes.isEmpty { reader.report("'\(keyword)' must name at least one type", at: node.position) }
        var types = BSONTypeSet()
        var known: Set<String> = []
        for node in nodes {
            // YAML reads a bare null as nothing.
            let name = node.content == .null ? node.text : SchemaDecoder.text(node)
            guard let name else {
                reader.report(
                    "'\(keyword)' must be the name of a type, or a list of them, not \(node.typeName)",
                    at: node.position)
                continue
            }
            guard let found = allowed[name] else {
                reader.report(SchemaDecoder.unknownType(name, keyword, allowed), at: node.position)
                continue
            }
            if !known.insert(name).inserted {
                reader.report("'\(keyword)' names '\(name)' twice", at: node.position)
            }
            found.forEach { types.insert($0) }
        }
        add(.type(types), keyword, place, to: &schema)
    }

    private static func unknownType(_ name: String, _ keyword: String, _ allowed: [String: [UInt8]]) -> String {
        let list = "'\(keyword)' cannot be '\(name)'; allowed are \(Spelling.list(Array(allowed.keys)))"
        if name == "integer" {
            return list + " ('integer' is no part of MongoDB's $jsonSchema: write bsonType: [int, long])"
        }
        return list + Spelling.suggestion(for: name, among: Array(allowed.keys))
    }

    private static let numbers: [UInt8] = [0x01, 0x10, 0x12, 0x13]

    private static let jsonTypes: [String: [UInt8]] = [
        "array": [0x04], "boolean": [0x08], "null": [0x0A], "number": numbers, "object": [0x03], "string": [0x02],
    ]

    private static let bsonTypes: [String: [UInt8]] = {
        var types = ["number": numbers]
        for alias in BSONType.allAliases { types[alias] = BSONType(alias: alias).map { [$0.rawValue] } }
        return types
    }()

    // MARK: Numbers

    mutating func readNumbers(_ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode) {
        if let bound = bound(reader, "minimum", "exclusiveMinimum") {
            add(.minimum(bound.value, isExclusive: bound.isExclusive), "minimum", place, to: &schema)
        }
        if let bound = bound(reader, "maximum", "exclusiveMaximum") {
            add(.maximum(bound.value, isExclusive: bound.isExclusive), "maximum", place, to: &schema)
        }
        if let node = reader.node("multipleOf") {
            if let divisor = number(node).flatMap({ $0.withRaw { DecimalMultiple($0) } }) {
                add(.multipleOf(divisor), "multipleOf", place, to: &schema)
            } else {
                reader.report("'multipleOf' must be a finite number above 0", at: node.position)
            }
        }
    }

    private func bound(
        _ reader: MappingReader, _ keyword: String, _ exclusive: String
    ) -> (value: BSONValue, isExclusive: Bool)? {
        let isExclusive = flag(reader, exclusive)
        guard let node = reader.node(keyword) else {
            if let place = reader.node(exclusive)?.position {
                reader.report("'\(exclusive)' needs '\(keyword)' beside it: it says how that is meant", at: place)
            }
            return nil
        }
        guard let value = number(node) else {
            reader.report("'\(keyword)' must be a number, not \(node.typeName)", at: node.position)
            return nil
        }
        return (value, isExclusive ?? false)
    }

    func flag(_ reader: MappingReader, _ keyword: String) -> Bool? {
        guard let node = reader.node(keyword) else { return nil }
        guard case .bool(let value) = node.content else {
            reader.report("'\(keyword)' must be true or false, not \(node.typeName)", at: node.position)
            return nil
        }
        return value
    }

    private func number(_ node: ConfigNode) -> BSONValue? {
        guard let value = FilterLiteral.decode(node, log: log), BSONType(rawValue: value.type).isNumber else {
            return nil
        }
        return value
    }

    /// A number of characters, elements or fields.
    func count(_ reader: MappingReader, _ keyword: String) -> Int? {
        guard let node = reader.node(keyword) else { return nil }
        guard case .integer(let count)? = number(node)?.withRaw({ $0.number }), count >= 0 else {
            reader.report("'\(keyword)' must be a whole number from 0 on", at: node.position)
            return nil
        }
        return Int(count)
    }

    // MARK: Texts

    mutating func readTextRules(_ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode) {
        if let least = count(reader, "minLength") { add(.length(least...Int.max), "minLength", place, to: &schema) }
        if let most = count(reader, "maxLength") { add(.length(0...most), "maxLength", place, to: &schema) }
        if let node = reader.node("pattern") {
            if let text = SchemaDecoder.text(node) {
                if let number = pattern(text, isForKeys: false, at: node.position) {
                    add(.pattern(number), "pattern", place, to: &schema)
                }
            } else {
                reader.report("'pattern' must be a text, not \(node.typeName)", at: node.position)
            }
        }
        if let node = reader.node("enum") { readValues(node, reader, place, into: &schema) }
    }

    /// The number of a pattern that compiles.
    mutating func pattern(_ text: String, isForKeys: Bool, at position: SourcePosition) -> Int? {
        guard !text.utf8.contains(0) else {
            log.report("a pattern cannot hold a zero character; write \\0", at: position)
            return nil
        }
        let pattern = SchemaPattern(text: text, isForKeys: isForKeys)
        do throws(PatternError) {
            _ = try pattern.expression()
        } catch {
            log.report("'\(text)' is no regular expression: \(error)", at: position)
            return nil
        }
        return patterns.number(of: pattern)
    }

    private mutating func readValues(
        _ node: ConfigNode, _ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode
    ) {
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            reader.report("'enum' must be a list of at least one value", at: node.position)
            return
        }
        var values: [BSONValue] = []
        for node in nodes {
            guard let value = FilterLiteral.decode(node, log: log) else { continue }
            let isKnown = values.contains { known in
                known.withRaw { known in value.withRaw { SchemaEquality.areEqual(known, $0) } }
            }
            if isKnown { reader.report("this value stands in 'enum' already", at: node.position) }
            values.append(value)
        }
        add(.oneOfValues(SchemaValueSet(values)), "enum", place, to: &schema)
    }

    static func text(_ node: ConfigNode) -> String? {
        guard case .string(let text) = node.content else { return nil }
        return text
    }
}
