/// How often one rule was broken.
package struct RuleCount: Hashable, Sendable {
    /// The rule's name, given or made from field and constraint.
    package var rule: String
    package var field: String?
    /// Documents that break it.
    package var documents: Int64
    /// 100 × documents / documents scanned; nil when none was scanned.
    package var percent: Double?
    package var severity: RuleSeverity
    /// What the rule's own thresholds, or its severity, make of the number.
    package var status: CheckStatus
    /// The rule's own.
    package var thresholds: Thresholds
    /// The rule that this is a part of, such as one demand of a schema; nil for a rule of its own.
    package var partOf: String?
    /// Documents that the rule was about, where it is about some only; nil where it is about all.
    package var applied: Int64?
    /// The cells of a rule that counts cells.
    package var cells: Cells?
    /// Documents that broke it in the run before; nil where that does not say.
    package var previous: Int64?

    package init(
        rule: String, field: String?, documents: Int64, percent: Double?, severity: RuleSeverity = .error,
        status: CheckStatus = .pass, thresholds: Thresholds = .none, partOf: String? = nil, applied: Int64? = nil,
        cells: Cells? = nil
    ) {
        self.rule = rule
        self.field = field
        self.documents = documents
        self.percent = percent
        self.severity = severity
        self.status = status
        self.thresholds = thresholds
        self.partOf = partOf
        self.applied = applied
        self.cells = cells
    }

    /// Cells that a rule judged one by one.
    package struct Cells: Hashable, Sendable, Codable {
        package var broken: Int64
        /// Those that hold a value, and the missing ones where the rule requires one.
        package var judged: Int64

        package init(broken: Int64, judged: Int64) {
            self.broken = broken
            self.judged = judged
        }

        /// 100 × broken / judged; nil when none was judged.
        package var percent: Double? { judged == 0 ? nil : 100 * Double(broken) / Double(judged) }
    }
}

extension RuleCount: Codable {
    private enum Keys: String, CodingKey {
        case rule, field, documents, percent, severity, status, thresholds, applied, cells, previous
        case partOf = "part_of"
    }

    /// Reports of earlier versions have neither severity nor status.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            rule: try container.decode(String.self, forKey: .rule),
            field: try container.decodeIfPresent(String.self, forKey: .field),
            documents: try container.decode(Int64.self, forKey: .documents),
            percent: try container.decodeIfPresent(Double.self, forKey: .percent),
            severity: try container.decodeIfPresent(RuleSeverity.self, forKey: .severity) ?? .error,
            status: try container.decodeIfPresent(CheckStatus.self, forKey: .status) ?? .pass,
            thresholds: try container.decodeIfPresent(Thresholds.self, forKey: .thresholds) ?? .none,
            partOf: try container.decodeIfPresent(String.self, forKey: .partOf),
            applied: try container.decodeIfPresent(Int64.self, forKey: .applied),
            cells: try container.decodeIfPresent(Cells.self, forKey: .cells))
        previous = try container.decodeIfPresent(Int64.self, forKey: .previous)
    }

    /// Writes no thresholds where there are none.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(rule, forKey: .rule)
        try container.encodeIfPresent(field, forKey: .field)
        try container.encode(documents, forKey: .documents)
        try container.encodeIfPresent(percent, forKey: .percent)
        try container.encode(severity, forKey: .severity)
        try container.encode(status, forKey: .status)
        if !thresholds.isEmpty { try container.encode(thresholds, forKey: .thresholds) }
        try container.encodeIfPresent(partOf, forKey: .partOf)
        try container.encodeIfPresent(applied, forKey: .applied)
        try container.encodeIfPresent(cells, forKey: .cells)
        try container.encodeIfPresent(previous, forKey: .previous)
    }
}
