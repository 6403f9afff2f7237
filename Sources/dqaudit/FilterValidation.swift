import AuditChecks
import AuditModel
import MongoSource
import QueryMatching

/// Checks a suite's filters as far as that goes without a server: its own, and those of what its references refer to.
enum FilterValidation {
    /// A filter as Extended JSON, nil when there is none.
    static func text(of filter: ConfigNode?) throws(ConfigIssue) -> String? {
        guard let filter else { return nil }
        return try ExtendedJSON.filter(from: filter)
    }

    /// What is wrong with the filters where it is not known who will evaluate them: operators that only a server knows are good.
    static func issues(of suite: Suite) -> [ConfigIssue] {
        filters(of: suite).flatMap { filter in
            let log = MappingReader.IssueLog()
            DocumentFilter.check(filter, log: log)
            return log.issues.isEmpty ? [issue(of: filter)].compactMap { $0 } : log.issues
        }
    }

    /// A filter to be evaluated here, for documents from a file; nil when there is none.
    /// - Throws: every problem, operators that only a server knows included.
    static func documentFilter(of filter: ConfigNode?) throws(FilterIssues) -> DocumentFilter? {
        guard let filter else { return nil }
        let log = MappingReader.IssueLog()
        guard let decoded = DocumentFilter.decode(filter, log: log) else { throw FilterIssues(issues: log.issues) }
        return decoded
    }

    static func filters(of suite: Suite) -> [ConfigNode] {
        [suite.source.filter].compactMap { $0 }
            + suite.checks.flatMap(\.kind.referenceTargets).compactMap(\.place.filter)
    }

    /// What no server would take for a filter, nil when nothing is wrong.
    static func issue(of filter: ConfigNode) -> ConfigIssue? {
        do throws(ConfigIssue) {
            _ = try text(of: filter)
            return nil
        } catch {
            return error
        }
    }
}

/// Everything that is wrong with a filter.
struct FilterIssues: Error, CustomStringConvertible {
    let issues: [ConfigIssue]

    var description: String { issues.map(\.description).joined(separator: "\n") }
}
