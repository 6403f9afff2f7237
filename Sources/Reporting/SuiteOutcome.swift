package import AuditModel

/// What became of one suite of a process, as CI servers hear of it.
package struct SuiteOutcome: Sendable {
    package let suite: String
    /// `database.collection`.
    package let namespace: String
    package let result: Result
    /// The suite's file, as it was named.
    package let file: String?
    /// Lines in that file by the ids of the checks, from 1 on.
    package let lines: [String: Int]
    /// Where the report for the browser lies; nil when none was written.
    package let reportPath: String?

    package enum Result: Sendable {
        case audited(RunReport)
        /// Nothing was audited; why, in one sentence, and the exit status that stands for it.
        case failed(String, ExitStatus)
    }

    package init(
        suite: String, namespace: String, result: Result, file: String? = nil, lines: [String: Int] = [:],
        reportPath: String? = nil
    ) {
        self.suite = suite
        self.namespace = namespace
        self.result = result
        self.file = file
        self.lines = lines
        self.reportPath = reportPath
    }
}
