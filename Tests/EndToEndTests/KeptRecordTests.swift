import AuditModel
import Foundation
import TestSupport
import Testing

/// Records that wait beside the reports for a SQLite history.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct KeptRecordTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
        try place.folder.write(
            Shop.suite(checks: "  - completeness:\n      fields: [name]\n      fail_below: 90%"), to: "suite.yml")
        try place.folder.write(Shop.products(10).joined(separator: "\n"), to: "products.jsonl")
    }

    private func audit(_ minute: Int, _ options: String...) throws -> AuditOutcome {
        try place.call(
            ["run", "suite.yml", "--source", "products.jsonl", "--now", "2026-05-11T06:1\(minute):00Z"] + options)
    }

    private func block() throws {
        try FileManager.default.createDirectory(
            atPath: place.folder.path("reports/history.sqlite"), withIntermediateDirectories: true)
    }

    private func unblock() throws {
        try FileManager.default.removeItem(atPath: place.folder.path("reports/history.sqlite"))
    }

    private func recorded() throws -> [RunRecord] {
        let list = try place.call("history", "list", "--format", "json")
        return try JSONDecoder().decode([RunRecord].self, from: Data(list.output.utf8))
    }

    @Test func `the next run records what waited, says so, and says nothing when it shall be quiet`() throws {
        try block()
        for minute in 1...3 { #expect(try audit(minute).status == 4) }
        #expect(try place.files(in: "reports/.unrecorded").count == 3)
        try unblock()
        let next = try audit(4)
        #expect(next.status == 0, "\(next)")
        #expect(next.errors == "dqaudit: history: recorded 3 earlier runs that could not be stored before\n")
        #expect(try recorded().count == 4)
        #expect(try recorded().allSatisfy { $0.exitCode == 0 && $0.status == .pass && $0.documents == 10 })
        #expect(!place.exists("reports/.unrecorded"))

        // The same numbers come from the reports.
        let ids = try recorded().map(\.runID)
        let known = try place.call(["history", "import"] + ids.map { "reports/products/\($0).json" })
        #expect(known.output == "added 0, known before 4, reviewed 0\n", "\(known)")
        try unblock()
        let imported = try place.call(["history", "import"] + ids.map { "reports/products/\($0).json" })
        #expect(imported.output == "added 4, known before 0, reviewed 0\n", "\(imported)")
        #expect(try audit(5).status == 0)

        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.folder.path("reports/history.sqlite\(suffix)"))
        }
        try block()
        #expect(try audit(6).status == 4)
        try unblock()
        let quiet = try audit(7, "--quiet")
        #expect(quiet.status == 0)
        #expect(quiet.output == "" && quiet.errors == "", "\(quiet)")
        #expect(try recorded().count == 2)
    }

    @Test func `runs at the same time record it once`() throws {
        try block()
        for minute in 1...5 { #expect(try audit(minute).status == 4) }
        try unblock()
        let runs = try (6...9).map { minute in
            // Of several suites: those of one take turns.
            let suite = try place.folder.text(of: "suite.yml").replacing("suite: products", with: "suite: s\(minute)")
            try place.folder.write(suite, to: "\(minute).yml")
            return try place.start([
                "run", "\(minute).yml", "--source", "products.jsonl", "--now", "2026-05-11T06:1\(minute):00Z",
            ])
        }
        for run in runs { #expect(try run.finish().status == 0) }
        #expect(try recorded().count == 9)
        #expect(Set(try recorded().map(\.runID)).count == 9)
        #expect(!place.exists("reports/.unrecorded"))
    }

    @Test func `what cannot be read is told and left, and never stops a run`() throws {
        try FileManager.default.createDirectory(
            atPath: place.folder.path("reports/.unrecorded"), withIntermediateDirectories: true)
        try place.folder.write("{", to: "reports/.unrecorded/half.json")
        try place.folder.write("something", to: "reports/.unrecorded/.half.json.x.tmp")
        let outcome = try audit(1)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.errors.contains("'reports/.unrecorded/half.json' is no record of a run"))
        #expect(try recorded().count == 1)
        #expect(try place.folder.text(of: "reports/.unrecorded/half.json") == "{")
    }

    @Test func `says so when the record cannot be kept either`() throws {
        try place.folder.write("", to: "reports")
        let outcome = try audit(1)
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("nor could the run be kept"), "\(outcome)")
    }
}
