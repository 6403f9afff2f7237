package import AuditModel
package import QueryMatching
package import ScanEngine

/// What to audit and how to judge it: a suite file, read and checked.
package struct Suite: Sendable {
    package let name: String
    package let source: Source
    package let timeZone: TimeZoneRules
    package let missingValues: MissingValues
    /// By what every check is computed apart; nil: for the whole collection only.
    package let segments: SegmentRule?
    /// Whose values no output shows.
    package let sensitive: SensitiveFields
    package let checks: [Check]
    /// Where it begins; nil for one that no file holds.
    package let place: SourcePosition?

    package init(
        name: String, source: Source, timeZone: TimeZoneRules, missingValues: MissingValues,
        segments: SegmentRule? = nil, sensitive: SensitiveFields = .none, checks: [Check],
        place: SourcePosition? = nil
    ) {
        self.sensitive = sensitive
        self.name = name
        self.source = source
        self.timeZone = timeZone
        self.missingValues = missingValues
        self.segments = segments
        self.checks = checks
        self.place = place
    }

    /// Where a check asks for the validator that the database stores for the collection; nil where none does.
    package var validatorRequest: SourcePosition? { checks.lazy.compactMap(\.kind.validatorRequest).first }

    /// The suite with that validator, or with the reason why nobody knows it.
    package func with(validator: Result<CollectionValidator, SchemaRule.Unknown>) -> Suite {
        Suite(
            name: name, source: source, timeZone: timeZone, missingValues: missingValues, segments: segments,
            sensitive: sensitive, checks: checks.map { $0.with(validator: validator) }, place: place)
    }

    /// The collection, and which of its documents.
    package struct Source: Sendable {
        package let database: String
        package let collection: String
        /// A MongoDB filter as it stands in the file.
        package let filter: ConfigNode?

        package init(database: String, collection: String, filter: ConfigNode?) {
            self.database = database
            self.collection = collection
            self.filter = filter
        }
    }
}

/// One check of a suite.
package struct Check: Sendable {
    /// Unique within the suite; by default the kind, then `kind-2` ….
    package let id: String
    package let description: String?
    package let kind: any CheckKind
    /// Which documents it looks at; nil: all.
    package let filter: (any RowFilter)?
    /// The same check with the thresholds of single segments.
    package let segmentKinds: [String: any CheckKind]
    /// How its value is compared with earlier runs' besides; nil: not at all.
    package let anomaly: Anomaly?
    /// Where it stands; nil for one that no file holds.
    package let place: SourcePosition?

    package init(
        id: String, description: String?, kind: any CheckKind, filter: (any RowFilter)? = nil,
        segmentKinds: [String: any CheckKind] = [:], anomaly: Anomaly? = nil, place: SourcePosition? = nil
    ) {
        self.id = id
        self.description = description
        self.kind = kind
        self.filter = filter
        self.segmentKinds = segmentKinds
        self.anomaly = anomaly
        self.place = place
    }

    /// Reads `where`, the filter that limits a check; nil when it is not there or has an issue.
    package static func decodeFilter(_ reader: MappingReader) -> (any RowFilter)? {
        reader.node("where").flatMap { DocumentFilter.decode($0, log: reader.log) }
    }

    /// The check with the validator that the database stores, where it asks for it.
    func with(validator: Result<CollectionValidator, SchemaRule.Unknown>) -> Check {
        Check(
            id: id, description: description, kind: kind.with(validator: validator), filter: filter,
            segmentKinds: segmentKinds.mapValues { $0.with(validator: validator) }, anomaly: anomaly, place: place)
    }

    /// The check as it judges a segment, or the whole.
    package func kind(for segment: String?) -> any CheckKind {
        segment.flatMap { segmentKinds[$0] } ?? kind
    }

    /// The past that the check, or its `anomaly`, compares itself with; nil when it needs none.
    package func historyNeed(_ context: AnalysisContext) -> HistoryNeed? {
        kind.historyNeed(context) ?? anomaly?.historyNeed
    }

    /// The judged result of the whole or of a segment.
    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        let outcome = kind(for: input.segment).evaluate(input)
        return anomaly?.judged(outcome, input) ?? outcome
    }
}
