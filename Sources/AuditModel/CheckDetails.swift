/// The numbers behind a check's value, in shapes that every report knows how to show.
///
/// A check kind fills the shapes that fit it; a report renders shapes, not kinds.
package struct CheckDetails: Hashable, Sendable {
    /// Further numbers of the check, in the order to show them.
    package var measurements: [NamedMeasurement]
    /// Completeness field by field.
    package var fields: [FieldCompleteness]
    /// Rules, in the order of the suite.
    package var rules: [RuleCount]
    /// Documents day by day, ascending.
    package var days: [DayCount]
    /// Documents by segment: those that are missing first, then the largest.
    package var segments: [SegmentCount]
    /// Documents that share a key, the largest groups first.
    package var groups: [DuplicateGroup] = []
    /// What the groups leave out, for a person; nil when they were looked for among all keys.
    package var groupsNote: String?
    /// Filters that find the documents behind the numbers.
    package var filters: [EvidenceFilter] = []

    package init(
        measurements: [NamedMeasurement] = [], fields: [FieldCompleteness] = [], rules: [RuleCount] = [],
        days: [DayCount] = [], segments: [SegmentCount] = []
    ) {
        self.measurements = measurements
        self.fields = fields
        self.rules = rules
        self.days = days
        self.segments = segments
    }

    /// The value of a named measurement, nil when there is none.
    package func measurement(_ name: String) -> Double? {
        measurements.first { $0.name == name }?.value
    }
}

extension CheckDetails: Codable {
    private enum Keys: String, CodingKey {
        case measurements, fields, rules, days, segments, groups, filters
        case groupsNote = "groups_note"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            measurements: try container.decodeIfPresent([NamedMeasurement].self, forKey: .measurements) ?? [],
            fields: try container.decodeIfPresent([FieldCompleteness].self, forKey: .fields) ?? [],
            rules: try container.decodeIfPresent([RuleCount].self, forKey: .rules) ?? [],
            days: try container.decodeIfPresent([DayCount].self, forKey: .days) ?? [],
            segments: try container.decodeIfPresent([SegmentCount].self, forKey: .segments) ?? [])
        groups = try container.decodeIfPresent([DuplicateGroup].self, forKey: .groups) ?? []
        groupsNote = try container.decodeIfPresent(String.self, forKey: .groupsNote)
        filters = try container.decodeIfPresent([EvidenceFilter].self, forKey: .filters) ?? []
    }

    /// Writes only the shapes that are filled.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        if !measurements.isEmpty { try container.encode(measurements, forKey: .measurements) }
        if !fields.isEmpty { try container.encode(fields, forKey: .fields) }
        if !rules.isEmpty { try container.encode(rules, forKey: .rules) }
        if !days.isEmpty { try container.encode(days, forKey: .days) }
        if !segments.isEmpty { try container.encode(segments, forKey: .segments) }
        if !groups.isEmpty { try container.encode(groups, forKey: .groups) }
        try container.encodeIfPresent(groupsNote, forKey: .groupsNote)
        if !filters.isEmpty { try container.encode(filters, forKey: .filters) }
    }
}

/// A number with its name and unit.
package struct NamedMeasurement: Hashable, Sendable, Codable {
    /// Lowercase words joined by underscores: `distinct_keys`.
    package var name: String
    package var value: Double
    package var unit: MeasurementUnit

    package init(_ name: String, _ value: Double, _ unit: MeasurementUnit) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// The cells of one field, counted apart. `present + absent + null + empty + not_a_number + placeholder = cells`.
package struct FieldCompleteness: Hashable, Sendable, Codable {
    package var field: String
    package var cells: Int64
    package var present: Int64
    package var absent: Int64
    /// null and undefined.
    package var null: Int64
    /// Empty or whitespace-only strings.
    package var empty: Int64
    package var notANumber: Int64
    /// One of the suite's or check's `missing_values`.
    package var placeholder: Int64
    /// Those of `present` whose BSON type is not the declared one; 0 when none is declared.
    package var wrongType: Int64
    /// 100 × present / cells; nil when there is no cell.
    package var completeness: Double?
    package var status: CheckStatus
    package var thresholds: Thresholds
    /// Present cells by BSON type name (`double`, `string`, …).
    package var types: [String: Int64]
    /// The completeness in the run before; nil where that has none.
    package var previous: Double?

    package init(
        field: String, cells: Int64, present: Int64, absent: Int64, null: Int64, empty: Int64, notANumber: Int64,
        placeholder: Int64, wrongType: Int64, completeness: Double?, status: CheckStatus, thresholds: Thresholds,
        types: [String: Int64]
    ) {
        self.field = field
        self.cells = cells
        self.present = present
        self.absent = absent
        self.null = null
        self.empty = empty
        self.notANumber = notANumber
        self.placeholder = placeholder
        self.wrongType = wrongType
        self.completeness = completeness
        self.status = status
        self.thresholds = thresholds
        self.types = types
    }

    private enum CodingKeys: String, CodingKey {
        case field, cells, present, absent, null, empty, placeholder, completeness, status, thresholds, types, previous
        case notANumber = "not_a_number"
        case wrongType = "wrong_type"
    }
}

/// The documents of one segment.
package struct SegmentCount: Hashable, Sendable, Codable {
    package var segment: String
    package var documents: Int64

    package init(segment: String, documents: Int64) {
        self.segment = segment
        self.documents = documents
    }
}

/// The documents of one calendar day.
package struct DayCount: Hashable, Sendable, Codable {
    /// ISO 8601: `2026-11-23`.
    package var day: String
    package var documents: Double
    /// What the day is to the check.
    package var role: Role

    package init(day: String, documents: Double, role: Role) {
        self.day = day
        self.documents = documents
        self.role = role
    }

    package enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// Part of the baseline.
        case baseline
        /// The value under test.
        case judged
        /// Known, but not used: excluded, outside the window, or not complete yet.
        case excluded
    }
}
