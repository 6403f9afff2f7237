package import AuditModel
package import QueryMatching
package import ScanEngine

/// A kind of check: how it is written, what it computes, how it is judged. One file per kind, one line in ``CheckRegistry``.
package protocol CheckKind: Sendable {
    /// Its key in suites.
    static var name: String { get }
    static var help: KindHelp { get }

    /// In what its thresholds are written.
    static var thresholdUnits: ThresholdUnits { get }

    /// The units that its value can have; empty where it cannot be compared with its past by an `anomaly`.
    static var anomalyUnits: [MeasurementUnit] { get }

    /// Reads the mapping under the key. Problems go to the reader; nil when there is nothing to go on with.
    ///
    /// `id` and `description` are read by the caller, which also reports the keys that nobody asked for.
    static func decode(_ reader: MappingReader, in context: SuiteContext) -> Self?

    /// The unit of its value.
    var unit: MeasurementUnit { get }
    var thresholds: Thresholds { get }

    /// The fields that it calls sensitive.
    var sensitiveFields: [FieldPath] { get }

    /// Where the suite asks for the validator that the database stores for the collection; nil where it does not.
    var validatorRequest: SourcePosition? { get }

    /// The check with that validator, or with the reason why nobody knows it.
    func with(validator: Result<CollectionValidator, SchemaRule.Unknown>) -> Self

    /// What the scan has to compute.
    func analyzers(_ context: AnalysisContext) -> [any Analyzer]

    /// What must be read before the collection: where its cells refer to.
    var referenceTargets: [ReferenceTarget] { get }

    /// The past that the check compares itself with, nil when it needs none.
    func historyNeed(_ context: AnalysisContext) -> HistoryNeed?

    /// Turns states and history into a judged result: pure, clock and past arrive in the input.
    func evaluate(_ input: CheckInput) -> CheckOutcome
}

extension CheckKind {
    package var sensitiveFields: [FieldPath] { [] }

    package var referenceTargets: [ReferenceTarget] { [] }

    package var validatorRequest: SourcePosition? { nil }

    package func with(validator: Result<CollectionValidator, SchemaRule.Unknown>) -> Self { self }

    package func historyNeed(_ context: AnalysisContext) -> HistoryNeed? { nil }
}

/// What the checks of a suite have in common while they are read.
package struct SuiteContext: Sendable {
    package let timeZone: TimeZoneRules
    /// The suite's own placeholders.
    package let missingValues: MissingValues
    /// Reads another file as a tree, by its path relative to the suite's; nil, with issues, when it cannot. Issues about the path itself
    /// stand where the suite names it.
    package let readFile: @Sendable (_ path: String, _ place: SourcePosition, MappingReader.IssueLog) -> ConfigNode?
    /// Reads another file as lines with their places, in the same way.
    package let readLines: LineReader

    package typealias LineReader =
        @Sendable (_ path: String, _ place: SourcePosition, MappingReader.IssueLog) -> [(
            text: String, place: SourcePosition
        )]?

    package init(
        timeZone: TimeZoneRules, missingValues: MissingValues,
        readFile: @escaping @Sendable (String, SourcePosition, MappingReader.IssueLog) -> ConfigNode?,
        readLines: @escaping LineReader = { _, _, _ in nil }
    ) {
        self.timeZone = timeZone
        self.missingValues = missingValues
        self.readFile = readFile
        self.readLines = readLines
    }
}

/// What is known of a run before the scan.
package struct AnalysisContext: Sendable {
    /// The clock of the run.
    package let now: Instant
    package let timeZone: TimeZoneRules
    /// Whether results may hold values of documents; else they are masked.
    package let showsValues: Bool
    /// Whose values they never hold.
    package let sensitive: SensitiveFields
    /// What the checks' references refer to, as far as it has been read.
    package var references = ReferenceTargets()

    package init(now: Instant, timeZone: TimeZoneRules, showsValues: Bool = false, sensitive: SensitiveFields = .none) {
        self.sensitive = sensitive
        self.now = now
        self.timeZone = timeZone
        self.showsValues = showsValues
    }

    /// How results may show the values of a path.
    func disclosure(of path: FieldPath) -> Disclosure {
        sensitive.touch(path) ? .withheld : showsValues ? .shown : .masked
    }
}

/// How far back a check looks for its own values.
package struct HistoryNeed: Hashable, Sendable {
    package let metric: String
    package let windowDays: Int

    package init(metric: String, windowDays: Int) {
        self.metric = metric
        self.windowDays = windowDays
    }
}

/// Everything a check is judged from.
package struct CheckInput: Sendable {
    package let id: String
    package let description: String?
    /// The segment that is judged; nil: all documents.
    package let segment: String?
    package let context: AnalysisContext
    /// Whether those are all of the collection: a filter on a field then finds no other documents.
    package let coversCollection: Bool
    /// Documents that the check looks at: scanned, let through by its filter, of its segment.
    package let documents: Int64
    /// Whether the suite says that no documents are fine.
    package let allowEmpty: Bool
    package let states: StateTable
    /// The points asked for by `historyNeed`; nil when there is no history, a failure when it could not be read.
    package let history: Result<[HistoryPoint], HistoryError>?

    package init(
        id: String, description: String?, segment: String? = nil, context: AnalysisContext,
        coversCollection: Bool = true, documents: Int64, allowEmpty: Bool, states: StateTable,
        history: Result<[HistoryPoint], HistoryError>?
    ) {
        self.id = id
        self.description = description
        self.segment = segment
        self.context = context
        self.coversCollection = coversCollection && segment == nil
        self.documents = documents
        self.allowEmpty = allowEmpty
        self.states = states
        self.history = history
    }
}

/// A judged check and the gauges that it exports.
package struct CheckOutcome: Sendable {
    package var result: CheckResult
    package var gauges: [Gauge]

    package init(result: CheckResult, gauges: [Gauge] = []) {
        self.result = result
        self.gauges = gauges
    }
}
