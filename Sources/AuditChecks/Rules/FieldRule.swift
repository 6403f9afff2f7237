package import AuditModel
import ScanEngine

/// A rule on the values of one field. A cell keeps to it when it keeps to every constraint.
package struct FieldRule: Hashable, Sendable {
    package let field: FieldPath
    package let constraints: [RuleConstraint]
    /// Whether a missing cell breaks the rule too.
    package let required: Bool
    package let quantifier: CellQuantifier

    package init(
        field: FieldPath, constraints: [RuleConstraint], required: Bool, quantifier: CellQuantifier = .all
    ) {
        self.field = field
        self.constraints = constraints
        self.required = required
        self.quantifier = quantifier
    }

    func column(missing: MissingValues) -> ColumnRequest {
        // Besides what is asked, of texts what evidence shows.
        let shown = ColumnNeed(textBytes: SmallestIDs.keptBytes, structures: false)
        return ColumnRequest(field, missing: missing, need: constraints.reduce(shown) { $0.union($1.need) })
    }
}

/// How the cells of a path such as `offers[].price` make a verdict on their document.
package enum CellQuantifier: String, Hashable, Sendable, CaseIterable {
    /// A document breaks the rule when any of its present cells does. `required`: when any of its cells is missing, too.
    case all
    /// A document breaks the rule when it has present cells and none of them keeps to the rule. `required`: when it has no present cell,
    /// too.
    case any
    /// As `all`, and the cells are counted besides: the thresholds of the rule are about cells.
    case each
}

/// What a rule demands of a value.
package enum RuleConstraint: Hashable, Sendable {
    /// One of some type bytes.
    case type(Set<UInt8>)
    case greaterThan(ScalarValue)
    case atLeast(ScalarValue)
    case lessThan(ScalarValue)
    case atMost(ScalarValue)
    case isIn([ScalarValue])
    case isNotIn([ScalarValue])
    /// A regular expression that occurs in the text.
    case matches(String)
    /// Characters (code points) of a text, elements of an array.
    case minimumLength(Int)
    case maximumLength(Int)
    case format(TextFormat)

    /// What a column must keep for the constraint to be asked.
    var need: ColumnNeed {
        switch self {
        case .type: .presence
        case .greaterThan(let bound), .atLeast(let bound), .lessThan(let bound), .atMost(let bound): bound.need
        case .isIn(let values), .isNotIn(let values): values.reduce(.presence) { $0.union($1.need) }
        case .matches, .format: .text
        case .minimumLength, .maximumLength: ColumnNeed(textBytes: .max, structures: false, arrays: true)
        }
    }
}

extension ScalarValue {
    fileprivate var need: ColumnNeed {
        switch self {
        case .string, .timestamp: .text
        case .bool, .integer, .number: .presence
        }
    }
}
