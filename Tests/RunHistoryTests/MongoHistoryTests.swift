import AuditModel
import MongoHistory
import MongoSource
import TestSupport
import Testing

@Suite("A history in MongoDB", .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct MongoHistoryTests {
    private let database: TestDatabase

    init() throws { database = try TestDatabase("history") }

    private static let collection = "dqaudit.runs"

    private func open(timeToLive: Int64? = nil, create: Bool = true) throws -> MongoHistory {
        try openHistory(database.uri, database.name, timeToLive: timeToLive, create: create)
    }

    @Test func `is not made by commands that only look`() throws {
        let error = historyError { _ = try open(create: false) }
        #expect(error?.code == .unavailable)
        #expect(
            error?.message.contains("there is no history mongodb:\(database.name).dqaudit.runs at 127.0.0.1:") == true,
            "\(String(describing: error))")
        #expect(try !database.run(#"{"listCollections": 1}"#).contains("dqaudit"))
    }

    @Test func `keeps a run as one document of the documented form`() throws {
        var record = sampleRecord("20261123T060000Z-x", now: Instant(milliseconds: 1_795_000_000_123))
        record.metrics = Array(record.metrics[0...1])
        try open().append(record)
        #expect(
            try database.aggregate("[]", on: Self.collection) == [
                """
                { "_id" : "20261123T060000Z-x", "dqaudit_history" : 1, "now" : { "$date" : "2026-11-18T11:06:40.123Z" }, \
                "suite" : "products", "namespace" : "shop.products", "status" : "pass", "exit_code" : 0, \
                "documents" : 1000, "review" : "none", "metrics" : [ \
                { "check" : "volume", "kind" : "volume", "name" : "value", "value" : 1000.0, "unit" : "documents", \
                "status" : "pass" }, \
                { "check" : "volume", "kind" : "volume", "name" : "value", "segment" : "ldlc", "value" : 250.0, \
                "unit" : "documents", "status" : "warn" } ] }
                """
            ])
    }

    @Test func `has its indexes, and makes them once`() throws {
        for _ in 0..<2 { _ = try open() }
        let made = try indexes()
        #expect(
            made == [
                "_id_", "dqaudit_mark", "dqaudit_series", "dqaudit_time",
            ])
        // Commands that only look make none.
        try database.run(#"{"dropIndexes": "\#(Self.collection)", "index": "dqaudit_series"}"#)
        _ = try open(create: false)
        #expect(try self.indexes().count == 3)
        // The series' index gives the points in their order: nothing is sorted.
        let history = try open()
        try history.append(sampleRecord("a"))
        let plan = try database.run(
            """
            {"explain": {"find": "\(Self.collection)", "filter": {"suite": "s", "namespace": "n",
              "now": {"$gte": {"$date": {"$numberLong": "0"}}, "$lt": {"$date": {"$numberLong": "9"}}}},
              "sort": {"now": 1, "_id": 1}}, "verbosity": "queryPlanner"}
            """)
        #expect(plan.contains("dqaudit_series"))
        #expect(!plan.contains(#""SORT""#))
    }

    private func indexes() throws -> [String] {
        try database.aggregate(
            #"[{"$indexStats": {}}, {"$sort": {"name": 1}}, {"$project": {"name": 1}}]"#, on: Self.collection
        )
        .compactMap { $0.split(separator: "\"").dropFirst(3).first.map(String.init) }
    }

    @Test func `has a time to live when it is asked for, and keeps it until it is asked for another`() throws {
        func expiry() throws -> String? {
            let list = try database.run(#"{"listIndexes": "\#(Self.collection)"}"#)
            return list.split(separator: "expireAfterSeconds").dropFirst().first.map { String($0.prefix(40)) }
        }
        _ = try open()
        #expect(try expiry() == nil)
        _ = try open(timeToLive: 86_400)
        #expect(try expiry()?.contains("86400") == true)
        _ = try open()
        #expect(try expiry()?.contains("86400") == true)
        _ = try open(timeToLive: 34_560_000)
        #expect(try expiry()?.contains("34560000") == true)
        #expect(try indexes().contains("dqaudit_ttl"))
    }

    @Test func `that belongs to somebody else is refused and left as it is`() throws {
        for documents in [[#"{"_id": 1, "name": "x"}"#], [#"{"dqaudit_history": 1}"#, #"{"name": "y"}"#]] {
            let database = try TestDatabase("foreign")
            try database.insert(json: documents, into: Self.collection)
            let before = try database.documents(of: Self.collection)
            for create in [true, false] {
                let error = historyError { _ = try openHistory(database.uri, database.name, create: create) }
                #expect(error?.code == .incompatible)
                #expect(error?.message.contains("holds other documents") == true, "\(String(describing: error))")
            }
            #expect(try database.documents(of: Self.collection) == before)
            #expect(try !database.run(#"{"listIndexes": "\#(Self.collection)"}"#).contains("dqaudit_"))
        }
    }

    @Test func `written by a newer version is refused and left as it is`() throws {
        try open().append(sampleRecord("a"))
        try database.insert(json: [#"{"_id": "b", "dqaudit_history": 2}"#], into: Self.collection)
        let error = historyError { _ = try open() }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("newer dqaudit") == true, "\(String(describing: error))")
        #expect(try database.documents(of: Self.collection).count == 2)
    }

    @Test func `cannot be a view or a time series`() throws {
        try database.run(#"{"create": "base"}"#)
        for (options, type) in [
            (#""viewOn": "base", "pipeline": []"#, "view"), (#""timeseries": {"timeField": "now"}"#, "timeseries"),
        ] {
            try database.run(#"{"create": "\#(Self.collection)", \#(options)}"#)
            let error = historyError { _ = try open() }
            #expect(error?.code == .incompatible)
            #expect(error?.message.contains("is a \(type)") == true, "\(String(describing: error))")
            try database.run(#"{"drop": "\#(Self.collection)"}"#)
        }
    }

    @Test(arguments: [
        (#"{"$set": {"review": "maybe"}}"#, "an unknown review"), (#"{"$unset": {"suite": 1}}"#, "without 'suite'"),
        (#"{"$set": {"metrics.0.value": "many"}}"#, "an unknown value"), (#"{"$set": {"now": 5}}"#, "an unknown now"),
        (#"{"$set": {"metrics": [5]}}"#, "an unknown metrics"),
    ])
    func `with something that nobody wrote is reported, not guessed at`(change: String, words: String) throws {
        let history = try open()
        try history.append(sampleRecord("a"))
        try database.run(#"{"update": "\#(Self.collection)", "updates": [{"q": {}, "u": \#(change)}]}"#)
        let error = historyError { _ = try history.runs(suite: nil, limit: 9) }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `is written for a majority, and read from one`() throws {
        _ = try open()
        try database.run(#"{"profile": 2}"#)
        // Whatever the connection string says.
        let loose = try openHistory(database.uri + "&w=1&readConcernLevel=local", database.name)
        try loose.append(sampleRecord("a"))
        _ = try loose.review(id: "a", as: .rejected)
        _ = try loose.runs(suite: nil, limit: 9)
        _ = try loose.prune(suite: nil, before: noon(0))
        try database.run(#"{"profile": 0}"#)
        let commands = try database.aggregate(
            """
            [{"$match": {"op": {"$in": ["insert", "command", "update", "remove"]},
                "ns": {"$in": ["\(database.name).\(Self.collection)", "\(database.name).$cmd"]}}},
             {"$project": {"_id": 0, "op": 1, "name": {"$first": {"$objectToArray": "$command"}},
               "w": "$command.writeConcern.w", "level": "$command.readConcern.level"}},
             {"$group": {"_id": ["$name.k", {"$ifNull": ["$w", "$level"]}]}}, {"$sort": {"_id": 1}}]
            """, on: "system.profile")
        #expect(commands.contains(#"{ "_id" : [ "insert", "majority" ] }"#), "\(commands)")
        #expect(commands.contains(#"{ "_id" : [ "aggregate", "majority" ] }"#), "\(commands)")
        #expect(!commands.contains { $0.contains(#""local""#) || $0.contains("[ \"insert\", 1 ]") }, "\(commands)")
    }

    @Test func `works on a server without a replica set`() throws {
        let server = try MongodFixture(.standalone)
        defer { server.stop() }
        let history = try openHistory(server.uri, "ops")
        try history.append(sampleRecord("a"))
        #expect(historyError { try history.append(sampleRecord("a")) }?.code == .duplicateRun)
        #expect(try history.runs(suite: nil, limit: 9) == [sampleRecord("a")])
    }

    @Test func `out of reach or out of bounds is unavailable, and no message holds a secret`() throws {
        let server = try MongodFixture(.authenticated)
        defer { server.stop() }
        // The first user may be made by anybody on this machine, the next one by that user.
        _ = try MongoClient(uri: server.uri).run(
            #"{"createUser": "root", "pwd": "first", "roles": ["root"]}"#, on: "admin")
        _ = try MongoClient(uri: "mongodb://root:first@127.0.0.1:\(server.port)/?authSource=admin").run(
            """
            {"createUser": "keeper", "pwd": "Quokka42",
             "roles": [{"role": "readWrite", "db": "ops"}, {"role": "read", "db": "shop"}]}
            """, on: "admin")
        let place = "127.0.0.1:\(server.port)/?authSource=admin&serverSelectionTimeoutMS=500"
        try openHistory("mongodb://keeper:Quokka42@\(place)", "ops").append(sampleRecord("a"))
        // Whoever may only read may look.
        try openHistory("mongodb://root:first@\(place)", "shop").append(sampleRecord("b"))
        let looking = try openHistory("mongodb://keeper:Quokka42@\(place)", "shop", create: false)
        #expect(try looking.run(id: "b") == sampleRecord("b"))
        let refused = historyError { _ = try looking.review(id: "b", as: .accepted) }
        #expect(refused?.message.contains("'readWrite'") == true, "\(String(describing: refused))")
        let errors = [
            historyError { _ = try openHistory("mongodb://keeper:Quokka43@\(place)", "ops") },
            historyError { _ = try openHistory("mongodb://keeper:Quokka42@\(place)", "shop") },
            historyError { _ = try openHistory("mongodb://\(place)", "ops") },
            historyError {
                let port = try FreePort.find()
                _ = try openHistory("mongodb://keeper:Quokka42@127.0.0.1:\(port)/?serverSelectionTimeoutMS=300", "ops")
            },
        ]
        let words = ["refuses the login", "it needs the role 'readWrite'", "asks for a login", "cannot connect"]
        for (error, words) in zip(errors, words) {
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
            #expect(error?.message.contains("mongodb:") == true)
            #expect(error?.message.contains("Quokka") == false)
        }
    }
}
