package import AuditModel
import QueryMatching
package import ScanEngine

/// One entry of `rules`: what is demanded of documents, and what breaking it means.
package struct RecordRule: Hashable, Sendable {
    /// Unique within the check.
    package var name: String
    package let severity: RuleSeverity
    /// The rule's own: documents, or percent of the documents; of a rule that counts cells, cells or percent of those judged.
    package let thresholds: Thresholds
    package var demand: RuleDemand
    /// Its field, where it calls that sensitive.
    package let sensitiveField: FieldPath?

    package init(
        name: String, severity: RuleSeverity = .error, thresholds: Thresholds = .none, demand: RuleDemand,
        sensitiveField: FieldPath? = nil
    ) {
        self.sensitiveField = sensitiveField
        self.name = name
        self.severity = severity
        self.thresholds = thresholds
        self.demand = demand
    }
}

/// What a rule demands of a document: each kind of it asks for its columns and answers by row.
package enum RuleDemand: Hashable, Sendable {
    case field(FieldRule)
    case pair(ConditionPair)
    case schema(SchemaRule)

    package func columns(missing: MissingValues) -> [ColumnRequest] {
        switch self {
        case .field(let rule): [rule.column(missing: missing)]
        case .pair(let pair): pair.columns
        case .schema: SchemaRule.columns
        }
    }

    /// What it judges: a field, or the whole document.
    var subject: FieldPath {
        switch self {
        case .field(let rule): rule.field
        case .pair, .schema: .document
        }
    }

    /// The paths that some document should have, as ``RuleTally/seen`` counts them.
    var watchedPaths: [String] {
        switch self {
        case .field(let rule): [rule.field.description]
        case .pair(let pair): pair.watched.map(\.path)
        case .schema: []
        }
    }

    /// What can be broken of it, as ``RuleTally/parts`` counts it.
    var parts: [String] {
        switch self {
        case .field, .pair: []
        case .schema(let rule): rule.failures
        }
    }
}

/// What a rule found about a document; the bits of a row's byte.
enum RuleVerdict {
    static let broken: UInt8 = 1
    /// It could not be decided, unless it is broken anyway.
    static let undecided: UInt8 = 2
    /// The `when` of a pair matched it.
    static let applied: UInt8 = 4
}
