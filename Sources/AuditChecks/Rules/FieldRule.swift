package import AuditModel

/// A rule on the values of one field: it is broken by a document when any of its present cells breaks any constraint.
package struct FieldRule: Hashable, Sendable {
    /// Unique within the check.
    package var name: String
    package let field: FieldPath
    package let constraints: [RuleConstraint]
    /// Whether a missing cell breaks the rule too.
    package let required: Bool

    package init(name: String, field: FieldPath, constraints: [RuleConstraint], required: Bool) {
        self.name = name
        self.field = field
        self.constraints = constraints
        self.required = required
    }
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
}
