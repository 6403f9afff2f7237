import AuditModel
import MongoHistory
import MongoSource
import RunHistory
import TestSupport

/// The kinds of stores that there are.
enum StoreKind: CaseIterable, Sendable {
    case sqlite, mongodb

    /// Those that can be tested here.
    static var available: [StoreKind] { MongodFixture.isAvailable ? allCases : [.sqlite] }

    /// Where a new history of this kind may lie.
    func place() throws -> StorePlace {
        switch self {
        case .sqlite: .file(try TemporaryFolder())
        case .mongodb: .collection(uri: try MongodFixture.shared().uri, database: try TestDatabase("history").name)
        }
    }
}

/// Where a history lies.
enum StorePlace: Sendable {
    case file(TemporaryFolder)
    case collection(uri: String, database: String)

    func open(create: Bool = true) throws -> any HistoryStore {
        switch self {
        case .file(let folder): try SQLiteHistory(path: folder.path("new/folder/history.sqlite"), create: create)
        case .collection(let uri, let database): try openHistory(uri, database, create: create)
        }
    }
}

/// A history in MongoDB; the same name in every test.
func openHistory(
    _ uri: String, _ database: String, timeToLive: Int64? = nil, create: Bool = true
) throws -> MongoHistory {
    try MongoHistory(
        try ConnectionString(uri), database: database, collection: "dqaudit.runs", timeToLive: timeToLive,
        create: create)
}
