package import AuditModel

/// What a person needs to know of a check kind: shown by `dqaudit validate --help` and by editors, tested to be complete.
package struct KindHelp: Sendable {
    /// One line.
    package let summary: String
    /// Keys of the mapping with their meaning, units and defaults; thresholds of the usual meaning, and what all kinds have, excluded.
    package let keys: [SuiteKey]
    /// A check that can be pasted below `checks:`.
    package let example: String

    package init(summary: String, keys: [SuiteKey], example: String) {
        self.summary = summary
        self.keys = keys
        self.example = example
    }
}
