package import AuditModel
import Foundation

/// What a server asks for before it listens. It never shows itself.
package struct HTTPCredentials: Hashable, Sendable {
    /// The value of the `Authorization` header.
    let header: String

    /// A user and password for basic authentication.
    /// - Throws: `SinkError` for a user with a colon, which the scheme cannot carry.
    package static func basic(user: String, password: String) throws(SinkError) -> HTTPCredentials {
        guard !user.contains(":") else {
            throw SinkError("the user name for the Pushgateway holds a colon, which basic authentication cannot carry")
        }
        return HTTPCredentials(header: "Basic " + Data("\(user):\(password)".utf8).base64EncodedString())
    }

    /// A token, without the white space that a file may end with.
    /// - Throws: `SinkError` for a token that is empty or holds characters that no header may hold.
    package static func bearer(_ token: String) throws(SinkError) -> HTTPCredentials {
        let trimmed = token.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw SinkError("the bearer token for the Pushgateway is empty or holds white space or other than ASCII")
        }
        return HTTPCredentials(header: "Bearer " + trimmed)
    }
}

extension HTTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(credentials)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
