import AuditModel
import Foundation
import Reporting

/// What the Pushgateway is trusted by and trusts, by environment or file.
enum PushgatewayCredentials {
    /// `DQAUDIT_PUSHGATEWAY_TOKEN[_FILE]`, or `DQAUDIT_PUSHGATEWAY_USER` with `_PASSWORD[_FILE]`; nil when none is set.
    static func read(_ environment: [String: String]) throws(SinkError) -> HTTPCredentials? {
        if let token = try secret("DQAUDIT_PUSHGATEWAY_TOKEN", environment) {
            return try HTTPCredentials.bearer(token)
        }
        guard let user = environment.nonEmpty("DQAUDIT_PUSHGATEWAY_USER") else { return nil }
        guard let password = try secret("DQAUDIT_PUSHGATEWAY_PASSWORD", environment) else {
            throw SinkError(
                "DQAUDIT_PUSHGATEWAY_USER is set without a password; set DQAUDIT_PUSHGATEWAY_PASSWORD or _PASSWORD_FILE"
            )
        }
        return try HTTPCredentials.basic(user: user, password: password)
    }

    /// `DQAUDIT_PUSHGATEWAY_CA_FILE`: the certificates to trust instead of the system's; nil when it is not set.
    static func authorities(_ environment: [String: String]) throws(SinkError) -> String? {
        let name = "DQAUDIT_PUSHGATEWAY_CA_FILE"
        guard let path = environment.nonEmpty(name) else { return nil }
        guard access(path, R_OK) == 0 else {
            throw SinkError(
                "\(name): file '\(VisibleText.of(path))' cannot be read; check that it exists and its permissions")
        }
        return path
    }

    private static func secret(_ name: String, _ environment: [String: String]) throws(SinkError) -> String? {
        if let value = environment.nonEmpty(name) { return value }
        guard let path = environment.nonEmpty(name + "_FILE") else { return nil }
        do throws(CommandFailure) {
            return try SecretFile.read(path, option: name + "_FILE")
        } catch {
            throw SinkError(error.message)
        }
    }
}
