import AuditChecks
import AuditModel
import ScanEngine

/// Judges what a scan found: every check over all documents, and apart for each segment.
struct SuiteVerdict {
    let suite: Suite
    let context: AnalysisContext
    let past: RunPast
    /// Where the series of the history belong to.
    let namespace: String

    func outcomes(_ result: Scan.Result, _ plan: ScanPlan) -> [CheckOutcome] {
        let presence = suite.segments.map { self.presence($0, result) }
        let segments = self.segments(result, missing: presence)
        var outcomes: [CheckOutcome] = []
        for check in suite.checks {
            // A check's filter is part of the plan, which was made from the same checks.
            guard let place = plan.place(of: check.filter) else { continue }
            let scope = result.scopes[place]
            outcomes.append(whole(check, scope, scanned: result.documents))
            if !segments.isEmpty { outcomes += apart(check, scope, segments) }
        }
        return outcomes + [presence.map { CheckOutcome(result: $0) }].compactMap { $0 }
    }

    private var allowsEmpty: Bool {
        suite.checks.contains { check in
            guard let volume = check.kind as? Volume, volume.period == .run else { return false }
            return volume.rule.allowEmpty
        }
    }

    private func whole(_ check: Check, _ scope: ScopeStates, scanned: Int64) -> CheckOutcome {
        if let fault = ScopeFault(check, scope, scanned: scanned) { return fault.outcome }
        let history = check.historyNeed(context).flatMap { need in
            past.points(key(check, need.metric), before: context.now, lookbackDays: need.windowDays)
        }
        return check.evaluate(
            CheckInput(
                id: check.id, description: check.description, context: context,
                coversCollection: check.filter == nil && suite.source.filter == nil, documents: scope.documents,
                allowEmpty: allowsEmpty, states: scope.states, history: history))
    }

    /// A segment without documents of the check's has nothing to judge, unless it is missing altogether.
    private func apart(_ check: Check, _ scope: ScopeStates, _ segments: [String]) -> [CheckOutcome] {
        if ScopeFault(check, scope, scanned: scope.documents) != nil { return [] }
        let history = check.historyNeed(context).flatMap { need in
            past.pointsBySegment(key(check, need.metric), before: context.now, lookbackDays: need.windowDays)
        }
        return segments.compactMap { name in
            let segment = scope.segments[name]
            guard (segment?.documents ?? 0) > 0 || check.kind is Volume else { return nil }
            var outcome = check.evaluate(
                CheckInput(
                    id: check.id, description: check.description, segment: name, context: context,
                    documents: segment?.documents ?? 0, allowEmpty: false, states: segment?.states ?? .empty,
                    history: history.map { $0.map { $0[name] ?? [] } }))
            outcome.result.segment = name
            // The gauges of segments have names of their own, which follow from the report.
            outcome.gauges = []
            return outcome
        }
    }

    /// The segments to judge: the largest first, then those that are missing, and what is no segment of its own last.
    private func segments(_ result: Scan.Result, missing presence: CheckResult?) -> [String] {
        guard let presence, presence.status != .notEvaluated || result.segmentFault == nil else { return [] }
        let last = [Segmentation.otherName, Segmentation.missingName]
        let present = result.scopes[0].segments.filter { $0.value.documents > 0 && !last.contains($0.key) }
            .sorted { ($1.value.documents, $0.key) < ($0.value.documents, $1.key) }.map(\.key)
        let missing = presence.details.segments.filter { $0.documents == 0 }.map(\.segment)
        return present + missing + last.filter { result.scopes[0].segments[$0] != nil }
    }

    private func presence(_ rule: SegmentRule, _ result: Scan.Result) -> CheckResult {
        var documents = result.scopes[0].segments.mapValues(\.documents).filter { $0.value > 0 }
        let rest = documents.removeValue(forKey: Segmentation.otherName)
        // Those that are not shown apart are there all the same.
        for name in result.otherSegments { documents[name] = 1 }
        var input = SegmentPresence.Input(
            context: context, documents: documents, fault: result.segmentFault,
            runs: past.points(
                key(SegmentPresence.name, "value"), before: context.now, lookbackDays: BaselineRules.historyDays),
            segments: [:])
        if let known = past.pointsBySegment(
            key(SegmentPresence.name, SegmentPresence.metric), before: context.now,
            lookbackDays: BaselineRules.historyDays), case .success(let segments) = known
        {
            input.segments = segments
        }
        var outcome = SegmentPresence(rule).evaluate(input)
        outcome.details.segments.removeAll { result.otherSegments.contains($0.segment) && $0.documents > 0 }
        if let rest { outcome.details.segments.append(SegmentCount(segment: Segmentation.otherName, documents: rest)) }
        return outcome
    }

    private func key(_ check: Check, _ metric: String) -> SeriesKey { key(check.id, metric) }

    private func key(_ check: String, _ metric: String) -> SeriesKey {
        SeriesKey(suite: suite.name, namespace: namespace, check: check, metric: metric)
    }
}

/// Why a check with a filter cannot be judged.
private struct ScopeFault {
    let outcome: CheckOutcome

    /// nil when it can.
    init?(_ check: Check, _ scope: ScopeStates, scanned: Int64) {
        guard check.filter != nil else { return nil }
        let reason: Phrase
        if scope.undecided > 0 {
            reason = Phrase(
                "'where' could not be decided for \(scope.undecided) of \(scanned) documents: its pattern needs too many steps, "
                    + "or an expression in it cannot be computed",
                "'where' n’a pas pu être décidé pour \(scope.undecided) documents sur \(scanned) : son motif demande trop d’étapes, "
                    + "ou une de ses expressions ne peut être calculée")
        } else if scope.documents == 0, scanned > 0, !(check.kind is Volume) {
            reason = Phrase("no document matches 'where'", "aucun document ne correspond à 'where'")
        } else {
            return nil
        }
        outcome = CheckOutcome(
            result: CheckResult(
                id: check.id, kind: type(of: check.kind).name, description: check.description, status: .notEvaluated,
                reason: reason, value: nil, unit: check.kind.unit, thresholds: check.kind.thresholds))
    }
}
