/// What one check measured and how it was judged: an element of `checks` in the JSON report.
package struct CheckResult: Hashable, Sendable {
    /// Unique within the suite.
    package var id: String
    /// The kind's name in suites: `completeness`, …
    package var kind: String
    package var description: String?
    package var status: CheckStatus
    /// One sentence for a person: why it is not a plain pass. nil for a plain pass.
    package var reason: String?
    /// The segment judged, nil for the whole collection.
    package var segment: String?
    /// The measurement; nil when it could not be made, never 0 instead.
    package var value: Double?
    package var unit: MeasurementUnit
    package var thresholds: Thresholds
    package var baseline: BaselineResult?
    package var details: CheckDetails
    package var evidence: [Evidence]

    package init(
        id: String, kind: String, description: String? = nil, status: CheckStatus, reason: String? = nil,
        segment: String? = nil, value: Double?, unit: MeasurementUnit, thresholds: Thresholds,
        baseline: BaselineResult? = nil, details: CheckDetails = CheckDetails(), evidence: [Evidence] = []
    ) {
        self.id = id
        self.kind = kind
        self.description = description
        self.status = status
        self.reason = reason
        self.segment = segment
        self.value = value
        self.unit = unit
        self.thresholds = thresholds
        self.baseline = baseline
        self.details = details
        self.evidence = evidence
    }
}

extension CheckResult {
    /// Whether upper bounds of the check are on the deviation from its past, not on its value.
    package var judgesDeviation: Bool { baseline != nil && baseline?.thresholds == nil }
}

extension CheckResult: Codable {
    private enum Keys: String, CodingKey {
        case id, kind, description, status, reason, segment, value, unit, thresholds, baseline, details, evidence
    }

    /// Writes absent values as null, so that every check of a report has the same keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(description, forKey: .description)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        try container.encode(segment, forKey: .segment)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encode(thresholds, forKey: .thresholds)
        try container.encode(baseline, forKey: .baseline)
        try container.encode(details, forKey: .details)
        try container.encode(evidence, forKey: .evidence)
    }
}
