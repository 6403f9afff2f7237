import AuditModel
import QueryMatching
import RawBSON

extension FieldRule {
    /// Reads one entry of `rules`; nil, with issues, when it is none.
    static func decode(
        _ node: ConfigNode, in context: SuiteContext, log: MappingReader.IssueLog
    ) -> FieldRule? {
        guard let reader = MappingReader(node, subject: "a rule", log: log) else { return nil }
        for key in ["when", "expect", "json_schema"] { reader.refuse(key, "is not supported by this version") }
        let isFilterRule = ["when", "expect", "json_schema"].contains { reader.node($0) != nil }
        let before = log.issues.count
        let name = reader.string("name")
        let path = isFilterRule ? reader.path("field") : reader.requiredNode("field").flatMap { reader.path(of: $0) }
        let required = reader.bool("required") ?? false
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
        if let length = reader.integer("min_length", in: 0...Int64.max) {
            constraints.append(.minimumLength(Int(length)))
        }
        if let length = reader.integer("max_length", in: 0...Int64.max) {
            constraints.append(.maximumLength(Int(length)))
        }
        if let format = reader.choice("format", as: TextFormat.self) { constraints.append(.format(format)) }
        reader.finish()
        guard let path else { return nil }
        if constraints.isEmpty, !required, !isFilterRule, log.issues.count == before {
            reader.report(
                "the rule on '\(path)' demands nothing; add type, at_least, in, matches, format, required or another constraint"
            )
        }
        let description = describe(path, constraints, required: required)
        return FieldRule(name: name ?? description, field: path, constraints: constraints, required: required)
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
    private static func describe(_ path: FieldPath, _ constraints: [RuleConstraint], required: Bool) -> String {
        var parts = constraints.map(describe)
        if required { parts.append("required") }
        return "\(path) \(parts.joined(separator: ", "))"
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
