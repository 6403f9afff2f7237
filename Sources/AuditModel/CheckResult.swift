/// What one check measured and how it was judged: an element of `checks` in the JSON report.
package struct CheckResult: Hashable, Sendable {
    /// Unique within the suite.
    package var id: String
    /// The kind's name in suites: `completeness`, …
    package var kind: String
    package var description: String?
    package var status: CheckStatus
    /// For a person: why it is not a plain pass. nil for a plain pass.
    package var explanation: Phrase?
    /// The segment judged, nil for the whole collection.
    package var segment: String?
    /// The measurement; nil when it could not be made, never 0 instead.
    package var value: Double?
    package var unit: MeasurementUnit
    package var thresholds: Thresholds
    package var baseline: BaselineResult?
    package var details: CheckDetails
    package var evidence: [Evidence]
    /// What became of the check before; nil where no history says anything.
    package var past: CheckPast?

    package init(
        id: String, kind: String, description: String? = nil, status: CheckStatus, reason: Phrase? = nil,
        segment: String? = nil, value: Double?, unit: MeasurementUnit, thresholds: Thresholds,
        baseline: BaselineResult? = nil, details: CheckDetails = CheckDetails(), evidence: [Evidence] = []
    ) {
        self.id = id
        self.kind = kind
        self.description = description
        self.status = status
        explanation = reason
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
    /// The explanation as programs and logs read it.
    package var reason: String? { explanation?.english }

    /// Whether upper bounds of the check are on the deviation from its past, not on its value.
    package var judgesDeviation: Bool { baseline != nil && baseline?.thresholds == nil }
}

extension CheckResult {
    /// Whether a threshold of either level is breached.
    package var isBreach: Bool { status.isBreach }
}

extension CheckResult: Codable {
    private enum Keys: String, CodingKey {
        case id, kind, description, status, reason, translations, segment, value, unit, thresholds, baseline, details,
            evidence, past
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let translations = try container.decodeIfPresent([String: String].self, forKey: .translations)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            kind: try container.decode(String.self, forKey: .kind),
            description: try container.decodeIfPresent(String.self, forKey: .description),
            status: try container.decode(CheckStatus.self, forKey: .status),
            reason: try container.decodeIfPresent(String.self, forKey: .reason).map {
                Phrase($0, translations?[Language.french.rawValue])
            },
            segment: try container.decodeIfPresent(String.self, forKey: .segment),
            value: try container.decodeIfPresent(Double.self, forKey: .value),
            unit: try container.decode(MeasurementUnit.self, forKey: .unit),
            thresholds: try container.decode(Thresholds.self, forKey: .thresholds),
            baseline: try container.decodeIfPresent(BaselineResult.self, forKey: .baseline),
            details: try container.decode(CheckDetails.self, forKey: .details),
            evidence: try container.decode([Evidence].self, forKey: .evidence))
        past = try container.decodeIfPresent(CheckPast.self, forKey: .past)
    }

    /// Writes absent values as null, so that every check of a report has the same keys; but a past only where there is one.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(description, forKey: .description)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        if let french = explanation?.french {
            try container.encode([Language.french.rawValue: french], forKey: .translations)
        }
        try container.encode(segment, forKey: .segment)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encode(thresholds, forKey: .thresholds)
        try container.encode(baseline, forKey: .baseline)
        try container.encode(details, forKey: .details)
        try container.encode(evidence, forKey: .evidence)
        try container.encodeIfPresent(past, forKey: .past)
    }
}
