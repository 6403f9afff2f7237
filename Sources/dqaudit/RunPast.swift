import AuditChecks
import AuditModel
import Reporting
import RunHistory

/// The history of a run: there, switched off, or out of reach.
struct RunPast {
    private let place: HistoryPlace
    private let kept: KeptRecords
    /// nil when no history is wanted.
    private let store: Result<any HistoryStore, HistoryError>?

    /// How long a run spends on records that earlier runs could not store; the rest waits for the next.
    private static let patience = Duration.seconds(30)

    /// Opens the history, and brings in what earlier runs could not store.
    /// - Parameters:
    ///   - kept: where that lies.
    ///   - unreachableServer: why the server was not to be reached a moment ago; it is not waited for once more.
    init(_ place: HistoryPlace, kept: KeptRecords, isQuiet: Bool, unreachableServer: SourceError?) {
        self.place = place
        self.kept = kept
        if case .mongodb(let collection, _) = place, let error = unreachableServer {
            store = .failure(
                HistoryError(.unavailable, "the history mongodb:\(collection) cannot be used: \(error.message)"))
            return
        }
        do throws(HistoryError) {
            guard let store = try place.open(create: true) else {
                self.store = nil
                return
            }
            self.store = .success(store)
            recordKept(in: store, isQuiet: isQuiet)
        } catch {
            store = .failure(error)
        }
    }

    /// The sink that keeps the run; nil when no history is wanted.
    var sink: (any ReportSink)? {
        store.map { store in
            HistorySink(store: store) { [kept, identity = place.identity(beside: kept)] record in
                do throws(SinkError) {
                    let path = try kept.keep(record, for: identity)
                    return "the run is kept in \(path) and recorded by the next run that reaches this history"
                } catch {
                    return "nor could the run be kept for the next one: \(error.message)"
                }
            }
        }
    }

    /// The points of a series by segment; nil when no history is wanted.
    func pointsBySegment(
        _ key: SeriesKey, before now: Instant, lookbackDays: Int
    ) -> Result<[String: [HistoryPoint]], HistoryError>? {
        store.map { store in
            Result { () throws(HistoryError) in
                try store.get().pointsBySegment(
                    of: key, from: BaselineRules.earliestInstant(before: now, lookbackDays: lookbackDays), before: now)
            }
        }
    }

    /// The points of a series; nil when no history is wanted.
    func points(
        _ key: SeriesKey, before now: Instant, lookbackDays: Int
    ) -> Result<[HistoryPoint], HistoryError>? {
        store.map { store in
            Result { () throws(HistoryError) in
                try store.get().points(
                    of: key, from: BaselineRules.earliestInstant(before: now, lookbackDays: lookbackDays), before: now)
            }
        }
    }

    /// Notes in a report what the runs before it had. A history that cannot be read is told by what needs it: here nothing is noted.
    func remind(_ report: inout RunReport) {
        guard case .success(let history) = store else { return }
        var question = RecentRuns(
            suite: report.suite, namespace: report.source.historyNamespace, before: report.now,
            limit: CheckPast.mostRuns)
        do throws(HistoryError) {
            let runs = try history.recentRuns(question)
            guard !runs.isEmpty else { return }
            // Of most segments the last run says enough; since when one breaches takes more.
            let breaching = Set(report.checks.filter(\.isBreach).compactMap(\.segment))
            question.segments = .named(breaching)
            let breaches = breaching.isEmpty ? [] : try history.recentRuns(question)
            question.limit = 1
            question.segments = .all
            let last = report.checks.contains { $0.segment != nil } ? try history.recentRuns(question) : []
            report.remember(runs, segments: last, breachingSegments: breaches)
        } catch _ {}
    }

    /// Two runs that do this at the same time bring in the same records, each of which is there once in the end.
    private func recordKept(in store: any HistoryStore, isQuiet: Bool) {
        let (records, problems) = kept.waiting(for: place.identity(beside: kept))
        for problem in problems { Output.complain("dqaudit: history: \(problem)") }
        let begin = ContinuousClock.now
        var added = 0
        for record in records where ContinuousClock.now - begin < Self.patience {
            let outcome: MergeOutcome
            do throws(HistoryError) {
                outcome = try store.merge(record)
            } catch {
                // What this run cannot store either is told by its own delivery.
                break
            }
            if outcome == .added { added += 1 }
            if outcome == .conflicting {
                Output.complain(
                    "dqaudit: history: another run \(record.runID) is recorded than the one kept in \(kept.folder); take the file away"
                )
            } else {
                kept.drop(record.runID)
            }
        }
        if added > 0, !isQuiet {
            let runs = added == 1 ? "1 earlier run" : "\(added) earlier runs"
            Output.complain("dqaudit: history: recorded \(runs) that could not be stored before")
        }
    }
}
