/// One run as the history keeps it.
package struct RunRecord: Hashable, Sendable, Codable {
    package var runID: String
    /// The clock of the run (`--now`), which places it on its day.
    package var now: Instant
    package var suite: String
    /// `database.collection`.
    package var namespace: String
    package var status: RunStatus
    package var exitCode: Int
    package var documents: Int64
    package var review: Review
    package var metrics: [RecordedMetric]

    /// What a person said of a run.
    package enum Review: String, Hashable, Sendable, Codable {
        case none
        /// Use it in baselines although it breached.
        case accepted
        /// Never use it in baselines.
        case rejected
    }

    package init(
        runID: String, now: Instant, suite: String, namespace: String, status: RunStatus, exitCode: Int,
        documents: Int64, review: Review = .none, metrics: [RecordedMetric]
    ) {
        self.runID = runID
        self.now = now
        self.suite = suite
        self.namespace = namespace
        self.status = status
        self.exitCode = exitCode
        self.documents = documents
        self.review = review
        self.metrics = metrics
    }

    private enum CodingKeys: String, CodingKey {
        case now, suite, namespace, status, documents, review, metrics
        case runID = "run_id"
        case exitCode = "exit_code"
    }
}

/// One number of one check in a record.
package struct RecordedMetric: Hashable, Sendable, Codable {
    /// The check's `id`.
    package var check: String
    package var kind: String
    /// `value` for the check's own number, else the name of a measurement.
    package var name: String
    package var segment: String?
    package var value: Double
    package var unit: MeasurementUnit
    /// The status of the check in that run: a breach keeps the value out of baselines.
    package var status: CheckStatus

    /// The ``name`` of a check's own number.
    package static let valueName = "value"

    /// The ``name`` of the completeness of a field.
    package static func fieldName(_ field: String) -> String { "field:\(field)" }

    /// The ``name`` of how often a rule was broken.
    package static func ruleName(_ rule: String) -> String { "rule:\(rule)" }

    package init(
        check: String, kind: String, name: String, segment: String? = nil, value: Double, unit: MeasurementUnit,
        status: CheckStatus
    ) {
        self.check = check
        self.kind = kind
        self.name = name
        self.segment = segment
        self.value = value
        self.unit = unit
        self.status = status
    }
}
