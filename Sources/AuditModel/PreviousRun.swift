/// The run before this one, in the history of the same suite and collection: `previous` in the JSON report.
package struct PreviousRun: Hashable, Sendable, Codable {
    package var runID: String
    package var now: Instant
    package var status: RunStatus
    package var documents: Int64

    package init(runID: String, now: Instant, status: RunStatus, documents: Int64) {
        self.runID = runID
        self.now = now
        self.status = status
        self.documents = documents
    }

    private enum CodingKeys: String, CodingKey {
        case now, status, documents
        case runID = "run_id"
    }
}
