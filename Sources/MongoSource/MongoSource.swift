package import AuditModel

/// The documents of one collection, or of a view, on a MongoDB server.
///
/// Nothing is ever written to the server. Each thread that reads makes a client of its own.
package struct MongoSource: Sendable {
    package let database: String
    package let collection: String
    /// A MongoDB filter as Extended JSON; nil reads everything.
    package let filter: String?
    package let options: ReadOptions
    let connection: ConnectionString

    /// - Throws: ``SourceError`` with code `configuration`: the connection string, a name or the filter's syntax is wrong.
    package init(
        uri: String, database: String, collection: String, filter: String? = nil, options: ReadOptions = ReadOptions()
    ) throws(SourceError) {
        try self.init(
            ConnectionString(uri), database: database, collection: collection, filter: filter, options: options)
    }

    /// - Throws: ``SourceError`` with code `configuration`: a name or the filter's syntax is wrong.
    package init(
        _ connection: ConnectionString, database: String, collection: String, filter: String? = nil,
        options: ReadOptions = ReadOptions()
    ) throws(SourceError) {
        self.connection = connection
        self.database = database
        self.collection = collection
        self.filter = filter
        self.options = options
        if database.isEmpty || collection.isEmpty {
            throw SourceError(.configuration, "the source needs the name of a database and of a collection")
        }
        if let forbidden = database.first(where: { "/\\. \"$\0".contains($0) }) {
            throw SourceError(.configuration, "'\(forbidden)' cannot stand in the name of a database")
        }
        if collection.contains(where: { "$\0".contains($0) }) {
            throw SourceError(.configuration, "'$' cannot stand in the name of a collection")
        }
        if let filter {
            do throws(SourceError) {
                _ = try BSONDocument(extendedJSON: filter)
            } catch {
                throw SourceError(.configuration, "the filter is \(error.message)")
            }
        }
    }

    /// `database.collection`, for messages.
    var namespace: String { "\(database).\(collection)" }
}
