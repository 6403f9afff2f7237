package import AuditModel

/// `history`: adds the run to the history that later baselines come from.
package struct HistorySink: ReportSink {
    private let store: any HistoryStore

    package var name: String { "history" }

    package init(store: any HistoryStore) {
        self.store = store
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        do throws(HistoryError) {
            try store.append(RunRecord(of: run.report))
        } catch {
            throw SinkError(error.message)
        }
    }
}

/// `history` when the store could not even be opened: says why, once more, where the report lists its deliveries.
package struct UnavailableHistorySink: ReportSink {
    private let error: HistoryError

    package var name: String { "history" }

    package init(error: HistoryError) {
        self.error = error
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        throw SinkError(error.message)
    }
}
