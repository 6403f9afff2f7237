import AuditChecks
import AuditModel
import MongoSource
import QueryMatching

/// Checks a suite's filter as far as that goes without a server.
enum FilterValidation {
    /// The filter as Extended JSON, nil when there is none.
    static func text(of suite: Suite) throws(ConfigIssue) -> String? {
        guard let node = suite.source.filter else { return nil }
        return try ExtendedJSON.filter(from: node)
    }

    /// What no server would take for a filter, nil when nothing is wrong.
    static func issue(of suite: Suite) -> ConfigIssue? {
        do throws(ConfigIssue) {
            _ = try text(of: suite)
            return nil
        } catch {
            return error
        }
    }

    /// What is wrong with the filter where it is not known who will evaluate it: operators that only a server knows are good.
    static func issues(of suite: Suite) -> [ConfigIssue] {
        guard let node = suite.source.filter else { return [] }
        let log = MappingReader.IssueLog()
        DocumentFilter.check(node, log: log)
        return log.issues.isEmpty ? [issue(of: suite)].compactMap { $0 } : log.issues
    }

    /// The filter to be evaluated here, for documents from a file; nil when there is none.
    /// - Throws: every problem, operators that only a server knows included.
    static func documentFilter(of suite: Suite) throws(FilterIssues) -> DocumentFilter? {
        guard let node = suite.source.filter else { return nil }
        let log = MappingReader.IssueLog()
        guard let filter = DocumentFilter.decode(node, log: log) else { throw FilterIssues(issues: log.issues) }
        return filter
    }
}

/// Everything that is wrong with a filter.
struct FilterIssues: Error, CustomStringConvertible {
    let issues: [ConfigIssue]

    var description: String { issues.map(\.description).joined(separator: "\n") }
}
