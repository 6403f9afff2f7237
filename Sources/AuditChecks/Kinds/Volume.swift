package import AuditModel
package import ScanEngine

/// `volume`: whether as many documents are there as the past lets expect.
package struct Volume: CheckKind, Hashable {
    package static let name = "volume"

    package static let help = KindHelp(
        summary: "Documents of the collection, or of the last complete day, compared with the days before",
        keys: [
            SuiteKey(
                "per",
                meaning:
                    "run (default): the documents of the audit, compared with earlier audits; day: those of yesterday",
                .choice(Period.allCases.map(\.rawValue))),
            SuiteKey(
                "timestamp", meaning: "for per: day, the field that dates a document; left out: the time in _id", .path),
            SuiteKey(
                "settle",
                meaning:
                    "for per: day, how long documents of a day may arrive after its end: a day is judged when so much "
                    + "time has passed", .duration),
            SuiteKey("allow_empty", meaning: "true: no documents are fine; without it zero always fails", .flag),
            SuiteKey(
                "metric", meaning: "the name of the gauge, products_consolidated by default",
                .text(pattern: "^[A-Za-z_][A-Za-z0-9_]*$")),
            .missingValues,
        ] + BaselineRule.keys(valuesIn: [.documents])
            + [
                SuiteKey(
                    "warn_below", "fail_below", meaning: "on the number of documents itself",
                    .anyOf(floorUnits.map(SuiteShape.init(threshold:))))
            ],
        example: """
            - volume:
                per: day
                timestamp: scraped_at
                baseline: 7d
                method: robust
                fail_above: 4
            """)

    private static let floorUnits: [MeasurementUnit] = [.documents]

    /// The upper ones are on the deviation, whose unit is the method's.
    package static let thresholdUnits: ThresholdUnits = { bound in
        bound.isUpper ? BaselineRule.deviationUnits(valuesIn: [.documents]) : floorUnits
    }

    /// It compares with its past anyway.
    package static let anomalyUnits: [MeasurementUnit] = []

    /// What is counted.
    package enum Period: String, Hashable, Sendable, CaseIterable { case run, day }

    package let period: Period
    /// For ``Period/day``; nil: the time in `_id`.
    package let timestamp: FieldPath?
    /// How long after its end a day may still get documents; for ``Period/day``.
    package let settleSeconds: Int64
    package let rule: BaselineRule
    /// Of the number of documents itself.
    package let floor: Thresholds
    package let metric: String
    package let missing: MissingValues

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Volume? {
        let period = reader.choice("per", as: Period.self) ?? .run
        let timestamp = reader.path("timestamp")
        if period == .run, let node = reader.node("timestamp") {
            reader.report("'timestamp' has a meaning with per: day only", at: node.position)
        }
        let settle = decodeSettle(reader, period)
        let allowEmpty = reader.bool("allow_empty") ?? false
        let metric = decodeMetric(reader)
        var (rule, floor) = BaselineRule.decode(reader, valuesIn: .documents, lowerUnits: floorUnits)
        rule.allowEmpty = allowEmpty
        return Volume(
            period: period, timestamp: timestamp, settleSeconds: settle,
            rule: rule, floor: floor, metric: metric,
            missing: context.missingValues.union(reader.missingValues()))
    }

    private static func decodeSettle(_ reader: MappingReader, _ period: Period) -> Int64 {
        guard let seconds = reader.durationSeconds("settle") else { return 0 }
        let place = reader.node("settle")?.position
        if period == .run {
            reader.report("'settle' has a meaning with per: day only", at: place)
        } else if seconds > 7 * 86_400 {
            reader.report("'settle' can be 7d at most: alarms that late are of no use", at: place)
        }
        return seconds
    }

    /// A name that Prometheus accepts and that no other gauge of dqaudit or the Pushgateway has.
    private static func decodeMetric(_ reader: MappingReader) -> String {
        let usual = "products_consolidated"
        guard let name = reader.string("metric") else { return usual }
        let taken: Set<String> = [
            "data_completeness", "data_freshness", "data_last_update", "duplicate_rate", "invalid_records",
            "push_time_seconds", "push_failure_time_seconds",
        ]
        let characters = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        let place = reader.node("metric")?.position
        if name.isEmpty || !characters || name.first?.isNumber == true {
            reader.report(
                "'metric' must be a Prometheus name: letters, digits and _, not starting with a digit", at: place)
        } else if taken.contains(name) || name.hasPrefix("dqaudit_") {
            reader.report("'metric' cannot be '\(name)': dqaudit exports another number under that name", at: place)
        }
        return name
    }

    package var unit: MeasurementUnit { .documents }

    /// On the deviation above, on the number of documents below.
    package var thresholds: Thresholds {
        var thresholds = rule.thresholds
        (thresholds.warnBelow, thresholds.failBelow) = (floor.warnBelow, floor.failBelow)
        return thresholds
    }

    private func analyzer(_ context: AnalysisContext) -> TimestampAnalyzer {
        TimestampAnalyzer(
            field: timestamp ?? .documentID, missing: missing,
            context: .init(now: context.now, timeZone: context.timeZone), staleAfterSeconds: nil)
    }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] {
        period == .day ? [analyzer(context)] : []
    }

    package func historyNeed(_ context: AnalysisContext) -> HistoryNeed? {
        HistoryNeed(metric: "value", windowDays: BaselineRules.historyDays)
    }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        switch period {
        case .run: evaluateRun(input)
        case .day: evaluateDay(input)
        }
    }

    private func evaluateRun(_ input: CheckInput) -> CheckOutcome {
        let points: [HistoryPoint]
        switch input.history {
        case .success(let known): points = known
        case .failure(let error):
            var outcome = notEvaluated(input, Judgement.unreadableHistory(error))
            // What was counted is known all the same: whoever accepts the run has the day in the baseline.
            outcome.result.value = Double(input.documents)
            return outcome
        case nil: points = []
        }
        let zone = input.context.timeZone
        let today = zone.dayNumber(of: input.context.now)
        let past = BaselinePast(runs: points, before: input.context.now, zone: zone)
        var outcome = judged(input, Double(input.documents), of: today, against: past)
        if input.history == nil, outcome.result.status == .learning {
            outcome.result.explanation = Judgement.noHistory
        }
        return outcome
    }

    private func evaluateDay(_ input: CheckInput) -> CheckOutcome {
        if input.documents == 0, rule.allowEmpty, !input.allowEmpty {
            // A quiet day may be fine; a collection without any document is something else.
            return notEvaluated(
                input,
                Phrase(
                    "there are no documents at all, so none has a day",
                    "il n’y a aucun document, donc aucun n’a de jour"))
        }
        let state = input.states.state(of: analyzer(input.context)) ?? TimestampState()
        if input.documents > 0, state.readable == 0 {
            let name = timestamp?.description ?? "_id"
            return notEvaluated(
                input,
                state.cells == state.absent
                    ? Phrase(
                        "no document has '\(name)'; check the spelling of 'timestamp'",
                        "aucun document n’a '\(name)' ; vérifiez l’orthographe de 'timestamp'")
                    : Phrase(
                        "no value of '\(name)' is a time, so no document has a day",
                        "aucune valeur de '\(name)' n’est une date, donc aucun document n’a de jour"))
        }
        let zone = input.context.timeZone
        let today = zone.dayNumber(of: input.context.now)
        // The last day that has been over for as long as data may take to arrive.
        let judged = judgedDay(input.context.now, zone)
        // What earlier runs found of the days that they judged; without a history every day counts.
        let points = (try? input.history?.get()) ?? []
        let past = BaselinePast(
            days: state.days.all.filter { $0.day < judged }.map {
                DailyValue(dayNumber: $0.day, value: Double($0.count))
            }, points: points, before: input.context.now, zone: zone
        ) { judgedDay($0, zone) }
        let value = Double(state.days[judged] ?? 0)
        let open = (judged + 1...max(judged + 1, today)).compactMap { day in
            state.days[day].map { DailyValue(dayNumber: day, value: Double($0)) }
        }
        var outcome = self.judged(input, value, of: judged, against: past, excluded: open)
        if value == 0, let reason = outcome.result.explanation, outcome.result.status == .fail {
            outcome.result.explanation = Phrase { language in
                let day = language.numbers.day(iso: CivilDate(dayNumber: judged).description)
                return language(
                    "no document is dated \(day) (\(zone.identifier)): \(reason.english)",
                    "aucun document n’est daté du \(day) (\(zone.identifier)) : \(reason.text(in: .french))")
            }
        }
        return outcome
    }

    /// The day that a run at an instant judges: the last one that ended at least `settle` before.
    private func judgedDay(_ now: Instant, _ zone: TimeZoneRules) -> Int64 {
        zone.dayNumber(of: now.adding(seconds: -settleSeconds)) - 1
    }

    private func judged(
        _ input: CheckInput, _ value: Double, of day: Int64, against past: BaselinePast, excluded: [DailyValue] = []
    ) -> CheckOutcome {
        let (judgement, selection) = rule.judge(value, of: day, against: past)
        var baseline = judgement.result
        if let least = [floor.warnBelow, floor.failBelow].compactMap({ $0?.value }).max(), baseline.center != nil {
            baseline.lower = max(baseline.lower ?? least, least)
        }
        let breach = floor.judge { _ in value }
        var reasons = [
            breach.map { Judgement.sentence($0, of: Phrase("documents", "documents")) }, judgement.explanation,
        ].compactMap { $0 }
        if reasons.isEmpty, rule.thresholds.isEmpty, floor.isEmpty { reasons = [Judgement.noThreshold] }
        let result = CheckResult(
            id: input.id, kind: Self.name, description: input.description,
            status: Judgement.worse(judgement.status, breach?.status ?? .pass),
            reason: Phrase.joined(reasons), value: value, unit: .documents,
            thresholds: thresholds, baseline: baseline,
            details: CheckDetails(days: shownDays(value, day, selection, past.daily, excluded)))
        return CheckOutcome(result: result, gauges: gauges(result))
    }

    /// The days that a chart of the check needs: the baseline, what lies between, the judged day, and what is not complete yet.
    private func shownDays(
        _ value: Double, _ day: Int64, _ selection: BaselineSelection, _ daily: [DailyValue], _ excluded: [DailyValue]
    ) -> [DayCount] {
        let used = Set(selection.days.map(\.dayNumber))
        let first = min(selection.days.first?.dayNumber ?? day, day - Int64(rule.windowDays))
        var days = daily.filter { $0.dayNumber >= first && $0.dayNumber < day }.map {
            Self.dayCount($0, used.contains($0.dayNumber) ? .baseline : .excluded)
        }
        days.append(Self.dayCount(DailyValue(dayNumber: day, value: value), .judged))
        days += excluded.map { Self.dayCount($0, .excluded) }
        return days
    }

    private static func dayCount(_ value: DailyValue, _ role: DayCount.Role) -> DayCount {
        DayCount(day: CivilDate(dayNumber: value.dayNumber).description, documents: value.value, role: role)
    }

    private func notEvaluated(_ input: CheckInput, _ reason: Phrase) -> CheckOutcome {
        Judgement.notEvaluated(
            input, kind: Self.name, unit: unit, thresholds: thresholds, reason: reason)
    }

    private func gauges(_ result: CheckResult) -> [Gauge] {
        let check = Gauge.Label("check", result.id)
        var gauges: [Gauge] = []
        if let value = result.value {

            gauges.append(Gauge(metric, help: "Documents that a volume check counted.", labels: [check], value: value))
        }
        let expected = [
            ("lower", result.baseline?.lower), ("center", result.baseline?.center), ("upper", result.baseline?.upper),
        ]
        for case (let bound, let value?) in expected {
            gauges.append(
                Gauge(
                    "dqaudit_volume_expected_documents", help: "Documents that the past lets expect.",
                    labels: [check, .init("bound", bound)], value: value))
        }
        return gauges
    }
}
