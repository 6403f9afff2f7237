import AuditModel
import CLibMongoC
import MongoSource

extension MongoHistory {
    /// Finds out what the collection is without writing, so that one of somebody else's stays as it is.
    /// - Returns: whether it is there.
    /// - Throws: ``HistoryError`` when it is no history, or one of a newer version.
    func examine() throws(HistoryError) -> Bool {
        let question = try bson(
            """
            {"listCollections": 1, "filter": {"name": \(JSONText.quoted(collection))}, "nameOnly": true, \
            "authorizedCollections": true, "maxTimeMS": \(Self.commandMilliseconds)}
            """)
        let type = try insisting { client, _ throws(HistoryFault) -> String? in
            let attempt = client.attemptPlainly(question, on: database, options: nil)
            if let failure = attempt.failure { throw .mongodb(failure) }
            let reply = attempt.takeReply()
            guard reply.text(at: "cursor.firstBatch.0.name") != nil else { return nil }
            return reply.text(at: "cursor.firstBatch.0.type") ?? "collection"
        }
        guard let type else { return false }
        guard type == "collection" else {
            throw HistoryError(
                .incompatible, "\(name) is a \(type), not a history; name another collection with --history")
        }
        let mark = HistoryDocument.mark
        let other = try documents(
            #"[{"$match": {"\#(mark)": {"$ne": \#(HistoryDocument.version)}}}, {"$limit": 1}, {"$project": {"\#(mark)": 1}}]"#
        ) { document in BSONDocument(copying: document)?.integer(at: mark) }
        guard let other = other.first else { return true }
        throw HistoryError(
            .incompatible,
            other.map { $0 > HistoryDocument.version } == true
                ? "the history \(name) was written by a newer dqaudit; update dqaudit, or name another with --history"
                : "the collection \(name) holds other documents than a history's; name another with --history")
    }

    /// Makes the indexes that are missing; those that are there stay.
    ///
    /// The first serves a series in its order, the second lists of runs, the third ``examine()``.
    func makeIndexes(timeToLive: Int64?) throws(HistoryError) {
        let command = try bson(
            """
            {"createIndexes": \(JSONText.quoted(collection)), "indexes": [
              {"name": "dqaudit_series", "key": {"suite": 1, "namespace": 1, "now": 1, "_id": 1}},
              {"name": "dqaudit_time", "key": {"now": 1, "_id": 1}},
              {"name": "dqaudit_mark", "key": {"\(HistoryDocument.mark)": 1}}]}
            """)
        try write(command) { _, _ in }
        if let timeToLive { try limit(to: timeToLive) }
    }

    /// Has the server delete runs whose clock is so many seconds ago.
    private func limit(to seconds: Int64) throws(HistoryError) {
        let index = #""name": "dqaudit_ttl""#
        let expiry = #""expireAfterSeconds": {"$numberLong": "\#(seconds)"}"#
        let creation = try bson(
            """
            {"createIndexes": \(JSONText.quoted(collection)), "indexes": [{\(index), "key": {"now": 1}, \(expiry)}]}
            """)
        let change = try bson(#"{"collMod": \#(JSONText.quoted(collection)), "index": {\#(index), \#(expiry)}}"#)
        do throws(HistoryError) {
            try write(creation) { _, _ in }
        } catch {
            // An index of this name with another time is the usual reason; what else there may be is told by the change.
            do throws(HistoryError) {
                try write(change) { _, _ in }
            } catch _ {
                throw error
            }
        }
    }
}
