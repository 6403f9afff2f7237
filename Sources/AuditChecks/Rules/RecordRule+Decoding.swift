import AuditModel

extension RecordRule {
    /// Reads one entry of `rules`; nil, with issues, when it is none.
    static func decode(
        _ node: ConfigNode, in context: SuiteContext, log: MappingReader.IssueLog
    ) -> RecordRule? {
        guard let reader = MappingReader(node, subject: "a rule", log: log) else { return nil }
        for key in ["when", "expect", "json_schema"] { reader.refuse(key, "is not supported by this version") }
        let name = reader.string("name")
        let severity = reader.choice("severity", as: RuleSeverity.self) ?? .error
        let rule = FieldRule.decode(reader, in: context)
        let thresholds = thresholds(reader, severity, countsCells: rule?.quantifier == .each)
        reader.finish()
        return rule.map {
            RecordRule(name: name ?? $0.defaultName, severity: severity, thresholds: thresholds, demand: .field($0))
        }
    }

    private static func thresholds(
        _ reader: MappingReader, _ severity: RuleSeverity, countsCells: Bool
    ) -> Thresholds {
        let thresholds = reader.thresholds { bound in
            bound.isUpper ? [.percent, countsCells ? .count : .documents] : []
        }
        if severity == .warning, thresholds[.failAbove] != nil {
            reader.report(
                "'fail_above' has no meaning in a rule of severity warning, which never fails; write warn_above, or "
                    + "severity: error", at: reader.node("fail_above")?.position)
        }
        return thresholds
    }
}
