import AuditModel
import QueryMatching
import RawBSON

extension FieldRule {
    /// Reads the keys of a rule on a field; nil, with issues, when they make none.
    static func decode(_ reader: MappingReader, in context: SuiteContext) -> FieldRule? {
        let before = reader.log.issues.count
        let path = reader.requiredNode("field").flatMap { reader.path(of: $0) }
        let required = reader.bool("required") ?? false
        let quantifier = reader.choice("quantifier", as: CellQuantifier.self)
        var constraints: [RuleConstraint] = []
        if let types = reader.node("type").flatMap({ TypeNames.decode($0, reader) }) {
            constraints.append(.type(types))
        }
        func bound(_ key: String, _ make: (ScalarValue) -> RuleConstraint) {
            if let value = reader.node(key).flatMap({ reader.scalar(of: $0) }) {
                constraints.append(make(dated(value, context.timeZone)))
            }
        }
        bound("greater_than", RuleConstraint.greaterThan)
        bound("at_least", RuleConstraint.atLeast)
        bound("less_than", RuleConstraint.lessThan)
        bound("at_most", RuleConstraint.atMost)
        if let values = members("in", reader, context) { constraints.append(.isIn(values)) }
        if let values = members("not_in", reader, context) { constraints.append(.isNotIn(values)) }
        if let pattern = reader.string("matches") {
            constraints.append(.matches(pattern))
            checkPattern(pattern, reader)
        }
        let shortest = reader.integer("min_length", in: 0...Int64.max)
        let longest = reader.integer("max_length", in: 0...Int64.max)
        if let shortest { constraints.append(.minimumLength(Int(shortest))) }
        if let longest { constraints.append(.maximumLength(Int(longest))) }
        if let shortest, let longest, shortest > longest {
            reader.report(
                "no text is as long as 'min_length' \(shortest) and as short as 'max_length' \(longest); swap the two",
                at: reader.node("min_length")?.position)
        }
        if let format = reader.choice("format", as: TextFormat.self) { constraints.append(.format(format)) }
        guard let path else { return nil }
        if quantifier != nil, !path.isRepeated {
            reader.report(
                "'quantifier' needs a path that visits array elements, such as offers[].price; '\(path)' has one cell a document",
                at: reader.node("quantifier")?.position)
        }
        if constraints.isEmpty, !required, reader.log.issues.count == before {
            reader.report(
                "the rule on '\(path)' demands nothing; add type, at_least, in, matches, format, required or another constraint"
            )
        }
        return FieldRule(
            field: path, constraints: constraints, required: required, quantifier: quantifier ?? .all)
    }

    private static func members(
        _ key: String, _ reader: MappingReader, _ context: SuiteContext
    ) -> [ScalarValue]? {
        guard let node = reader.node(key) else { return nil }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            reader.report("'\(key)' must be a list of values such as [TND, EUR]", at: node.position)
            return nil
        }
        return elements.compactMap { reader.scalar(of: $0).map { dated($0, context.timeZone) } }
    }

    /// A text that is an ISO 8601 time also stands for that instant; without a zone it is read in the suite's.
    private static func dated(_ value: ScalarValue, _ timeZone: TimeZoneRules) -> ScalarValue {
        guard case .string(var text) = value else { return value }
        guard let parsed = text.withUTF8({ TimestampText.parse(UnsafeRawBufferPointer($0)) }) else { return value }
        return .timestamp(text, Instant(milliseconds: parsed.utcMilliseconds(in: timeZone)))
    }

    private static func checkPattern(_ pattern: String, _ reader: MappingReader) {
        do throws(PatternError) {
            _ = try RegularExpression(pattern)
        } catch {
            reader.report("'matches' is no regular expression: \(error)", at: reader.node("matches")?.position)
        }
    }

    /// The name of a rule without one: the field and what is demanded, `price type number, greater_than 0`.
    var defaultName: String {
        var parts = constraints.map(FieldRule.describe)
        if required { parts.append("required") }
        if quantifier != .all { parts.append("quantifier \(quantifier.rawValue)") }
        return "\(field) \(parts.joined(separator: ", "))"
    }

    private static func describe(_ constraint: RuleConstraint) -> String {
        switch constraint {
        case .type(let types): "type \(TypeNames.text(types))"
        case .greaterThan(let bound): "greater_than \(plain(bound))"
        case .atLeast(let bound): "at_least \(plain(bound))"
        case .lessThan(let bound): "less_than \(plain(bound))"
        case .atMost(let bound): "at_most \(plain(bound))"
        case .isIn(let values): "in \(plain(values))"
        case .isNotIn(let values): "not_in \(plain(values))"
        case .matches(let pattern): "matches \(pattern)"
        case .minimumLength(let length): "min_length \(length)"
        case .maximumLength(let length): "max_length \(length)"
        case .format(let format): "format \(format.rawValue)"
        }
    }

    private static func plain(_ value: ScalarValue) -> String {
        switch value {
        case .string(let text), .timestamp(let text, _): text
        case .bool, .integer, .number: value.description
        }
    }

    private static func plain(_ values: [ScalarValue]) -> String {
        let shown = values.prefix(4).map(plain).joined(separator: ", ")
        return values.count > 4 ? "[\(shown), …]" : "[\(shown)]"
    }
}
