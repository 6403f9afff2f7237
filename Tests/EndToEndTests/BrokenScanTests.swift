import AuditModel
import Foundation
import TestSupport
import Testing

/// Scans that a server of their own delays or breaks off. One after the other: a server has one fail point of a kind.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"), .serialized)
struct BrokenScanTests {
    private static let server = Result { try MongodFixture(.replicaSet) }

    private let place: AuditFolder
    private let database: TestDatabase

    /// More than one batch of the cursor, so that `getMore` is needed.
    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("broken", on: try BrokenScanTests.server.get())
        try database.insert(json: Shop.products(9_000), into: "products")
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
    }

    private var arguments: [String] { ["run", "suite.yml", "--uri", database.uri, "--now", Shop.now] }

    private func onGetMore(_ effect: String) throws -> Int { try on("getMore", effect) }

    /// Sets what happens to every command of a name.
    /// - Returns: how often that happened before.
    private func on(_ command: String, _ effect: String) throws -> Int {
        let reply = try database.run(
            """
            {"configureFailPoint": "failCommand", "mode": "alwaysOn",
             "data": {"failCommands": ["\(command)"], \(effect)}}
            """, on: "admin")
        let object = try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any]
        let count = object?["count"] as? [String: String]
        return Int(count?.values.first ?? "") ?? 0
    }

    private func clear() {
        _ = try? database.run(#"{"configureFailPoint": "failCommand", "mode": "off"}"#, on: "admin")
    }

    /// Waits until the server has met the fail point.
    private func awaitFailPoint(after count: Int) throws {
        try database.run(
            #"{"waitForFailPoint": "failCommand", "timesEntered": \#(count + 1), "maxTimeMS": 30000}"#, on: "admin")
    }

    @Test func `3 when the cursor fails`() throws {
        // A fault that does not pass: the same again would fail again.
        _ = try onGetMore(#""errorCode": 96"#)
        defer { clear() }
        let outcome = try place.call(arguments)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.output.contains("server error 96"))
        let report = try place.latest()
        #expect(report.status == .incomplete)
        #expect(report.checks.allSatisfy { $0.status == .notEvaluated && $0.value == nil })
        #expect(report.reason?.contains("4000 documents") == true, "\(report.reason ?? "")")
    }

    @Test(arguments: StopSignal.allCases)
    func `signal while the server does not answer`(signal: StopSignal) throws {
        // Longer than the program waits; turning the fail point off waits for it, too.
        let before = try onGetMore(#""blockConnection": true, "blockTimeMS": 5000"#)
        defer { clear() }
        let program = try place.start(arguments + ["--textfile", "gauges.prom"])
        try awaitFailPoint(after: before)
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(outcome.output == "")
        #expect(
            outcome.errors.contains("of suite 'products' nothing was written")
        )
        #expect(try place.files() == ["suite.yml"], "nothing is written")
        #expect(!place.exists("reports"))
    }

    @Test(arguments: StopSignal.allCases)
    func `signal while documents arrive`(signal: StopSignal) throws {
        let before = try onGetMore(#""blockConnection": true, "blockTimeMS": 300"#)
        defer { clear() }
        let program = try place.start(arguments)
        try awaitFailPoint(after: before)
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("interrupted"))
        #expect(try place.files() == ["suite.yml"])
    }

    @Test func `an interrupted run leaves the reports of the last one`() throws {
        #expect(try place.call(arguments).status == 0)
        let files = try place.files()
        let latest = try place.folder.read("reports/products/latest.json")
        let history = try place.folder.read("reports/history.sqlite")
        let before = try onGetMore(#""blockConnection": true, "blockTimeMS": 300"#)
        defer { clear() }
        let program = try place.start(arguments)
        try awaitFailPoint(after: before)
        program.signal(SIGTERM)
        #expect(try program.finish().status == 143)
        #expect(try place.files() == files)
        #expect(try place.folder.read("reports/products/latest.json") == latest)
        #expect(try place.folder.read("reports/history.sqlite") == history)
    }

    @Test func `who insists does not wait for a history that hangs`() throws {
        let before = try on("insert", #""blockConnection": true, "blockTimeMS": 25000"#)
        defer { clear() }
        let program = try place.start(arguments + ["--history", "mongodb:\(database.name).runs"])
        try awaitFailPoint(after: before)
        program.signal(SIGTERM)
        // Sooner than a second later it would be taken for the same one, sent twice.
        Thread.sleep(forTimeInterval: 1.5)
        program.signal(SIGTERM)
        let outcome = try program.finish()
        #expect(outcome.status == 143, "\(outcome)")
        #expect(outcome.errors.contains("interrupted in the midst of suite 'products'"), "\(outcome)")
        #expect(try place.files() == ["suite.yml"], "no lock, no half-written file")
        clear()
        #expect(try place.call(arguments).status == 0)
    }

    @Test func `progress on a small terminal, erased at the end`() throws {
        _ = try onGetMore(#""blockConnection": true, "blockTimeMS": 700"#)
        defer { clear() }
        let terminal = try PseudoTerminal(columns: 40, rows: 2)
        let outcome = try place.call(arguments, errors: .terminal(terminal))
        let screen = outcome.errors
        #expect(screen.contains(" %  "), "\(screen)")
        #expect(screen.contains("/s  "), "\(screen)")
        #expect(screen.contains(" left"), "\(screen)")
        #expect(screen.hasSuffix("\r\u{1B}[K"))
        #expect(!screen.contains("\n"), "nothing scrolls a terminal of two lines")
        let lines = screen.split(separator: "\r").map { $0.replacing("\u{1B}[K", with: "") }
        #expect(lines.allSatisfy { $0.count < 40 }, "a full line would wrap: \(lines)")
        #expect(outcome.output.contains("9,000 documents"))
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func `progress on a wide terminal`() throws {
        _ = try onGetMore(#""blockConnection": true, "blockTimeMS": 700"#)
        defer { clear() }
        let terminal = try PseudoTerminal(columns: 120, rows: 24)
        let screen = try place.call(arguments, errors: .terminal(terminal)).errors
        #expect(screen.contains("products  "), "\(screen)")
        #expect(screen.contains(" of 9,000 documents ("), "\(screen)")
        #expect(screen.contains(" left"), "\(screen)")
        #expect(screen.hasSuffix("\r\u{1B}[K"))
    }

    @Test func `no progress where stderr is no terminal, nor when quiet`() throws {
        _ = try onGetMore(#""blockConnection": true, "blockTimeMS": 700"#)
        defer { clear() }
        #expect(try place.call(arguments).errors == "")
        let terminal = try PseudoTerminal(columns: 40, rows: 2)
        #expect(try place.call(arguments + ["--quiet"], errors: .terminal(terminal)).errors == "")
    }
}
