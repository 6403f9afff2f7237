import AuditChecks
import AuditModel
import RunHistory

/// The history of a run: there, switched off, or out of reach.
struct RunPast {
    private enum Store {
        case none
        case open(any HistoryStore)
        case unavailable(HistoryError)
    }

    private let store: Store

    init(_ location: HistoryLocation) {
        switch location {
        case .none:
            store = .none
        case .sqlite(let path):
            do throws(HistoryError) {
                store = .open(try SQLiteHistory(path: path))
            } catch {
                store = .unavailable(error)
            }
        }
    }

    /// The sink that keeps the run; nil when no history is wanted.
    var sink: (any ReportSink)? {
        switch store {
        case .none: nil
        case .open(let store): HistorySink(store: store)
        case .unavailable(let error): UnavailableHistorySink(error: error)
        }
    }

    /// The points of a series by segment; nil when no history is wanted.
    func pointsBySegment(
        _ key: SeriesKey, before now: Instant, lookbackDays: Int
    ) -> Result<[String: [HistoryPoint]], HistoryError>? {
        switch store {
        case .none: return nil
        case .unavailable(let error): return .failure(error)
        case .open(let store):
            let from = BaselineRules.earliestInstant(before: now, lookbackDays: lookbackDays)
            return Result { () throws(HistoryError) in try store.pointsBySegment(of: key, from: from, before: now) }
        }
    }

    /// The points of a series; nil when no history is wanted.
    func points(
        _ key: SeriesKey, before now: Instant, lookbackDays: Int
    ) -> Result<[HistoryPoint], HistoryError>? {
        switch store {
        case .none: return nil
        case .unavailable(let error): return .failure(error)
        case .open(let store):
            let from = BaselineRules.earliestInstant(before: now, lookbackDays: lookbackDays)
            return Result { () throws(HistoryError) in try store.points(of: key, from: from, before: now) }
        }
    }
}
