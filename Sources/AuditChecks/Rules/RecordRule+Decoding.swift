import AuditModel
import QueryMatching

extension RecordRule {
    /// Reads one entry of `rules`; nil, with issues, when it is none.
    static func decode(
        _ node: ConfigNode, in context: SuiteContext, log: MappingReader.IssueLog
    ) -> RecordRule? {
        let form = Form(node)
        guard let reader = MappingReader(node, subject: form.subject, log: log) else { return nil }
        let name = reader.string("name")
        let severity = reader.choice("severity", as: RuleSeverity.self) ?? .error
        let rule: (name: String, demand: RuleDemand)?
        var countsCells = false
        var sensitive: [FieldPath] = []
        switch form {
        case .field:
            let field = FieldRule.decode(reader, in: context)
            countsCells = field?.quantifier == .each
            sensitive = reader.sensitiveFields(field?.field)
            rule = field.map { ($0.defaultName, .field($0)) }
        case .pair: rule = pair(reader)
        case .schema: rule = schema(reader, in: context)
        }
        let thresholds = thresholds(reader, severity, countsCells: countsCells)
        reader.finish()
        return rule.map {
            RecordRule(
                name: name ?? $0.name, severity: severity, thresholds: thresholds, demand: $0.demand,
                sensitiveField: sensitive.first)
        }
    }

    /// What a rule is about, by the keys that it has.
    private enum Form {
        case field
        case pair
        case schema

        init(_ node: ConfigNode) {
            var keys: [String] = []
            if case .mapping(let entries) = node.content { keys = entries.map(\.key) }
            if keys.contains("when") || keys.contains("expect") {
                self = .pair
            } else {
                self = keys.contains("json_schema") ? .schema : .field
            }
        }

        var subject: String {
            switch self {
            case .field: "a rule"
            case .pair: "a rule with when and expect"
            case .schema: "a rule with json_schema"
            }
        }
    }

    static let (documentUnit, cellUnit) = (MeasurementUnit.documents, MeasurementUnit.count)

    private static func pair(_ reader: MappingReader) -> (name: String, demand: RuleDemand)? {
        let whenNode = reader.node("when")
        let expectNode = reader.requiredNode("expect")
        let when = whenNode.flatMap { DocumentFilter.decode($0, log: reader.log) }
        guard let expectNode, let expect = DocumentFilter.decode(expectNode, log: reader.log) else { return nil }
        if whenNode != nil, when == nil { return nil }
        let name = (whenNode.map { "when \(keys($0)) " } ?? "") + "expect \(keys(expectNode))"
        return (name, .pair(ConditionPair(when: when, expect: expect)))
    }

    /// What a filter is about, for the name of a rule without one.
    private static func keys(_ filter: ConfigNode) -> String {
        guard case .mapping(let entries) = filter.content, !entries.isEmpty else { return "anything" }
        return entries.map(\.key).joined(separator: ", ")
    }

    private static func schema(
        _ reader: MappingReader, in context: SuiteContext
    ) -> (name: String, demand: RuleDemand)? {
        guard let node = reader.node("json_schema"), let path = reader.string("json_schema") else { return nil }
        let name = "json_schema \(path)"
        if path == "collection" {
            let unread = SchemaRule.Unknown("the collection's validator was not read")
            return (name, .schema(SchemaRule(.collection(node.position), .failure(unread))))
        }
        guard let file = context.readFile(path, node.position, reader.log),
            let validator = CollectionValidator.decode(file: file, log: reader.log)
        else { return nil }
        return (name, .schema(SchemaRule(.file(path), .success(validator))))
    }

    private static func thresholds(
        _ reader: MappingReader, _ severity: RuleSeverity, countsCells: Bool
    ) -> Thresholds {
        let thresholds = reader.thresholds { bound in
            bound.isUpper ? [.percent, countsCells ? cellUnit : documentUnit] : []
        }
        if severity == .warning, thresholds[.failAbove] != nil {
            reader.report(
                "'fail_above' has no meaning in a rule of severity warning, which never fails; write warn_above, or "
                    + "severity: error", at: reader.node("fail_above")?.position)
        }
        return thresholds
    }
}

extension CollectionValidator {
    /// Reads a file that holds a schema alone, or a validator with `$jsonSchema` as a collection stores it.
    fileprivate static func decode(file: ConfigNode, log: MappingReader.IssueLog) -> CollectionValidator? {
        if case .mapping(let entries) = file.content, entries.contains(where: { $0.key == "$jsonSchema" }) {
            return decode(file, log: log)
        }
        return JSONSchema.decode(file, log: log).map { CollectionValidator(schema: $0) }
    }
}
