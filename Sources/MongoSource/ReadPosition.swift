/// Where a partition is to be read on.
enum ReadPosition {
    case start
    /// Behind the document with this `_id`, given as a document `{_id: …}`; in the order of `_id`.
    case afterID([UInt8])
    /// Behind the record that the server's token names; in the order in which the server keeps the records, which is its own.
    case afterRecord(token: [UInt8], server: ServerIdentity)
    /// Something was read, and no server can find the place again.
    case unknown
}

/// A server process.
struct ServerIdentity: Hashable, Sendable {
    /// `host:port`.
    let host: String
    /// Hexadecimal digits that are new for each start of the program; nil from servers before 4.4.
    let process: String?
}
