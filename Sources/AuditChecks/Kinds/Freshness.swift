package import AuditModel
package import ScanEngine

/// `freshness`: how long ago the newest value was written.
package struct Freshness: CheckKind, Hashable {
    package static let name = "freshness"

    package static let help = KindHelp(
        summary: "Seconds since the newest value of a time field, or as many of them as fall into a schedule",
        keys: [
            SuiteKey(
                "field",
                meaning:
                    "a Date, Timestamp, ObjectId, ISO 8601 text (without zone: the suite's timezone) or epoch number; "
                    + "left out: the time in _id where that is an ObjectId", .path),
            SuiteKey(
                "stale_after", meaning: "a duration: the share of values that are older is measured too", .duration),
            SuiteKey(
                "schedule",
                meaning:
                    "{ days: [mon-sat], from: \"06:00\", to: \"22:00\", holidays: [2026-03-20, holidays.txt] }: time outside "
                    + "it does not count as age", .mapping(Schedule.keys, notEmpty: true)),
            .missingValues, .sensitive,
        ],
        example: """
            - freshness:
                field: scraped_at
                warn_above: 12h
                fail_above: 24h
            """)

    package static let thresholdUnits: ThresholdUnits = { $0.isUpper ? [.seconds] : [] }

    package static let anomalyUnits: [MeasurementUnit] = [.seconds]

    /// nil: the time in `_id`.
    package let field: FieldPath?
    package let staleAfterSeconds: Int64?
    /// When new values are expected; nil: at any time.
    package let schedule: Schedule?
    package let missing: MissingValues
    package let thresholds: Thresholds
    package let sensitiveFields: [FieldPath]

    package var unit: MeasurementUnit { .seconds }

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Freshness? {
        let field = reader.path("field")
        return Freshness(
            field: field, staleAfterSeconds: reader.durationSeconds("stale_after"),
            schedule: Schedule.decode(reader, in: context),
            missing: context.missingValues.union(reader.missingValues()),
            thresholds: reader.thresholds(thresholdUnits),
            sensitiveFields: reader.sensitiveFields(field ?? .documentID))
    }

    private func analyzer(_ context: AnalysisContext) -> TimestampAnalyzer {
        TimestampAnalyzer(
            field: field ?? .documentID, missing: missing,
            context: .init(now: context.now, timeZone: context.timeZone), staleAfterSeconds: staleAfterSeconds)
    }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [analyzer(context)] }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        if let empty = Judgement.empty(input, kind: Self.name, unit: unit, thresholds: thresholds) { return empty }
        let state = input.states.state(of: analyzer(input.context)) ?? TimestampState()
        let details = CheckDetails(measurements: measurements(state, input.context))
        guard let newest = state.newest else {
            var outcome = Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: whyNoTime(state),
                details: details)
            addEvidence(state, input, to: &outcome.result)
            return outcome
        }
        let sinceNewest = Self.seconds(from: newest, to: input.context.now.milliseconds)
        let age = scheduledSeconds(since: newest, input.context) ?? sinceNewest
        let breach = thresholds.judge { _ in age }
        var reason = breach.map { Judgement.sentence($0, of: subject) }
        if breach == nil, thresholds.isEmpty { reason = Judgement.noThreshold }
        let oddities = [
            (state.unreadable, Phrase("no time", "ne sont pas des dates")),
            (state.future, Phrase("in the future", "sont dans le futur")),
        ].filter { $0.0 > 0 }
        if !oddities.isEmpty {
            let counted = oddities.map { count, what in
                Phrase { language in
                    let (some, all) = (language.numbers.count(count), language.numbers.count(state.cells))
                    return language(
                        "\(some) of \(all) values are \(what.english)",
                        "\(some) valeurs sur \(all) \(what.text(in: .french))")
                }
            }
            reason = Phrase.joined([reason].compactMap { $0 } + counted)
        }
        var result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: breach?.status ?? .pass,
            reason: reason, value: age, unit: unit, thresholds: thresholds, details: details)
        addEvidence(state, input, to: &result)
        let labels = [Gauge.Label("check", input.id)]
        var gauges = [
            Gauge(
                "data_freshness", help: "Seconds since the newest value, at the time of the audit.", labels: labels,
                value: sinceNewest),
            Gauge(
                "data_last_update", help: "Unix time of the newest value, in seconds.", labels: labels,
                value: Instant(milliseconds: newest).seconds),
        ]
        if schedule != nil {
            gauges.append(
                Gauge(
                    "dqaudit_freshness_scheduled_seconds",
                    help: "Seconds since the newest value that fall into the check's schedule.", labels: labels,
                    value: age))
        }
        return CheckOutcome(result: result, gauges: gauges)
    }

    private var subject: Phrase {
        schedule == nil
            ? Phrase("age of the newest \(fieldName)", "âge du \(fieldName) le plus récent")
            : Phrase(
                "age of the newest \(fieldName) within the schedule",
                "âge du \(fieldName) le plus récent dans les heures prévues")
    }

    /// The age that thresholds judge where there is a schedule; a newest value that is a little later than now has none.
    private func scheduledSeconds(since newest: Int64, _ context: AnalysisContext) -> Double? {
        schedule.map { Double($0.milliseconds(from: newest, to: context.now, zone: context.timeZone)) / 1000 }
    }

    /// Exact to the millisecond, which the difference of two doubles of seconds would not be; a BSON date can lie so far away that only
    /// doubles hold the distance.
    private static func seconds(from newest: Int64, to now: Int64) -> Double {
        let (milliseconds, overflow) = now.subtractingReportingOverflow(newest)
        return (overflow ? Double(now) - Double(newest) : Double(milliseconds)) / 1000
    }

    /// Names documents whose value is no time, or one in the future.
    private func addEvidence(_ state: TimestampState, _ input: CheckInput, to result: inout CheckResult) {
        let findings = [
            (state.unreadableDocuments, state.unreadable, "unreadable"),
            (state.futureDocuments, state.future, "future"),
        ]
        for (documents, values, problem) in findings {
            result.evidence += documents.evidence(
                about: fieldName, input.context.disclosure(of: field ?? .documentID)
            ) { _ in
                problem
            }
            let count = field?.isRepeated == true ? nil : values
            result.details.filters += [documents.filter(about: fieldName, of: count)].compactMap { $0 }
        }
    }

    private var fieldName: String { field?.description ?? "_id" }

    private func measurements(_ state: TimestampState, _ context: AnalysisContext) -> [NamedMeasurement] {
        var list = [
            NamedMeasurement("readable_values", Double(state.readable), .count),
            NamedMeasurement("future_values", Double(state.future), .count),
            NamedMeasurement("unreadable_values", Double(state.unreadable), .count),
            NamedMeasurement("missing_values", Double(state.missing + state.absent), .count),
        ]
        if staleAfterSeconds != nil {
            list.append(NamedMeasurement("stale_values", Double(state.stale), .count))
            if state.cells > 0 {
                let share = 100 * Double(state.stale) / Double(state.cells)
                list.append(NamedMeasurement("stale_values_share", share, .percent))
            }
        }
        if let newest = state.newest {
            if schedule != nil {
                let seconds = Self.seconds(from: newest, to: context.now.milliseconds)
                list.insert(NamedMeasurement("seconds_since_newest", seconds, .seconds), at: 0)
            }
            list.insert(
                NamedMeasurement("newest_unix_time", Instant(milliseconds: newest).seconds, .unixTime), at: 0)
        }
        return list
    }

    private func whyNoTime(_ state: TimestampState) -> Phrase {
        if state.cells == state.absent { return Judgement.unseen("'\(fieldName)'") }
        if state.future > 0, state.future == state.readable {
            return Phrase { language in
                let documents = language.numbers.documents(Double(state.future))
                return language(
                    "every value of '\(fieldName)' is later than now (\(documents)); check the clock and the timezone of the suite",
                    "toutes les valeurs de '\(fieldName)' sont dans le futur (\(documents)) ; vérifiez l’horloge et le timezone de la suite"
                )
            }
        }
        if state.unreadable > 0 {
            return Phrase { language in
                let documents = language.numbers.documents(Double(state.unreadable))
                let hint =
                    field == nil
                    ? language(
                        "no _id is an ObjectId; name a 'field' that holds a time",
                        "aucun _id n’est un ObjectId ; nommez un 'field' qui contient une date")
                    : language("\(documents) hold something else", "\(documents) contiennent autre chose")
                return language(
                    "no value of '\(fieldName)' is a time: \(hint)",
                    "aucune valeur de '\(fieldName)' n’est une date : \(hint)")
            }
        }
        return Phrase("every value of '\(fieldName)' is missing", "toutes les valeurs de '\(fieldName)' manquent")
    }
}
