package import AuditModel
package import ScanEngine

/// The check that every segmented suite has besides its own: whether the segments that the past lets expect are there.
///
/// A shop that delivered nothing has no documents that any other check could look at.
package struct SegmentPresence: Sendable {
    /// Its id and the name of its kind in reports.
    package static let name = "segments"
    /// The metric of each segment in the history.
    package static let metric = "documents"
    /// The days before today whose runs say what is expected.
    package static let windowDays = 7

    package let rule: SegmentRule

    package init(_ rule: SegmentRule) { self.rule = rule }

    /// What is known of the segments of a run.
    package struct Input: Sendable {
        package let context: AnalysisContext
        /// Documents by segment: all that have any, whether they are shown apart or not.
        package let documents: [String: Int64]
        package let fault: SegmentFault?
        /// The numbers of missing segments of earlier runs: which runs there were, and which of them count.
        package let runs: Result<[HistoryPoint], HistoryError>?
        /// The documents of each segment in earlier runs.
        package var segments: [String: [HistoryPoint]]

        package init(
            context: AnalysisContext, documents: [String: Int64], fault: SegmentFault?,
            runs: Result<[HistoryPoint], HistoryError>?, segments: [String: [HistoryPoint]]
        ) {
            self.context = context
            self.documents = documents
            self.fault = fault
            self.runs = runs
            self.segments = segments
        }
    }

    /// A judged result: the number of segments that are missing.
    package func evaluate(_ input: Input) -> CheckResult {
        if input.fault != nil { return result(.notEvaluated, nil, tooMany) }
        let points: [HistoryPoint]
        switch input.runs {
        case .failure(let error): return result(.notEvaluated, nil, Judgement.unreadableHistory(error))
        case .success(let known): points = known
        case nil: points = []
        }
        let past = expected(points, input)
        let wanted = Set(rule.expected).union(past.segments)
        let missing = wanted.filter { (input.documents[$0] ?? 0) == 0 }.sorted()
        let counts = input.documents.map { SegmentCount(segment: $0.key, documents: $0.value) }
            .sorted { ($1.documents, $0.segment) < ($0.documents, $1.segment) }
        let details = CheckDetails(
            measurements: [NamedMeasurement("segments", Double(counts.count), .count)],
            segments: missing.map { SegmentCount(segment: $0, documents: 0) }
                + counts.prefix(Scan.mostSegments))
        guard missing.isEmpty else {
            return result(
                .fail, missing.count,
                Phrase { language in
                    let names = missing.map { "'\($0)'" }.joined(separator: ", ")
                    return missing.count == 1
                        ? language(
                            "no document of \(names), which is expected", "aucun document de \(names), qui est attendu")
                        : language(
                            "no document of \(names), which are expected",
                            "aucun document de \(names), qui sont attendus")
                }, details)
        }
        if rule.expected.isEmpty, past.days < BaselineRules.daysNeeded {
            return result(
                .learning, 0,
                input.runs == nil
                    ? Phrase(
                        "no history is kept (--history none), and 'expected' names no segment",
                        "aucun historique n’est tenu (--history none), et 'expected' ne nomme aucun segment")
                    : Phrase(
                        "learning \(past.days) of \(BaselineRules.daysNeeded) days which segments there are",
                        "apprentissage des segments : \(past.days) jours sur \(BaselineRules.daysNeeded)"),
                details)
        }
        return result(.pass, 0, nil, details)
    }

    /// The segments that had documents on more than half of the days that make the baseline, and how many days those are.
    private func expected(_ points: [HistoryPoint], _ input: Input) -> (segments: Set<String>, days: Int) {
        let zone = input.context.timeZone
        let today = zone.dayNumber(of: input.context.now)
        func daily(_ points: [HistoryPoint]) -> [DailyValue] {
            BaselineRules.dailyValues(
                points: points, before: input.context.now, windowDays: BaselineRules.historyDays, zone: zone)
        }
        let breached = BaselineRules.breachedDays(points: points, before: input.context.now, zone: zone)
        let days = Set(
            BaselineRules.selection(
                from: daily(points), judging: today, windowDays: SegmentPresence.windowDays, breached: breached,
                usesWeekdays: false
            ).days.map(\.dayNumber))
        guard days.count >= BaselineRules.daysNeeded else { return ([], days.count) }
        let segments = input.segments.filter { _, points in
            let seen = daily(points).filter { $0.value > 0 && days.contains($0.dayNumber) }
            return 2 * seen.count > days.count
        }
        return (Set(segments.keys), days.count)
    }

    private var tooMany: Phrase {
        Phrase { language in
            let fields = rule.segmentation.paths.map { "'\($0)'" }.joined(separator: language(" and ", " et "))
            let most = Segmentation.mostSegments
            return language(
                "\(fields) has more than \(most) values, which are no segments; segment by a field with fewer values",
                "\(fields) a plus de \(most) valeurs, ce ne sont pas des segments ; choisissez un champ qui en a moins")
        }
    }

    private func result(
        _ status: CheckStatus, _ missing: Int?, _ reason: Phrase?, _ details: CheckDetails = CheckDetails()
    ) -> CheckResult {
        var thresholds = Thresholds()
        thresholds.failAbove = Threshold(value: 0, unit: .count)
        return CheckResult(
            id: SegmentPresence.name, kind: SegmentPresence.name, status: status, reason: reason,
            value: missing.map(Double.init), unit: .count, thresholds: thresholds, details: details)
    }
}
