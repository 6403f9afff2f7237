/// Why documents could not be read: what, where, and what to do, without secrets.
package struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The connection string or path is wrong: a usage error.
        case configuration
        case cannotConnect
        case notAuthorised
        case collectionMissing
        /// The scan began and broke off.
        case brokenOff
        /// A document is not valid BSON or JSON.
        case malformed
        case interrupted
        /// The time that the audit may take was over.
        case timeLimit
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
