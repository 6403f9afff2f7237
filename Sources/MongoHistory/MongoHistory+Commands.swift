import AuditModel
import CLibMongoC
import MongoSource

extension MongoHistory {
    /// Runs an aggregation pipeline to its end, over what a majority of the replica set has.
    /// - Parameters:
    ///   - pipeline: an array of stages as Extended JSON.
    ///   - read: what becomes of the bytes of a document, which are valid during the call.
    func documents<Answer: Sendable>(
        _ pipeline: String, _ read: (UnsafeRawBufferPointer) throws(HistoryFault) -> Answer
    ) throws(HistoryError) -> [Answer] {
        let stages = try bson(#"{"pipeline": \#(pipeline)}"#)
        let options = try bson(
            """
            {"readConcern": {"level": "majority"}, "maxTimeMS": \(Self.commandMilliseconds), "allowDiskUse": true, \
            "comment": "dqaudit history"}
            """)
        return try insisting { client, _ throws(HistoryFault) in
            let target = mongoc_client_get_collection(client.handle, database, collection)
            defer { mongoc_collection_destroy(target) }
            let cursor = mongoc_collection_aggregate(target, MONGOC_QUERY_NONE, stages.handle, options.handle, nil)
            defer { mongoc_cursor_destroy(cursor) }
            var answers: [Answer] = []
            var document: OpaquePointer?
            while mongoc_cursor_next(cursor, &document), let document {
                answers.append(try read(BSONDocument.bytes(of: document)))
            }
            var failure = bson_error_t()
            var reply: OpaquePointer?
            if mongoc_cursor_error_document(cursor, &failure, &reply) {
                let copy = reply.flatMap { BSONDocument(copying: BSONDocument.bytes(of: $0)) }
                throw .mongodb(MongoFailure(failure, reply: copy ?? BSONDocument()))
            }
            return answers
        }
    }

    /// Runs a command that writes and waits for a majority to confirm it.
    /// - Parameter judge: gets the reply, which may hold errors of single writes, and how often the command was sent before.
    func write<Answer: Sendable>(
        _ command: borrowing BSONDocument,
        _ judge: (borrowing BSONDocument, Int) throws(HistoryFault) -> Answer
    ) throws(HistoryError) -> Answer {
        let options = try bson(
            #"{"writeConcern": {"w": "majority", "wtimeout": \#(Self.commandMilliseconds)}}"#)
        return try insisting { client, attempts throws(HistoryFault) in
            var failure = bson_error_t()
            var reply: OpaquePointer?
            let succeeded = dqaudit_write_command(
                client.handle, database, command.handle, options.handle, &reply, &failure)
            let document = reply.map { BSONDocument(adopting: $0) } ?? BSONDocument()
            guard succeeded else { throw .mongodb(MongoFailure(failure, reply: document)) }
            return try judge(document, attempts)
        }
    }

    /// A document of this module's own making.
    func bson(_ text: String) throws(HistoryError) -> BSONDocument {
        do throws(SourceError) {
            return try BSONDocument(extendedJSON: text)
        } catch {
            throw HistoryError(.unavailable, "the history \(name) cannot be used: \(error.message)")
        }
    }
}
