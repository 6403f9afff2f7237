import AuditModel
import TestSupport
import Testing

/// A server of their own that answers, but late. One after the other: a server has one fail point of a kind.
@Suite(.serialized, .enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct SlowServerTests {
    private static let server = Result { try MongodFixture(.replicaSet) }

    private let place: AuditFolder
    private let database: TestDatabase

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("slow", on: try SlowServerTests.server.get())
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
        try database.insert(json: Shop.products(2_000), into: "products")
    }

    /// Lets every command of this test's audits wait.
    private func delay(milliseconds: Int) throws {
        try database.run(
            """
            {"configureFailPoint": "failCommand", "mode": "alwaysOn",
             "data": {"failCommands": ["listCollections", "buildInfo", "count", "find", "aggregate", "getMore"],
                      "blockConnection": true, "blockTimeMS": \(milliseconds), "appName": "\(database.name)"}}
            """, on: "admin")
    }

    private func call(_ arguments: String...) throws -> AuditOutcome {
        try place.call(
            ["run", "suite.yml", "--uri", database.uri + "&appname=\(database.name)", "--now", Shop.now] + arguments)
    }

    @Test func `the time limit holds while the plan is made`() throws {
        try delay(milliseconds: 3_000)
        defer { _ = try? database.run(#"{"configureFailPoint": "failCommand", "mode": "off"}"#, on: "admin") }
        let begin = ContinuousClock.now
        let outcome = try call("--time-limit", "4s")
        let elapsed = ContinuousClock.now - begin
        #expect(outcome.status == 3, "\(outcome)")
        #expect(elapsed >= .seconds(4))
        #expect(elapsed < .milliseconds(5_500), "\(elapsed)")
        let reason = try place.latest().reason ?? ""
        #expect(reason.hasPrefix("the time limit of 4s was over after 0 documents"), "\(reason)")

        let explained = try call("--explain", "--time-limit", "1s")
        #expect(explained.status == 3, "\(explained)")
        #expect(explained.errors.contains("the time was over before it was known how to read"), "\(explained)")
    }
}
