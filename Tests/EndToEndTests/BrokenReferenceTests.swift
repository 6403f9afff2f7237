import AuditModel
import Foundation
import TestSupport
import Testing

/// Runs that end while a reference's target is read. The target needs more than one batch, the audited collection one.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"), .serialized)
struct BrokenReferenceTests {
    private static let server = Result { try MongodFixture(.replicaSet) }

    private let place: AuditFolder
    private let database: TestDatabase

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("brokenReference", on: try BrokenReferenceTests.server.get())
        try database.insert(json: Shop.products(9_000), into: "products")
        try database.insert(json: [#"{"_id": 1, "product_id": "prod_1"}"#], into: "reviews")
        try place.folder.write(
            Shop.suite(
                database: database.name, collection: "reviews",
                checks: """
                      - completeness: { fields: [product_id], fail_below: 90% }
                      - reference: { field: product_id, to: products._id, fail_above: 1% }
                    """), to: "suite.yml")
    }

    private var arguments: [String] {
        ["run", "suite.yml", "--uri", database.uri, "--now", Shop.now, "--history", "none"]
    }

    /// Sets what happens to every `getMore`.
    /// - Returns: how often that happened before.
    @discardableResult
    private func onGetMore(_ effect: String) throws -> Int {
        let reply = try database.run(
            #"{"configureFailPoint": "failCommand", "mode": "alwaysOn", "data": {"failCommands": ["getMore"], \#(effect)}}"#,
            on: "admin")
        let object = try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any]
        let count = object?["count"] as? [String: String]
        return Int(count?.values.first ?? "") ?? 0
    }

    private func clear() {
        _ = try? database.run(#"{"configureFailPoint": "failCommand", "mode": "off"}"#, on: "admin")
    }

    @Test func `time limit`() throws {
        try onGetMore(#""blockConnection": true, "blockTimeMS": 3000"#)
        defer { clear() }
        let outcome = try place.call(arguments + ["--time-limit", "1s"])
        #expect(outcome.status == 3, "\(outcome)")
        let report = try place.latest()
        #expect(report.reason?.contains("the time limit of 1s was over") == true, "\(report.reason ?? "")")
        #expect(report.reason?.hasPrefix("'products', where 'to' looks for matches") == true)
        #expect(report.checks.allSatisfy { $0.status == .notEvaluated && $0.value == nil })
    }

    @Test(arguments: StopSignal.allCases)
    func `signal`(signal: StopSignal) throws {
        let before = try onGetMore(#""blockConnection": true, "blockTimeMS": 1000"#)
        defer { clear() }
        let program = try place.start(arguments)
        try database.run(
            #"{"waitForFailPoint": "failCommand", "timesEntered": \#(before + 1), "maxTimeMS": 30000}"#, on: "admin")
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(outcome.output == "")
        #expect(try place.files() == ["suite.yml"], "nothing is written")
    }

    @Test func `a target that breaks off costs its check alone`() throws {
        // A fault that does not pass: the same again would fail again.
        try onGetMore(#""errorCode": 96"#)
        defer { clear() }
        let outcome = try place.call(arguments)
        #expect(outcome.status == 3, "\(outcome)")
        let report = try place.latest()
        #expect(report.reason == nil)
        #expect(report.checks.map(\.status) == [.pass, .notEvaluated])
        #expect(report.checks.last?.reason?.contains("server error 96") == true)
    }

    @Test func `at a pace`() throws {
        let begin = ContinuousClock.now
        let outcome = try place.call(arguments + ["--max-docs-per-second", "6000"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(ContinuousClock.now - begin > .milliseconds(500), "9,000 documents at 6,000 a second")
        #expect(try place.latest().scan.references?.first?.documents == 9_000)
    }
}
