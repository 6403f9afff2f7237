import AuditChecks
import AuditModel
import MongoSource

/// Checks a suite's filter as far as that goes without a server.
enum FilterValidation {
    /// The filter as Extended JSON, nil when there is none.
    static func text(of suite: Suite) throws(ConfigIssue) -> String? {
        guard let node = suite.source.filter else { return nil }
        return try ExtendedJSON.filter(from: node)
    }

    /// What is wrong with the filter, nil when nothing is.
    static func issue(of suite: Suite) -> ConfigIssue? {
        do throws(ConfigIssue) {
            _ = try text(of: suite)
            return nil
        } catch {
            return error
        }
    }
}
