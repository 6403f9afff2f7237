package import AuditModel

/// `anomaly` in a check: its value compared with what earlier runs measured, besides its thresholds.
package struct Anomaly: Hashable, Sendable {
    package let rule: BaselineRule

    package init(_ rule: BaselineRule) { self.rule = rule }

    /// The key as checks of a kind have it; nil where it has no meaning.
    package static func key(of kind: any CheckKind.Type) -> SuiteKey? {
        guard !kind.anomalyUnits.isEmpty else { return nil }
        return SuiteKey(
            "anomaly", meaning: "compares the check's value with earlier runs' besides: {} is robust above 4",
            .mapping(BaselineRule.keys(valuesIn: kind.anomalyUnits)))
    }

    /// Reads `anomaly`; nil when it is not there or has an issue.
    package static func decode(_ reader: MappingReader, of kind: (any CheckKind)?) -> Anomaly? {
        // Without the kind nobody knows the unit of its value, and what is wrong with it has been said.
        guard let node = reader.node("anomaly"), let kind else { return nil }
        if kind is Volume {
            reader.report(
                "'anomaly' has no meaning in a volume check, which compares with its own past anyway",
                at: node.position)
            return nil
        }
        guard let nested = MappingReader(node, subject: "'anomaly'", log: reader.log) else { return nil }
        var rule = BaselineRule.decode(nested, valuesIn: kind.unit).rule
        nested.finish()
        if rule.thresholds.isEmpty {
            reader.report("'anomaly' needs 'warn_above' or 'fail_above', a bound on the deviation", at: node.position)
        }
        // That 0 documents are wrong holds for what a collection has, not for what a check finds.
        rule.allowEmpty = true
        return Anomaly(rule)
    }

    package var historyNeed: HistoryNeed { HistoryNeed(metric: "value", windowDays: BaselineRules.historyDays) }

    /// The outcome of a check with the comparison added: the worse of both decides.
    ///
    /// Learning says nothing of the thresholds: a check that has some passes or fails by them meanwhile. A history that could not be
    /// read leaves a failure a failure; everything else is not evaluated then.
    package func judged(_ outcome: CheckOutcome, _ input: CheckInput) -> CheckOutcome {
        var outcome = outcome
        guard let value = outcome.result.value, outcome.result.status != .notEvaluated else { return outcome }
        let points: [HistoryPoint]
        switch input.history {
        case .failure(let error):
            if outcome.result.status != .fail { outcome.result.status = .notEvaluated }
            add(Judgement.unreadableHistory(error), to: &outcome.result)
            return outcome
        case .success(let known): points = known
        case nil: points = []
        }
        let zone = input.context.timeZone
        let past = BaselinePast(runs: points, before: input.context.now, zone: zone)
        let judgement = rule.judge(value, of: zone.dayNumber(of: input.context.now), against: past).judgement
        outcome.result.baseline = judgement.result
        outcome.result.baseline?.thresholds = rule.thresholds
        if judgement.status != .learning {
            outcome.result.status = Judgement.worse(outcome.result.status, judgement.status)
        } else if outcome.result.thresholds.isEmpty, outcome.result.status == .pass {
            outcome.result.status = .learning
        }
        let isBlind = input.history == nil && judgement.status == .learning
        add(isBlind ? Judgement.noHistory : judgement.explanation, to: &outcome.result)
        return outcome
    }

    private func add(_ reason: Phrase?, to result: inout CheckResult) {
        // Something judges it now.
        if result.reason == Judgement.noThreshold.english { result.explanation = nil }
        guard let reason else { return }
        let anomaly = Phrase("anomaly: \(reason.english)", "anomalie : \(reason.text(in: .french))")
        result.explanation = Phrase.joined([result.explanation, anomaly].compactMap { $0 })
    }
}
