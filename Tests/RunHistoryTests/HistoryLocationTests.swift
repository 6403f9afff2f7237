import RunHistory
import Testing

@Suite("The location of a history")
struct HistoryLocationTests {
    @Test("names a file, or nothing")
    func valid() throws {
        #expect(try HistoryLocation(parsing: "none") == .none)
        #expect(
            try HistoryLocation(parsing: "sqlite:reports/history.sqlite") == .sqlite(path: "reports/history.sqlite"))
        #expect(try HistoryLocation(parsing: "sqlite:/var/lib/a:b.sqlite") == .sqlite(path: "/var/lib/a:b.sqlite"))
        let collection = try #require(try HistoryLocation(parsing: "mongodb:ops.dqaudit.runs?ttl=400d").collection)
        #expect(collection.database == "ops")
        #expect(collection.collection == "dqaudit.runs")
        #expect(collection.timeToLive == 34_560_000)
        #expect(try HistoryLocation(parsing: "mongodb:ops.runs").collection?.timeToLive == nil)
        for text in ["none", "sqlite:a b/ü.sqlite", "mongodb:ops.runs", "mongodb:ops.a.b?ttl=24855d"] {
            #expect(try HistoryLocation(parsing: text).description == text)
        }
    }

    @Test(
        "says what to write instead",
        arguments: [
            ("", "write sqlite:PATH, mongodb:DB.COLLECTION or none"), ("sqlite:", "needs a path"),
            ("history.db", "write sqlite:history.db"),
            ("mongodb:", "needs a database and a collection"), ("mongodb:ops", "needs a database and a collection"),
            ("mongodb:.runs", "needs a database"), ("mongodb:ops.", "needs a database"),
            ("mongodb:ops.system.users", "no such name"), ("mongodb:ops.a$b", "no such name"),
            ("mongodb:ops.runs?keep=4d", "one option, its time to live"), ("mongodb:ops.runs?ttl=", "from 1d"),
            ("mongodb:ops.runs?ttl=400", "from 1d"), ("mongodb:ops.runs?ttl=1h", "from 1d"),
            ("mongodb:ops.runs?ttl=24856d", "from 1d"), ("mongodb://ops.runs", "no connection string"),
            ("postgres:x", "'postgres:x' is unknown"),
            ("None", "write sqlite:None"), ("sqlite:a\0b", "needs a path"),
        ])
    func invalid(text: String, expected: String) {
        let error = #expect(throws: HistoryLocationError.self) { try HistoryLocation(parsing: text) }
        #expect(error?.message.contains(expected) == true, "\(String(describing: error))")
    }

    @Test("never repeats what may be a connection string")
    func secrets() {
        for text in [
            "mongodb://me:secret@host/db", "mongodb+srv://me:secret@host/db", "mongodb:me:secret@host.x/db",
            "mongodb:secret.$x", "mongodb:a.b?secret",
        ] {
            let error = #expect(throws: HistoryLocationError.self) { try HistoryLocation(parsing: text) }
            #expect(error?.message.contains("secret") == false)
        }
    }
}
