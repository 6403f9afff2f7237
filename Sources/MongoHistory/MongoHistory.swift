package import AuditModel
import CLibMongoC
package import MongoSource
import Synchronization

/// A history in one collection, safe for several processes at once.
///
/// A run is one document, so that it is there whole or not at all. What is written is acknowledged by a majority of the replica set, and
/// what is read is what a majority has: no failover takes a run back. This is the one place where dqaudit writes to a server.
///
/// A class, because the threads of a run share its connection; each call takes it for itself.
package final class MongoHistory: HistoryStore {
    /// What messages call it.
    let name: String
    let database: String
    let collection: String
    let connection: ConnectionString
    private let client: Mutex<MongoClient>

    /// How long the server may take for a command, in milliseconds, and a majority to acknowledge it.
    static let commandMilliseconds = 10_000

    /// How long a command is put again while a replica set changes its primary.
    private static let patience = Duration.seconds(15)

    /// Opens a history, and makes its collection and indexes when they are missing.
    ///
    /// - Parameters:
    ///   - timeToLive: for how many seconds from the clock of each run the server keeps it; nil: as long as it was last told to.
    ///   - create: whether it may be made; else a missing one is an error, for commands that only look.
    /// - Throws: ``HistoryError``: `unavailable` or `incompatible`. A collection that holds anything else is left as it is.
    package init(
        _ connection: ConnectionString, database: String, collection: String, timeToLive: Int64? = nil,
        create: Bool = true
    ) throws(HistoryError) {
        self.connection = connection
        self.database = database
        self.collection = collection
        name = "mongodb:\(database).\(collection) at \(connection.redacted.hosts)"
        do throws(SourceError) {
            client = Mutex(
                try MongoClient(connection, preference: .primary, commandMilliseconds: Self.commandMilliseconds))
        } catch {
            throw HistoryError(.unavailable, "the history \(name) cannot be opened: \(error.message)")
        }
        let isThere = try examine()
        guard isThere || create else {
            throw HistoryError(
                .unavailable, "there is no history \(name); the first run makes it, or name another with --history")
        }
        if create { try makeIndexes(timeToLive: timeToLive) }
    }

    var namespace: String { "\(database).\(collection)" }

    /// Puts a command, and puts it again while it fails in a way that passes, such as an election.
    ///
    /// - Parameter body: gets the connection and how often it was called before.
    func insisting<Answer: Sendable>(
        _ body: (borrowing MongoClient, Int) throws(HistoryFault) -> Answer
    ) throws(HistoryError) -> Answer {
        let begin = ContinuousClock.now
        var attempts = 0
        while true {
            do throws(HistoryFault) {
                return try client.withLock { client throws(HistoryFault) in try body(client, attempts) }
            } catch {
                guard case .mongodb(let failure) = error, failure.recovery == .resume, !failure.isOutOfTime,
                    !failure.foundNoServer,
                    ContinuousClock.now - begin < Self.patience
                else { throw HistoryError(error, of: self) }
                attempts += 1
                pause(.milliseconds(Int64.random(in: 50...250)))
            }
        }
    }
}
