/// What breaking a rule means for a document.
package enum RuleSeverity: String, Hashable, Sendable, Codable, CaseIterable {
    /// The document is invalid: it counts towards the value and the thresholds of its check.
    case error
    /// The document stays valid and is counted apart: such a rule makes its check warn, and never fail.
    case warning
}
