import AuditModel
import MongoSource
import TestSupport
import Testing

/// How the reading can be steered from the command line, and how it is told.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct ReadOptionTests {
    private let place: AuditFolder
    private let database: TestDatabase

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase()
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
        try database.insert(json: Shop.products(2_000), into: "products")
    }

    private func call(_ arguments: String...) throws -> AuditOutcome {
        try place.call(["run", "suite.yml", "--uri", database.uri, "--now", Shop.now] + arguments)
    }

    @Test func `a snapshot is told in the report`() throws {
        #expect(try call().status == 0)
        let source = try place.latest().source
        #expect(source.consistency == "snapshot")
        #expect(source.clusterTime?.hasPrefix("Timestamp(") == true)
        #expect(source.consistencyReason == nil)
    }

    @Test func `without a snapshot the report says why`() throws {
        let server = try MongodFixture(.standalone)
        defer { server.stop() }
        try TestDatabase(uri: server.uri, named: database.name).insert(json: Shop.products(20), into: "products")
        let outcome = try place.call("run", "suite.yml", "--uri", server.uri, "--now", Shop.now)
        #expect(outcome.status == 0, "\(outcome)")
        let source = try place.latest().source
        #expect(source.consistency == "none")
        #expect(source.clusterTime == nil)
        #expect(source.consistencyReason == "the server is no member of a replica set, and so keeps no snapshots")
        #expect(try place.folder.text(of: "reports/products/latest.html").contains("keeps no snapshots"))
    }

    @Test func `a plan is explained, and nothing read or written`() throws {
        let outcome = try call("--explain", "--threads", "3", "--max-docs-per-second", "500")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("one for all cursors: Timestamp("))
        #expect(outcome.output.contains("one, in natural order"))
        #expect(outcome.output.contains("because the collection is small (about 2000 documents)"))
        #expect(outcome.output.contains("at most 500 documents a second"))
        #expect(outcome.errors == "")
        #expect(try place.files() == ["suite.yml"])
        let missing = try place.call("run", "suite.yml", "--uri", Shop.nowhere, "--explain")
        #expect(missing.status == 3, "\(missing)")
        #expect(missing.errors.contains("cannot connect"))
    }

    @Test func `an audit that takes too long is incomplete`() throws {
        let outcome = try call("--time-limit", "1s", "--max-docs-per-second", "100")
        #expect(outcome.status == 3, "\(outcome)")
        let reason = try place.latest().reason ?? ""
        #expect(reason.hasPrefix("the time limit of 1s was over after"), "\(reason)")
        #expect(reason.contains("--time-limit"))
    }

    @Test func `a server that says nothing is not waited for beyond the limit`() throws {
        let silent = try SilentServer()
        let outcome = try place.call(
            "run", "suite.yml", "--uri", "mongodb://127.0.0.1:\(silent.port)", "--time-limit", "1s")
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest().reason?.hasPrefix("the time limit of 1s was over") == true)
    }

    @Test func `faults that were overcome are counted`() throws {
        let application = database.name
        try database.insert(
            json: Shop.products(7_000).dropFirst(2_000).map { $0.replacing("prod_", with: "more_") }, into: "products")
        try database.run(
            """
            {"configureFailPoint": "failCommand", "mode": {"times": 1},
             "data": {"failCommands": ["getMore"], "errorCode": 43, "appName": "\(application)"}}
            """, on: "admin")
        let outcome = try place.call(
            "run", "suite.yml", "--uri", database.uri + "&appname=\(application)", "--now", Shop.now, "--history",
            "none")
        #expect(outcome.status == 0, "\(outcome)")
        let report = try place.latest()
        #expect(report.scan.documents == 7_000)
        #expect(report.scan.resumptions == 1)
        #expect(report.source.consistency == "snapshot")
        #expect(try place.folder.text(of: "reports/products/latest.html").contains("Resumed after a fault"))
    }
}
