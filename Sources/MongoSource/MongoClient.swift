package import AuditModel
import CLibMongoC

/// A connection to MongoDB for one thread.
package struct MongoClient: ~Copyable {
    package let handle: OpaquePointer
    let connection: ConnectionString
    /// Counts in the driver's callback, which gets its address.
    private let started: UnsafeMutablePointer<Int>

    /// Prepares a client; the first command connects.
    /// - Throws: ``SourceError`` with code `configuration`, or `cannotConnect` when a `mongodb+srv` record is not found.
    package init(
        _ connection: ConnectionString, preference: ReadPreference? = nil, isCompressed: Bool = false,
        commandMilliseconds: Int = MongoSource.questionMilliseconds, deadline: ContinuousClock.Instant? = nil
    ) throws(SourceError) {
        let uri = try connection.makeURI(
            preference: preference, isCompressed: isCompressed, commandMilliseconds: commandMilliseconds,
            deadline: deadline)
        defer { mongoc_uri_destroy(uri) }
        var failure = bson_error_t()
        guard let handle = mongoc_client_new_from_uri_with_error(uri, &failure) else {
            throw MongoFailure(failure, reply: BSONDocument()).sourceError(.opening, of: "a connection", at: connection)
        }
        mongoc_client_set_error_api(handle, MONGOC_ERROR_API_VERSION_2)
        self.handle = handle
        self.connection = connection
        started = .allocate(capacity: 1)
        started.initialize(to: 0)
        let callbacks = mongoc_apm_callbacks_new()
        mongoc_apm_set_command_started_cb(callbacks) { event in
            guard let context = mongoc_apm_command_started_get_context(event) else { return }
            context.assumingMemoryBound(to: Int.self).pointee += 1
        }
        mongoc_client_set_apm_callbacks(handle, callbacks, started)
        mongoc_apm_callbacks_destroy(callbacks)
    }

    deinit {
        mongoc_client_destroy(handle)
        started.deallocate()
    }

    /// The commands sent so far, those of cursors included.
    package var serverOperations: Int { started.pointee }

    /// Runs a command that only reads, on a server that the read preference of the connection string allows.
    borrowing func read(
        _ command: borrowing BSONDocument, on database: String, phase: MongoFailure.Phase, namespace: String
    ) throws(SourceError) -> BSONDocument {
        let attempt = self.attempt(command, on: database)
        if let failure = attempt.failure { throw failure.sourceError(phase, of: namespace, at: connection) }
        return attempt.takeReply()
    }

    /// Runs a command that only reads and leaves it to the caller what its failure means.
    /// - Parameter options: the driver's options of the command, such as its session.
    borrowing func attempt(
        _ command: borrowing BSONDocument, on database: String, options: OpaquePointer? = nil
    ) -> CommandAttempt {
        attempt { reply, failure in
            dqaudit_read_command(handle, database, command.handle, options, &reply, &failure)
        }
    }

    /// Runs a command without any default of the connection string, such as a read concern.
    /// - Parameter prefers: whether the read preference is sent along all the same, so that a secondary serves it.
    package borrowing func attemptPlainly(
        _ command: borrowing BSONDocument, on database: String, prefers: Bool = false, options: OpaquePointer?
    ) -> CommandAttempt {
        attempt { reply, failure in
            dqaudit_plain_command(handle, database, command.handle, prefers, options, &reply, &failure)
        }
    }

    private borrowing func attempt(_ run: (inout OpaquePointer?, inout bson_error_t) -> Bool) -> CommandAttempt {
        var failure = bson_error_t()
        var reply: OpaquePointer?
        let begin = ContinuousClock.now
        let succeeded = run(&reply, &failure)
        let document = reply.map { BSONDocument(adopting: $0) } ?? BSONDocument()
        if succeeded { return CommandAttempt(failure: nil, reply: document) }
        var meaning = MongoFailure(failure, reply: document)
        // The driver has one word for a connection that broke and a reply that it did not wait for any longer, and counts in whole
        // milliseconds, of several waits.
        if meaning.isFromNetwork, let limit = connection.socketMilliseconds,
            ContinuousClock.now - begin >= .milliseconds(limit - limit / 10)
        {
            meaning.outlastedMilliseconds = limit
        }
        return CommandAttempt(failure: meaning, reply: document)
    }
}

/// What became of a command.
package struct CommandAttempt: ~Copyable {
    package let failure: MongoFailure?
    private let reply: BSONDocument

    init(failure: MongoFailure?, reply: consuming BSONDocument) {
        self.failure = failure
        self.reply = reply
    }

    package consuming func takeReply() -> BSONDocument { reply }
}
