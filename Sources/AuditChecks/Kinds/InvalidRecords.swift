package import AuditModel
package import ScanEngine

/// `invalid_records`: how many documents break a rule.
package struct InvalidRecords: CheckKind, Hashable {
    package static let name = "invalid_records"

    package static let help = KindHelp(
        summary: "Documents that break at least one rule; rules judge present values only",
        keys: [
            .init(
                "rules",
                "mappings { field, name, required } with any of type, greater_than, at_least, less_than, at_most, in, not_in, "
                    + "matches, min_length, max_length, format"),
            .init("missing_values", "texts and numbers that count as missing besides the suite's own"),
        ],
        example: """
            - invalid_records:
                rules:
                  - { field: price, type: number, greater_than: 0 }
                  - { field: currency, in: [TND, EUR] }
                  - { field: url, matches: '^https?://', required: true }
                fail_above: 100
            """)

    package let rules: [FieldRule]
    package let missing: MissingValues
    package let thresholds: Thresholds

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> InvalidRecords? {
        let missing = context.missingValues.union(reader.missingValues())
        let thresholds = reader.thresholds { $0.isUpper ? [.percent, .documents] : [] }
        let units = Set(thresholds.all.map(\.threshold.unit))
        if units.count > 1 {
            reader.report("thresholds of one check must share a unit: percent or documents; write two checks otherwise")
        }
        guard let node = reader.requiredNode("rules") else { return nil }
        guard case .sequence(let entries) = node.content, !entries.isEmpty else {
            reader.report(
                "'rules' must be a list of rules such as { field: price, greater_than: 0 }", at: node.position)
            return nil
        }
        var rules: [FieldRule] = []
        for entry in entries {
            guard var rule = FieldRule.decode(entry, in: context, log: reader.log) else { continue }
            var copy = 2
            let name = rule.name
            while rules.contains(where: { $0.name == rule.name }) {
                rule.name = "\(name) (\(copy))"
                copy += 1
            }
            rules.append(rule)
        }
        return InvalidRecords(rules: rules, missing: missing, thresholds: thresholds)
    }

    private var analyzer: RulesAnalyzer { RulesAnalyzer(rules: rules, missing: missing) }

    package var unit: MeasurementUnit { thresholds.all.first?.threshold.unit ?? .documents }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [analyzer] }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        if let empty = Judgement.empty(input, kind: Self.name, unit: unit, thresholds: thresholds) { return empty }
        guard let state = input.states.state(of: analyzer) else {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: "it was not scanned")
        }
        let documents = Double(state.documents)
        let counts = zip(rules, state.broken).map { rule, broken in
            RuleCount(
                rule: rule.name, field: rule.field.description, documents: broken,
                percent: 100 * Double(broken) / documents)
        }
        let percent = 100 * Double(state.invalidDocuments) / documents
        let details = CheckDetails(
            measurements: [
                NamedMeasurement("invalid_documents", Double(state.invalidDocuments), .documents),
                NamedMeasurement("invalid_documents_share", percent, .percent),
                NamedMeasurement("documents", documents, .documents),
            ], rules: counts)
        if let why = whyUndecided(state, in: input.segment) {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: why, details: details)
        }
        let invalid = Double(state.invalidDocuments)
        let breach = thresholds.judge { $0.unit == .percent ? percent : invalid }
        let result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: breach?.status ?? .pass,
            reason: reason(breach, counts), value: unit == .percent ? percent : invalid, unit: unit,
            thresholds: thresholds, details: details)
        return CheckOutcome(result: result, gauges: gauges(input.id, invalid, counts))
    }

    /// A field that no document has, or a pattern that gave up: the number would say less than it seems to.
    private func whyUndecided(_ state: RulesState, in segment: String?) -> String? {
        // What one segment does not have is what that segment is like; the whole shows whether the path exists.
        let unseen =
            segment != nil
            ? [] : Set(zip(rules, state.sawPath).filter { $1 == 0 }.map { $0.0.field.description }).sorted()
        if !unseen.isEmpty {
            return "no document has \(unseen.map { "'\($0)'" }.joined(separator: ", ")); check the spelling of the path"
        }
        guard let rule = state.undecided.firstIndex(where: { $0 > 0 }) else { return nil }
        return "the pattern of rule '\(rules[rule].name)' needs too many steps on "
            + "\(NumberText.documents(Double(state.undecided[rule]))); write it without nested repetition"
    }

    private func reason(_ breach: Thresholds.Breach?, _ counts: [RuleCount]) -> String? {
        guard let breach else { return thresholds.isEmpty ? Judgement.noThreshold : nil }
        let sentence = Judgement.sentence(
            breach, of: breach.threshold.unit == .percent ? "invalid share" : "invalid documents")
        let worst = counts.max { $0.documents < $1.documents }
        guard let worst, worst.documents > 0, counts.count > 1 else { return sentence }
        return sentence + "; most break '\(worst.rule)' (\(NumberText.documents(Double(worst.documents))))"
    }

    private func gauges(_ id: String, _ invalid: Double, _ counts: [RuleCount]) -> [Gauge] {
        let check = Gauge.Label("check", id)
        var gauges = [
            Gauge(
                "invalid_records", help: "Documents that break at least one rule.", labels: [check], value: invalid)
        ]
        for count in counts {
            gauges.append(
                Gauge(
                    "dqaudit_rule_invalid_documents", help: "Documents that break a rule.",
                    labels: [check, .init("rule", count.rule)], value: Double(count.documents)))
        }
        return gauges
    }
}
