import AuditModel
import Foundation
import MongoSource
import TestSupport
import Testing

/// A history on the server, for hosts whose disk does not last; and a server that is not there when it is needed.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct MongoHistoryTests {
    private let place: AuditFolder
    private static let checks = """
          - completeness:
              fields: [name]
              fail_below: 90%
          - volume:
              per: run
              method: absolute
              fail_above: 5
        """

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(checks: Self.checks), to: "suite.yml")
    }

    /// Audits so many products of a file on a day of May.
    private func audit(_ day: Int, _ count: Int, unnamed: Int = 0, _ options: [String]) throws -> AuditOutcome {
        try place.folder.write(Shop.products(count, unnamed: unnamed).joined(separator: "\n"), to: "products.jsonl")
        return try place.call(
            ["run", "suite.yml", "--source", "products.jsonl", "--now", "2026-05-0\(day)T06:00:00Z"] + options)
    }

    private func volume() throws -> CheckResult { try #require(try place.latest().check("volume")) }

    @Test func `baselines come from it, and every command knows it`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(40), into: "products")
        try place.folder.write(Shop.suite(database: database.name, checks: Self.checks), to: "suite.yml")
        let history = ["--history", "mongodb:\(database.name).runs?ttl=9000d", "--uri", database.uri]
        for day in 1...4 {
            // Nothing is left on this host from one day to the next.
            try? FileManager.default.removeItem(atPath: place.folder.path("reports"))
            let outcome = try place.call(["run", "suite.yml", "--now", "2026-05-0\(day)T06:00:00Z"] + history)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors == "")
        }
        #expect(try volume().status == .pass)
        #expect(try volume().baseline?.days == 3)
        #expect(!place.exists("reports/history.sqlite"))
        #expect(!place.exists("reports/.unrecorded"))

        let list = try place.call(["history", "list", "--format", "json"] + history)
        let records = try JSONDecoder().decode([RunRecord].self, from: Data(list.output.utf8))
        #expect(records.count == 4)
        #expect(records.allSatisfy { $0.namespace == "\(database.name).products" })
        let id = records[0].runID
        #expect(try place.call(["history", "show", id] + history).output.contains("40 documents"))
        #expect(try place.call(["history", "reject", id, "--format", "json"] + history).output.contains("rejected"))
        try place.folder.write(database.uri, to: "uri")
        let environment = ["DQAUDIT_HISTORY": "mongodb:\(database.name).runs", "MONGODB_URI": database.uri]
        #expect(try place.call(["history"], environment: environment).output.contains("rejected"))
        let byFile = ["--history", "mongodb:\(database.name).runs", "--uri-file", "uri"]
        #expect(try place.call(["history", "accept", id] + byFile).output.contains("accepted"))
        let dry = try place.call(["history", "prune", "--older-than", "1d", "--dry-run"] + history)
        #expect(dry.output.contains(id), "\(dry)")
        let pruned = try place.call(["history", "prune", "--older-than", "1d", "--format", "json"] + history)
        #expect(pruned.output.contains("4"), "\(pruned)")
        #expect(try place.call(["history", "list"] + history).output.contains("no runs"))
    }

    @Test func `2 when it would lie where suites look, or no server is named`() throws {
        try place.folder.write(
            Shop.suite(
                checks: "  - reference:\n      field: category_id\n      to: { collection: categories, field: _id }"),
            to: "suite.yml")
        let nowhere = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"
        for collection in ["products", "categories"] {
            let outcome = try place.call(
                "run", "suite.yml", "--uri", nowhere, "--history", "mongodb:shop.\(collection)")
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains("the history cannot lie in shop.\(collection)"))
        }
        let file = try audit(1, 1, ["--history", "mongodb:shop.runs"])
        #expect(file.status == 2)
        #expect(file.errors.contains("none is named; give --uri"), "\(file)")
        #expect(try place.call("history", "list", "--history", "mongodb:shop.runs").status == 2)
        #expect(try place.call("history", "list", "--history", "mongodb:shop.runs", "--uri", nowhere).status == 3)
        #expect(!place.exists("reports"))
    }

    @Test func `4 when it is somebody else's collection, which stays as it is`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(3), into: "others")
        try place.folder.write(
            Shop.suite(checks: "  - completeness:\n      fields: [name]"), to: "suite.yml")
        let outcome = try audit(1, 3, ["--history", "mongodb:\(database.name).others", "--uri", database.uri])
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.errors.contains("holds other documents"))
        #expect(try database.documents(of: "others").count == 3)
    }

    @Test func `an audited server that is not there is looked for once`() throws {
        let port = try FreePort.find()
        let begin = ContinuousClock.now
        let outcome = try place.call(
            "run", "suite.yml", "--uri", "mongodb://127.0.0.1:\(port)/?serverSelectionTimeoutMS=6000", "--history",
            "mongodb:ops.runs")
        // Looking twice would take twelve.
        #expect(ContinuousClock.now - begin < .seconds(11))
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.errors.contains("history: the history mongodb:ops.runs cannot be used: cannot connect"))
        #expect(try place.files(in: "reports/.unrecorded") == ["\(try place.latest().runID).json"])
    }

    @Test func `a run that could not be stored is recorded by the next one`() throws {
        let set = try ReplicaSetFixture()
        defer { set.stop() }
        let history = ["--history", "mongodb:ops.runs", "--uri", set.uri + "&serverSelectionTimeoutMS=500"]
        for day in 1...3 { #expect(try audit(day, 40, history).status == 0) }
        set.stop()

        // Not evaluated comes before a delivery that failed; the rest of the audit is as ever.
        let lost = try audit(4, 40, history)
        #expect(lost.status == 3, "\(lost)")
        #expect(try volume().status == .notEvaluated)
        #expect(try volume().reason?.contains("the history could not be read") == true)
        #expect(try volume().value == 40)
        #expect(try place.latest().check("completeness")?.status == .pass)
        #expect(try place.latest().check("completeness")?.value == 100)
        let delivery = try #require(try place.latest().deliveries.first { $0.sink == "history" })
        #expect(delivery.status == .failed)
        #expect(delivery.error?.contains("is kept in reports/.unrecorded/") == true, "\(delivery)")
        let kept = try place.latest().runID
        #expect(try place.files(in: "reports/.unrecorded") == ["\(kept).json"])

        // Without a check that needs the past the audit itself is complete.
        let simple = Shop.suite("simple", checks: "  - completeness:\n      fields: [name]\n      fail_below: 90%")
        try place.folder.write(simple, to: "simple.yml")
        let complete = ["run", "simple.yml", "--source", "products.jsonl", "--now", "2026-05-04T07:00:00Z"]
        #expect(try place.call(complete + history).status == 4)
        #expect(try place.files(in: "reports/.unrecorded").count == 2)
        // A breach stays a breach.
        #expect(try audit(4, 40, unnamed: 30, history).status == 3)
        try FileManager.default.removeItem(
            atPath: place.folder.path("reports/.unrecorded/\(try place.latest().runID).json"))

        // Another history takes nothing that is not its own.
        #expect(try audit(5, 40, []).status == 0)
        #expect(try place.files(in: "reports/.unrecorded").count == 2)

        try set.restart(0)
        try set.awaitPrimary()
        // The folder of reports may have moved.
        try FileManager.default.moveItem(atPath: place.folder.path("reports"), toPath: place.folder.path("moved"))
        let next = try audit(5, 40, history + ["--report-dir", "moved"])
        #expect(next.status == 0, "\(next)")
        #expect(next.errors == "dqaudit: history: recorded 2 earlier runs that could not be stored before\n")
        #expect(!place.exists("moved/.unrecorded"))
        let list = try place.call(["history", "list", "--format", "json"] + history)
        let records = try JSONDecoder().decode([RunRecord].self, from: Data(list.output.utf8))
        #expect(records.count == 6, "\(list.output)")
        let recorded = try #require(records.first { $0.runID == kept })
        #expect(recorded.status == .incomplete)
        #expect(recorded.metrics.contains { $0.check == "completeness" && $0.value == 100 })
        #expect(recorded.metrics.contains { $0.kind == "volume" && $0.name == "value" && $0.value == 40 })
        // Once is enough.
        let after = try audit(6, 40, history + ["--report-dir", "moved"])
        #expect(after.errors == "")

        // The report holds the same record.
        let again = try place.call(["history", "import", "moved/products/\(kept).json"] + history)
        #expect(again.output.contains("added 0, known before 1"), "\(again)")
    }
}
