import CLibMongoC

/// One server and one session for all commands of a cursor: `getMore` must reach the server that has the cursor, in the session that
/// made it.
struct PinnedSession: ~Copyable {
    private let session: OpaquePointer?
    /// `serverId` and the session as options of the driver.
    let options: BSONDocument
    let server: ServerFacts
    /// Whether the client knows no other server, and this one under its own name, so that every client of its connection string comes to this one.
    let isOnlyServer: Bool

    /// Selects a server by the client's read preference.
    /// - Throws: why there is none. A command without a server would look for one once more, and as long.
    init(_ client: borrowing MongoClient) throws(MongoFailure) {
        var failure = bson_error_t()
        let preference = mongoc_client_get_read_prefs(client.handle)
        guard let selected = mongoc_client_select_server(client.handle, false, preference, &failure) else {
            throw MongoFailure(failure, reply: BSONDocument())
        }
        options = BSONDocument()
        server = ServerFacts(selected)
        var count = 0
        let known = mongoc_client_get_server_descriptions(client.handle, &count)
        mongoc_server_descriptions_destroy_all(known, count)
        isOnlyServer = count == 1 && server.isDialledByName
        bson_append_int32(options.handle, "serverId", -1, Int32(mongoc_server_description_id(selected)))
        mongoc_server_description_destroy(selected)
        // Without causal consistency: the driver would add an instant of its own to each read.
        let settings = mongoc_session_opts_new()
        defer { mongoc_session_opts_destroy(settings) }
        mongoc_session_opts_set_causal_consistency(settings, false)
        // A server without sessions (before 3.6, some proxies) reads without one.
        session = mongoc_client_start_session(client.handle, settings, &failure)
        if let session { _ = mongoc_client_session_append(session, options.handle, &failure) }
    }

    deinit {
        if let session { mongoc_client_session_destroy(session) }
    }
}
