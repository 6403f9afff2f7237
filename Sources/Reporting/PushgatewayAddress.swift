package import AuditModel
import Foundation

/// The base URL of a Pushgateway, which may end in a route prefix.
package struct PushgatewayAddress: Hashable, Sendable, CustomStringConvertible {
    /// Scheme, host, port and route prefix, without a trailing slash and without a secret.
    package let description: String
    /// User and password that the URL carried.
    package let credentials: HTTPCredentials?

    /// Reads `http://host:9091/prefix`, also without a scheme and with `user:password@`.
    /// - Throws: `SinkError` without the text, which may hold a password.
    package init(_ text: String) throws(SinkError) {
        let advice = "give it as http://host:9091 or https://host/prefix"
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let full = trimmed.contains("://") ? trimmed : "http://" + trimmed
        guard var parts = URLComponents(string: full), let scheme = parts.scheme?.lowercased(),
            let host = parts.host, !host.isEmpty
        else {
            throw SinkError(
                "the Pushgateway address is no URL; \(advice), special characters of a password percent-encoded")
        }
        guard scheme == "http" || scheme == "https" else {
            throw SinkError("the Pushgateway address begins with '\(VisibleText.of(scheme))'; \(advice)")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw SinkError("the Pushgateway address has a query or fragment; \(advice)")
        }
        while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
        let path = parts.percentEncodedPath
        guard !path.hasSuffix("/metrics"), !path.contains("/metrics/job") else {
            throw SinkError("the Pushgateway address ends with /metrics, which is added to it; \(advice)")
        }
        credentials = try PushgatewayAddress.credentials(user: parts.user, password: parts.password)
        parts.scheme = scheme
        parts.user = nil
        parts.password = nil
        guard let base = parts.string else { throw SinkError("the Pushgateway address is no URL; \(advice)") }
        description = base
    }

    private static func credentials(user: String?, password: String?) throws(SinkError) -> HTTPCredentials? {
        guard user != nil || password != nil else { return nil }
        return try .basic(user: user ?? "", password: password ?? "")
    }

    /// Where a report's group lives.
    func url(of report: RunReport, key: GroupingKey) throws(SinkError) -> String {
        guard let url = URL(string: description + key.path(of: report)) else {
            throw SinkError("cannot form the address of the group at \(description)")
        }
        return url.absoluteString
    }
}
