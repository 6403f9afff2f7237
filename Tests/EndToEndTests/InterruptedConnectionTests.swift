import AuditModel
import Foundation
import TestSupport
import Testing

/// Signals before the first document arrives, and after the last.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct InterruptedConnectionTests {
    @Test(arguments: StopSignal.allCases)
    func `signal while a server is looked for`(signal: StopSignal) throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        let silent = try SilentServer()
        let program = try place.start([
            "run", "suite.yml", "--uri",
            "mongodb://127.0.0.1:\(silent.port)/?serverSelectionTimeoutMS=30000&connectTimeoutMS=30000",
        ])
        try silent.awaitCaller()
        let clock = ContinuousClock()
        let begin = clock.now
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(clock.now - begin < .seconds(15))
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("of suite 'products' nothing was written"), "\(outcome)")
        #expect(try place.files() == ["suite.yml"])
        #expect(!place.exists("reports"))
    }

    @Test(arguments: StopSignal.allCases)
    func `signal while a history is looked for`(signal: StopSignal) throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(10).joined(separator: "\n"), to: "products.jsonl")
        let silent = try SilentServer()
        let program = try place.start([
            "run", "suite.yml", "--source", "products.jsonl", "--history", "mongodb:ops.runs", "--uri",
            "mongodb://127.0.0.1:\(silent.port)/?serverSelectionTimeoutMS=30000&connectTimeoutMS=30000",
        ])
        try silent.awaitCaller()
        let begin = ContinuousClock.now
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(ContinuousClock.now - begin < .seconds(15))
        #expect(outcome.output == "")
        #expect(
            outcome.errors.contains(
                "interrupted while waiting for the server; of suite 'products' nothing was written"),
            "\(outcome)")
        #expect(!place.exists("reports"))
    }

    @Test func `signal while a finished audit is delivered`() throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.suite("second"), to: "then.yml")
        try place.folder.write(Shop.products(10).joined(separator: "\n"), to: "products.jsonl")
        let silent = try SilentServer()
        let program = try place.start([
            "run", "suite.yml", "then.yml", "--source", "products.jsonl", "--now", Shop.now, "--pushgateway",
            "http://127.0.0.1:\(silent.port)",
        ])
        try silent.awaitCaller()
        program.signal(SIGTERM)
        silent.hangUp()
        let outcome = try program.finish()
        #expect(outcome.status == 143, "\(outcome)")
        #expect(outcome.errors.contains("interrupted after suite 'products' was audited"), "\(outcome)")
        #expect(outcome.output.contains("completeness"))
        #expect(try place.latest().deliveries.map(\.sink).contains("history"))
        #expect(!place.exists("reports/second"), "the next suite is not begun")
    }
}
