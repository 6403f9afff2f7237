package import AuditModel
package import CLibMongoC

/// A failure of the driver or a server, on its way to becoming a ``SourceError``.
package struct MongoFailure: Error, Sendable {
    /// What was being done.
    package enum Phase {
        case opening
        /// A scan, after this many documents and so many faults in a row.
        case reading(documents: Int, faults: Int = 1)
    }

    /// Which part of the driver speaks.
    let domain: UInt32
    /// The driver's or the server's code, as the domain says.
    package let code: UInt32
    /// The driver's or the server's words, unscrubbed.
    let text: String
    /// The server's name of its code (`Unauthorized`), when it sent one.
    let codeName: String?
    /// The connection string's `socketTimeoutMS`, when no reply came within it.
    var outlastedMilliseconds: Int?

    package init(_ error: bson_error_t, reply: borrowing BSONDocument) {
        domain = error.domain
        code = error.code
        text = error.text
        codeName = reply.text(at: "codeName")
    }

    /// Whether a server answered with an error, rather than the driver or the network.
    package var isFromServer: Bool {
        domain == MONGOC_ERROR_SERVER.rawValue || domain == MONGOC_ERROR_WRITE_CONCERN.rawValue
    }

    /// The one place where driver and server errors get their meaning.
    ///
    /// The server's words are repeated only where they cannot hold a value of a document; else its code stands for them.
    package func sourceError(_ phase: Phase, of namespace: String, at connection: ConnectionString) -> SourceError {
        let hosts = connection.redacted.hosts
        let place = "\(namespace) at \(hosts)"
        let words = connection.scrub(text)
        let cause = shortCause(at: connection)
        if isAuthentication {
            return SourceError(
                .notAuthorised,
                """
                MongoDB at \(hosts) refuses the login (\(words)): check user, password, authSource and authMechanism of \
                the connection string
                """)
        }
        if lacksPermission {
            return SourceError(
                .notAuthorised,
                connection.hasLogin
                    ? "the user of the connection string may not read \(place): it needs the role 'read' on the database"
                    : "MongoDB at \(hosts) asks for a login: the connection string needs user and password")
        }
        if isConfiguration {
            return SourceError(.configuration, "\(place): \(words)")
        }
        if isConnection(phase) {
            return SourceError(
                .cannotConnect,
                "cannot connect to MongoDB at \(hosts): \(words). Check that it runs, the host and port, and TLS options"
            )
        }
        if isFromServer, code == Self.namespaceNotFound {
            return SourceError(.collectionMissing, "\(place) does not exist")
        }
        switch phase {
        case .opening:
            return SourceError(.cannotConnect, "MongoDB at \(hosts) cannot serve \(namespace): \(words)")
        case .reading(let documents, let faults):
            let attempts = faults > 1 ? ", and going on failed \(faults - 1) times" : ""
            return SourceError(
                .brokenOff,
                "reading \(place) broke off after \(documents) documents: \(cause)\(attempts). Run the audit again")
        }
    }

    /// What went wrong, in few words: a server's own may hold a value of a document, so its code stands for them.
    func shortCause(at connection: ConnectionString) -> String {
        if let limit = outlastedMilliseconds {
            return
                "no reply came within the connection string's socketTimeoutMS=\(limit), which is too little or the server hangs"
        }
        return isFromServer ? "server error \(code)\(codeName.map { " \($0)" } ?? "")" : connection.scrub(text)
    }

    /// Whether the server knows the user, if any, and refuses the command.
    package var lacksPermission: Bool { isFromServer && code == 13 }

    private var isAuthentication: Bool {
        switch domain {
        case MONGOC_ERROR_CLIENT.rawValue: code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue
        case MONGOC_ERROR_SASL.rawValue, MONGOC_ERROR_SCRAM.rawValue: true
        case MONGOC_ERROR_SERVER.rawValue: [18, 334, 8000].contains(code)
        default: false
        }
    }

    /// Whether there is no connection to begin with; one that is lost later breaks a scan off.
    private func isConnection(_ phase: Phase) -> Bool {
        if case .reading(let documents, _) = phase, documents > 0 || outlastedMilliseconds != nil { return false }
        switch domain {
        case MONGOC_ERROR_SERVER_SELECTION.rawValue, MONGOC_ERROR_STREAM.rawValue, MONGOC_ERROR_CLIENT.rawValue,
            MONGOC_ERROR_PROTOCOL.rawValue, MONGOC_ERROR_POOL.rawValue:
            return true
        default: return false
        }
    }

    /// The driver refused its arguments before anything was sent.
    private var isConfiguration: Bool {
        switch domain {
        case MONGOC_ERROR_BSON.rawValue, MONGOC_ERROR_NAMESPACE.rawValue: true
        case MONGOC_ERROR_COMMAND.rawValue: code == MONGOC_ERROR_COMMAND_INVALID_ARG.rawValue
        case MONGOC_ERROR_CURSOR.rawValue: code != MONGOC_ERROR_CURSOR_INVALID_CURSOR.rawValue
        default: false
        }
    }

    private static let namespaceNotFound: UInt32 = 26
}
