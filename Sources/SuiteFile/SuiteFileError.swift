package import AuditModel

/// Why suite files cannot be used: every problem that was found, in the order of the files and lines.
package struct SuiteFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let issues: [ConfigIssue]

    package init(_ issues: [ConfigIssue]) {
        self.issues = issues
    }

    /// One line for each problem: `file:line:column: message`.
    package var description: String { issues.map(\.description).joined(separator: "\n") }
}
