package import AuditModel
package import QueryMatching
package import ScanEngine

/// `invalid_records`: how many documents break a rule.
package struct InvalidRecords: CheckKind, Hashable {
    package static let name = "invalid_records"

    package static let thresholdUnits: ThresholdUnits = { $0.isUpper ? [.percent, .documents] : [] }

    package static let anomalyUnits: [MeasurementUnit] = [.percent, .documents]

    package static let help = KindHelp(
        summary: "Documents that break at least one rule; rules judge present values only",
        keys: [
            SuiteKey(
                "rules",
                meaning: "a list of mappings: each has a field and demands on it, or when and expect, or json_schema",
                .list(.anyOf(RecordRule.forms.map { .mapping($0) }), atLeast: 1), required: true),
            .missingValues,
        ],
        example: """
            - invalid_records:
                rules:
                  - { field: price, type: number, greater_than: 0 }
                  - { field: currency, in: [TND, EUR] }
                  - { field: url, matches: '^https?://', required: true }
                  - { field: 'offers[].price', greater_than: 0, quantifier: any }
                  - { field: ean, format: ean13, severity: warning, warn_above: 1% }
                  - { name: euro_means_france, when: { currency: EUR }, expect: { country: France } }
                fail_above: 100
            """)

    package let rules: [RecordRule]
    package let missing: MissingValues
    package let thresholds: Thresholds

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> InvalidRecords? {
        let missing = context.missingValues.union(reader.missingValues())
        let thresholds = reader.thresholds(thresholdUnits)
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
        var rules: [RecordRule] = []
        for entry in entries {
            guard var rule = RecordRule.decode(entry, in: context, log: reader.log) else { continue }
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

    package var sensitiveFields: [FieldPath] { rules.compactMap(\.sensitiveField) }

    package var validatorRequest: SourcePosition? {
        for rule in rules {
            if case .schema(let schema) = rule.demand, case .collection(let place) = schema.origin { return place }
        }
        return nil
    }

    package func with(validator: Result<CollectionValidator, SchemaRule.Unknown>) -> InvalidRecords {
        let rules = rules.map { rule in
            var rule = rule
            if case .schema(let schema) = rule.demand, case .collection = schema.origin {
                rule.demand = .schema(SchemaRule(schema.origin, validator))
            }
            return rule
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
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: Judgement.notScanned)
        }
        let documents = Double(state.documents)
        let counts = zip(rules, state.tallies).map { Self.count($0, $1, of: documents) }
        let parts = RuleParts(rules, state.tallies, of: documents)
        let percent = 100 * Double(state.invalidDocuments) / documents
        var measurements = [
            NamedMeasurement("invalid_documents", Double(state.invalidDocuments), .documents),
            NamedMeasurement("invalid_documents_share", percent, .percent),
        ]
        if rules.contains(where: { $0.severity == .warning }) {
            measurements.append(
                NamedMeasurement("documents_with_warnings", Double(state.documentsWithWarnings), .documents))
        }
        measurements.append(NamedMeasurement("documents", documents, .documents))
        if parts.unlisted > 0 {
            measurements.append(NamedMeasurement("schema_failures_not_listed", Double(parts.unlisted), .count))
        }
        let details = CheckDetails(measurements: measurements, rules: counts + parts.counts)
        if let why = whyUndecided(state, in: input.segment) {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: why, details: details)
        }
        let invalid = Double(state.invalidDocuments)
        let breach = thresholds.judge { $0.unit == .percent ? percent : invalid }
        let status = counts.reduce(breach?.status ?? .pass) { Judgement.worse($0, $1.status) }
        var result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: status,
            reason: reason(breach, counts), value: unit == .percent ? percent : invalid, unit: unit,
            thresholds: thresholds, details: details)
        addEvidence(state, input, to: &result)
        return CheckOutcome(result: result, gauges: gauges(result, state))
    }

    /// Names documents that break a rule, and how to find them all.
    private func addEvidence(_ state: RulesState, _ input: CheckInput, to result: inout CheckResult) {
        for (rule, tally) in zip(rules, state.tallies) where tally.broken > 0 {
            result.evidence += tally.examples.evidence(
                about: rule.name, input.context.disclosure(of: rule.demand.subject))
            var exact: String?
            if input.coversCollection, case .field(let demand) = rule.demand {
                exact = RuleFilter.text(demand, missing)
            }
            if let exact {
                result.details.filters.append(EvidenceFilter(about: rule.name, filter: exact, finds: .all))
            } else if let filter = tally.examples.filter(about: rule.name, of: tally.broken) {
                result.details.filters.append(filter)
            }
        }
    }

    private static func count(_ rule: RecordRule, _ tally: RuleTally, of documents: Double) -> RuleCount {
        var count = RuleCount(
            rule: rule.name, field: nil, documents: tally.broken, percent: 100 * Double(tally.broken) / documents,
            severity: rule.severity, thresholds: rule.thresholds)
        switch rule.demand {
        case .field(let demand):
            count.field = demand.field.description
            if demand.quantifier == .each {
                count.cells = RuleCount.Cells(broken: tally.brokenCells, judged: tally.judgedCells)
            }
        case .pair(let pair): count.applied = pair.when.map { _ in tally.applied }
        case .schema: break
        }
        count.status = breach(of: count)?.status ?? .pass
        if rule.severity == .warning, rule.thresholds.isEmpty, count.documents > 0 { count.status = .warn }
        return count
    }

    /// The rule's own thresholds: about cells where it counts them.
    private static func breach(of count: RuleCount) -> Thresholds.Breach? {
        count.thresholds.judge { threshold in
            switch (threshold.unit, count.cells) {
            case (.percent, let cells?): cells.percent
            case (.percent, nil): count.percent
            case (_, let cells?): Double(cells.broken)
            case (_, nil): Double(count.documents)
            }
        }
    }

    /// A path that no document has, a schema that nobody knows, or a rule that gave up: the number would say less than it seems to.
    private func whyUndecided(_ state: RulesState, in segment: String?) -> Phrase? {
        var unseen: Set<String> = []
        // What one segment does not have is what that segment is like; the whole shows whether the path exists.
        for (rule, tally) in zip(rules, state.tallies) where segment == nil {
            for (path, seen) in zip(rule.demand.watchedPaths, tally.seen) where seen == 0 { unseen.insert(path) }
        }
        if !unseen.isEmpty {
            return Judgement.unseen(unseen.sorted().map { "'\($0)'" }.joined(separator: ", "))
        }
        for rule in rules {
            guard case .schema(let schema) = rule.demand, case .failure(let unknown) = schema.validator else {
                continue
            }
            return Phrase(
                "rule '\(rule.name)' has nothing to judge by: \(unknown.reason)",
                "la règle '\(rule.name)' n’a rien sur quoi juger : \(unknown.reason)")
        }
        guard let index = state.tallies.firstIndex(where: { $0.undecided > 0 }) else { return nil }
        let rule = rules[index]
        return Phrase { language in
            let documents = language.numbers.documents(Double(state.tallies[index].undecided))
            if case .field = rule.demand {
                return language(
                    "the pattern of rule '\(rule.name)' needs too many steps on \(documents); write it without nested repetition",
                    "le motif de la règle '\(rule.name)' demande trop d’étapes sur \(documents) ; écrivez-le sans répétition imbriquée"
                )
            }
            return language(
                "rule '\(rule.name)' could not be decided for \(documents): a pattern needs too many steps, or an expression in it "
                    + "cannot be computed",
                "la règle '\(rule.name)' n’a pas pu être décidée pour \(documents) : un motif demande trop d’étapes, ou une de ses "
                    + "expressions ne peut être calculée")
        }
    }

    private func reason(_ breach: Thresholds.Breach?, _ counts: [RuleCount]) -> Phrase? {
        var parts: [Phrase] = []
        if let breach {
            parts.append(
                Judgement.sentence(
                    breach,
                    of: breach.threshold.unit == .percent
                        ? Phrase("invalid share", "part invalide") : Phrase("invalid documents", "documents invalides"))
            )
            let errors = counts.filter { $0.severity == .error }
            if let worst = errors.max(by: { $0.documents < $1.documents }), worst.documents > 0, errors.count > 1 {
                parts.append(
                    Phrase { language in
                        let documents = language.numbers.documents(Double(worst.documents))
                        return language(
                            "most break '\(worst.rule)' (\(documents))",
                            "la plupart enfreignent '\(worst.rule)' (\(documents))")
                    })
            }
        }
        for count in counts where count.status != .pass {
            if let breach = Self.breach(of: count) {
                parts.append(
                    Judgement.sentence(
                        breach,
                        of: count.cells == nil
                            ? Phrase(
                                "documents that break '\(count.rule)'", "documents qui enfreignent '\(count.rule)'")
                            : Phrase("cells that break '\(count.rule)'", "cellules qui enfreignent '\(count.rule)'")))
            } else {
                parts.append(
                    Phrase { language in
                        let documents = language.numbers.documents(Double(count.documents))
                        return language(
                            "\(documents) with a warning: '\(count.rule)'",
                            "\(documents) avec une alerte : '\(count.rule)'")
                    })
            }
        }
        for count in counts where count.applied == 0 {
            parts.append(
                Phrase(
                    "no document matches 'when' of '\(count.rule)'",
                    "aucun document ne correspond au 'when' de '\(count.rule)'"))
        }
        let isJudged = !thresholds.isEmpty || rules.contains { $0.severity == .warning || !$0.thresholds.isEmpty }
        if !isJudged { parts.insert(Judgement.noThreshold, at: 0) }
        return Phrase.joined(parts)
    }

    private func gauges(_ result: CheckResult, _ state: RulesState) -> [Gauge] {
        let check = Gauge.Label("check", result.id)
        var gauges = [
            Gauge(
                "invalid_records", help: "Documents that break at least one rule.", labels: [check],
                value: Double(state.invalidDocuments))
        ]
        if let warned = result.details.measurement("documents_with_warnings") {
            gauges.append(
                Gauge(
                    "dqaudit_documents_with_warnings", help: "Documents that break rules of severity warning only.",
                    labels: [check], value: warned))
        }
        for count in result.details.rules {
            let labels = [check, Gauge.Label("rule", count.rule)]
            gauges.append(
                Gauge(
                    "dqaudit_rule_invalid_documents", help: "Documents that break a rule.", labels: labels,
                    value: Double(count.documents)))
            guard let cells = count.cells else { continue }
            gauges.append(
                Gauge(
                    "dqaudit_rule_invalid_cells", help: "Cells that break a rule that counts cells.", labels: labels,
                    value: Double(cells.broken)))
            gauges.append(
                Gauge(
                    "dqaudit_rule_judged_cells", help: "Cells judged by a rule that counts cells.", labels: labels,
                    value: Double(cells.judged)))
        }
        return gauges
    }
}
