import AuditModel
import Foundation
import TestSupport
import Testing

/// Exit status 4: the audit is complete, a delivery is not. The documents come from a file: no server is needed.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct DeliveryFailureTests {
    private let place: AuditFolder
    private static let simple = """
          - completeness:
              fields: [name]
              fail_below: 90%
        """

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(checks: Self.simple), to: "suite.yml")
        try place.folder.write(Shop.products(10).joined(separator: "\n"), to: "good.jsonl")
        try place.folder.write(Shop.products(10, unnamed: 5).joined(separator: "\n"), to: "bad.jsonl")
    }

    private func audit(_ source: String, _ options: String...) throws -> AuditOutcome {
        try place.call(["run", "suite.yml", "--source", source, "--now", Shop.now] + options)
    }

    @Test func `unreachable Pushgateway`() throws {
        let port = try FreePort.find()
        let outcome = try audit("good.jsonl", "--pushgateway", "http://127.0.0.1:\(port)")
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.output.contains("delivery failed: pushgateway: "))
        #expect(outcome.errors.contains("127.0.0.1:\(port)"), "where logs are read")
        #expect(outcome.output.contains("127.0.0.1:\(port)"))
        #expect(outcome.output.contains("PASS"))
        let report = try place.latest()
        #expect(report.status == .pass)
        #expect(report.exitCode == 4)
        let delivery = try #require(report.deliveries.first { $0.sink == "pushgateway" })
        #expect(delivery.status == .failed)
        #expect(delivery.error?.contains("127.0.0.1:\(port)") == true)
        // A breach is never hidden by it.
        let breached = try audit("bad.jsonl", "--pushgateway", "http://127.0.0.1:\(port)")
        #expect(breached.status == 1, "\(breached)")
        #expect(try place.latest().exitCode == 1)
        #expect(breached.output.contains("127.0.0.1:\(port)"))
        // Where stdout is for a program, stderr tells it.
        let json = try audit("good.jsonl", "--pushgateway", "http://127.0.0.1:\(port)", "--format", "json", "--quiet")
        #expect(json.status == 4)
        #expect(json.errors.contains("pushgateway: "))
        #expect(json.errors.contains("127.0.0.1:\(port)"))
        #expect(json.output.hasPrefix("{"))
    }

    @Test(arguments: [("good.jsonl", Int32(4)), ("bad.jsonl", 1)])
    func `report folder that cannot be made`(source: String, status: Int32) throws {
        try place.folder.write("", to: "blocked")
        let outcome = try audit(source, "--report-dir", "blocked", "--history", "none")
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.output.contains("delivery failed: json: "))
        #expect(outcome.output.contains("blocked"))
        #expect(outcome.output.contains("completeness"))
        #expect(try place.folder.text(of: "blocked") == "")
    }

    @Test func `history that cannot be opened`() throws {
        try place.folder.write("this is no database, but a note of somebody", to: "note.sqlite")
        let outcome = try audit("good.jsonl", "--history", "sqlite:note.sqlite")
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.output.contains("note.sqlite"))
        #expect(try place.folder.text(of: "note.sqlite") == "this is no database, but a note of somebody")
        #expect(try place.latest().deliveries.contains { $0.sink == "history" && $0.status == .failed })
    }

    @Test func `a baseline in a history that cannot be opened is not evaluated`() throws {
        try place.folder.write("this is no database, but a note of somebody", to: "note.sqlite")
        try place.folder.write(Shop.suite(), to: "suite.yml")
        let outcome = try audit("good.jsonl", "--history", "sqlite:note.sqlite")
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest().check("volume")?.status == .notEvaluated)
        #expect(try place.latest().check("completeness")?.status == .pass)
    }

    @Test func `textfile that cannot be written`() throws {
        try FileManager.default.createDirectory(
            atPath: place.folder.path("gauges.prom"), withIntermediateDirectories: false)
        let outcome = try audit("good.jsonl", "--textfile", "gauges.prom")
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.output.contains("delivery failed: textfile: "), "\(outcome)")
        #expect(outcome.errors.contains("textfile: "), "\(outcome)")
        #expect(try place.latest().exitCode == 4)
        #expect(try place.files(in: "gauges.prom") == [])
    }

    @Test func `textfile of somebody else is left alone`() throws {
        try place.folder.write("not an exposition\n", to: "other.prom")
        let outcome = try audit("good.jsonl", "--textfile", "other.prom")
        #expect(outcome.status == 4, "\(outcome)")
        #expect(try place.folder.text(of: "other.prom") == "not an exposition\n")
    }

    @Test(
        .enabled(if: SmallDisk.isPermitted, "\(SmallDisk.absence)"),
        arguments: [("good.jsonl", Int32(4)), ("bad.jsonl", 1)])
    func `full disk`(source: String, status: Int32) throws {
        let program = try #require(AuditProgram.path)
        let outcome = try SmallDisk.call(
            program, ["run", "suite.yml", "--source", source, "--now", Shop.now, "--history", "none"],
            on: "reports", in: place.folder)
        #expect(outcome.output.contains("delivery failed: json: "), "\(outcome)")
        #expect(outcome.output.contains("no space left"), "\(outcome)")
        #expect(outcome.output.contains("status \(status)\n"), "\(outcome)")
        #expect(outcome.output.contains("completeness"))
        #expect(outcome.output.contains("left: 0"), "neither a report nor a temporary file: \(outcome)")
    }
}
