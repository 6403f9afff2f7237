import CLibMongoC

/// One server and one session for all commands of a cursor: `getMore` must reach the server that has the cursor, in the session that
/// made it.
struct PinnedSession: ~Copyable {
    private let session: OpaquePointer?
    /// `serverId` and the session as options of the driver.
    let options: BSONDocument

    /// Selects a server. When there is none the options stay empty, and the next command says why.
    init(_ client: borrowing MongoClient) {
        var failure = bson_error_t()
        options = BSONDocument()
        guard let server = mongoc_client_select_server(client.handle, false, nil, &failure) else {
            session = nil
            return
        }
        bson_append_int32(options.handle, "serverId", -1, Int32(mongoc_server_description_id(server)))
        mongoc_server_description_destroy(server)
        // A server without sessions (before 3.6, some proxies) reads without one.
        session = mongoc_client_start_session(client.handle, nil, &failure)
        if let session { _ = mongoc_client_session_append(session, options.handle, &failure) }
    }

    deinit {
        if let session { mongoc_client_session_destroy(session) }
    }
}
