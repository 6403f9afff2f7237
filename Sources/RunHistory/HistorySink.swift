package import AuditModel

/// `history`: adds the run to the history that later baselines come from.
///
/// A run that the history does not take is not lost with it: it is kept elsewhere, and the delivery fails all the same.
package struct HistorySink: ReportSink {
    private let store: Result<any HistoryStore, HistoryError>
    private let keep: @Sendable (RunRecord) -> String

    package var name: String { "history" }

    /// - Parameters:
    ///   - store: the history, or why it could not be opened.
    ///   - keep: puts a record aside, and says what became of it.
    package init(store: Result<any HistoryStore, HistoryError>, keep: @escaping @Sendable (RunRecord) -> String) {
        self.store = store
        self.keep = keep
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        let record = RunRecord(of: run.report)
        do throws(HistoryError) {
            try store.get().append(record)
        } catch {
            // A run that is there already is kept.
            throw SinkError(error.code == .duplicateRun ? error.message : "\(error.message); \(keep(record))")
        }
    }
}
