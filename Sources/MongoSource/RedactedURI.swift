/// What may be shown of a connection string: the hosts and the database.
///
/// User, password and options are never part of it, and nothing at all of a string that the driver does not accept, because
/// in a malformed string a password can stand anywhere.
package struct RedactedURI: Hashable, Sendable, CustomStringConvertible {
    /// `host:port` parts joined by commas, or the name of a `mongodb+srv` record; empty when the string was refused.
    package let hosts: String
    /// The database in the path, if any.
    package let database: String?
    private let scheme: String

    init(scheme: String, hosts: [String], database: String?) {
        self.scheme = scheme
        self.hosts = hosts.joined(separator: ",")
        self.database = database
    }

    package var description: String { "\(scheme)://\(hosts)/\(database ?? "")" }
}
