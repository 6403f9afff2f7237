/// The run history that baselines come from.
///
/// A store answers raw points; which of them count is decided by pure functions over them, the same for every store.
package protocol HistoryStore: Sendable {
    /// Adds a record; a record with a known `runID` is refused.
    func append(_ record: RunRecord) throws(HistoryError)

    /// The values of one series with `from <= now < before`, ascending by instant, then run id.
    func points(of key: SeriesKey, from: Instant, before: Instant) throws(HistoryError) -> [HistoryPoint]

    /// The same for the series of every segment, by segment; that of the key does not matter.
    func pointsBySegment(of key: SeriesKey, from: Instant, before: Instant) throws(HistoryError) -> [String:
        [HistoryPoint]]

    /// Records, newest first.
    func runs(suite: String?, limit: Int) throws(HistoryError) -> [RunRecord]

    /// The latest runs of one suite on one collection, newest first, with the metrics that were asked for alone.
    func recentRuns(_ question: RecentRuns) throws(HistoryError) -> [RunRecord]

    /// One record by its id or an unambiguous beginning of it.
    func run(id: String) throws(HistoryError) -> RunRecord

    /// Sets what a person says of a run; answers the changed record.
    func review(id: String, as review: RunRecord.Review) throws(HistoryError) -> RunRecord

    /// Takes out every run whose clock is before an instant; answers how many they were.
    func prune(suite: String?, before: Instant) throws(HistoryError) -> Int
}

/// What became of a record that was brought in from elsewhere.
package enum MergeOutcome: Hashable, Sendable {
    case added
    /// The very same record was there.
    case known
    /// It was there without a review, and now has that of the record.
    case reviewed
    /// It was there with another review, which stays.
    case reviewedOtherwise
    /// A run with this id and other numbers is there; it stays.
    case conflicting
}

extension HistoryStore {
    /// Brings a record in from another store or from an earlier attempt: as often as one likes, nothing is there twice.
    ///
    /// What a person said of a run in this store is never overruled: the record cannot say which of two reviews is the later one.
    package func merge(_ record: RunRecord) throws(HistoryError) -> MergeOutcome {
        do throws(HistoryError) {
            try append(record)
            return .added
        } catch  where error.code == .duplicateRun {
            var present = try run(id: record.runID)
            let review = present.review
            present.review = record.review
            if present != record { return .conflicting }
            if review == record.review || record.review == .none { return .known }
            guard review == .none else { return .reviewedOtherwise }
            _ = try self.review(id: record.runID, as: record.review)
            return .reviewed
        }
    }
}

/// What identifies a series of values through time.
package struct SeriesKey: Hashable, Sendable {
    package var suite: String
    package var namespace: String
    package var check: String
    /// `value` or the name of a measurement.
    package var metric: String
    package var segment: String?

    package init(suite: String, namespace: String, check: String, metric: String = "value", segment: String? = nil) {
        self.suite = suite
        self.namespace = namespace
        self.check = check
        self.metric = metric
        self.segment = segment
    }
}

/// One value of a series with what decides whether it counts.
package struct HistoryPoint: Hashable, Sendable {
    package var runID: String
    package var now: Instant
    package var value: Double
    package var checkStatus: CheckStatus
    package var runStatus: RunStatus
    package var review: RunRecord.Review

    package init(
        runID: String, now: Instant, value: Double, checkStatus: CheckStatus, runStatus: RunStatus,
        review: RunRecord.Review
    ) {
        self.runID = runID
        self.now = now
        self.value = value
        self.checkStatus = checkStatus
        self.runStatus = runStatus
        self.review = review
    }
}

/// A history that could not be read or written: what, where, and what to do.
package struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// Not there, not readable, locked for too long, full disk.
        case unavailable
        /// Written by a newer version, or no history at all.
        case incompatible
        /// No run has this id.
        case unknownRun
        /// The beginning of an id fits several runs.
        case ambiguousRun
        /// The run is already recorded.
        case duplicateRun
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
