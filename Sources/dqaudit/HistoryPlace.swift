import AuditModel
import Foundation
import MongoHistory
import MongoSource
import Reporting
import RunHistory

/// Where the history of a command lies, with all that it takes to open it.
enum HistoryPlace {
    case none
    case sqlite(path: String)
    case mongodb(HistoryCollection, ConnectionString)

    /// - Parameter server: the connection string that the command was given; asked for only where it is needed.
    /// - Throws: a usage error when no server is named for a history that lies on one.
    init(_ location: HistoryLocation, server: () throws(CommandFailure) -> ConnectionString?) throws(CommandFailure) {
        switch location {
        case .none: self = .none
        case .sqlite(let path): self = .sqlite(path: path)
        case .mongodb(let collection):
            guard let connection = try server() else {
                throw .usage(
                    "the history mongodb:\(collection) lies on a server, and none is named; give --uri mongodb://HOST, "
                        + "--uri-file PATH, or MONGODB_URI in the environment")
            }
            self = .mongodb(collection, connection)
        }
    }

    /// Opens the store; nil when none is wanted.
    /// - Parameter create: whether it is made when it is missing.
    func open(create: Bool) throws(HistoryError) -> (any HistoryStore)? {
        switch self {
        case .none: nil
        case .sqlite(let path): try SQLiteHistory(path: path, create: create)
        case .mongodb(let place, let connection):
            try MongoHistory(
                connection, database: place.database, collection: place.collection, timeToLive: place.timeToLive,
                create: create)
        }
    }

    /// By what kept records know their history: neither a host nor a folder that another host calls otherwise.
    func identity(beside kept: KeptRecords) -> String {
        switch self {
        case .none: "none"
        case .sqlite(let path): "sqlite:\(kept.place(of: path))"
        case .mongodb(let place, _): "mongodb:\(place.namespace)"
        }
    }
}
