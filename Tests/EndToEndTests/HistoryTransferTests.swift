import AuditModel
import Foundation
import TestSupport
import Testing

/// `history export`, `import` and `prune`.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct HistoryTransferTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(40).joined(separator: "\n"), to: "products.jsonl")
    }

    /// Three runs, of which one is accepted and one rejected.
    private func fill() throws -> [RunRecord] {
        for day in 1...3 {
            try place.call(
                "run", "suite.yml", "--source", "products.jsonl", "--now", "2026-05-1\(day)T06:00:00.123Z")
        }
        let ids = try place.runs().map(\.runID)
        try place.call("history", "accept", ids[0])
        try place.call("history", "reject", ids[2])
        return try list("sqlite:reports/history.sqlite")
    }

    private func list(_ location: String, _ options: String...) throws -> [RunRecord] {
        let outcome = try place.call(["history", "list", "--format", "json", "--history", location] + options)
        return try JSONDecoder().decode([RunRecord].self, from: Data(outcome.output.utf8))
    }

    @Test func `moves a history from file to file, reviews included, as often as one likes`() throws {
        let records = try fill()
        #expect(records.map(\.review) == [.rejected, .none, .accepted])
        let export = try place.call("history", "export")
        #expect(export.output.split(separator: "\n").count == 3)
        #expect(export.errors == "")
        #expect(try place.call("history", "export", "-o", "runs.jsonl").output == "")
        #expect(try place.folder.text(of: "runs.jsonl") == export.output)
        #expect(try place.call("history", "export", "--suite", "absent").output == "")

        let target = "sqlite:moved.sqlite"
        let first = try place.call("history", "import", "runs.jsonl", "--history", target)
        #expect(first.output == "added 3, known before 0, reviewed 0\n", "\(first)")
        #expect(try list(target) == records)
        let second = try place.call("history", "import", "runs.jsonl", "--history", target, "--format", "json")
        #expect(second.status == 0)
        #expect(second.output.contains(#""known" : 3"#), "\(second)")
        #expect(try list(target) == records)
        // From there on, the same text comes out.
        #expect(try place.call("history", "export", "--history", target).output == export.output)

        // A review that is missing is brought along, one that was made here stays.
        try place.call("history", "accept", records[1].runID)
        try place.call("history", "accept", records[0].runID)
        try place.call("history", "export", "-o", "later.jsonl")
        let later = try place.call("history", "import", "later.jsonl", "--history", target)
        #expect(later.output.contains("added 0, known before 1, reviewed 1"), "\(later)")
        #expect(later.output.contains(records[0].runID))
        #expect(try list(target).map(\.review) == [.rejected, .accepted, .accepted])
    }

    @Test(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
    func `moves a history from a file to MongoDB and back`() throws {
        let records = try fill()
        let database = try TestDatabase()
        let server = "mongodb:\(database.name).runs"
        try place.call("history", "export", "-o", "runs.jsonl")
        for added in [3, 0] {
            let outcome = try place.call(
                "history", "import", "runs.jsonl", "--history", server, "--uri", database.uri)
            #expect(outcome.output.contains("added \(added), known before \(3 - added)"), "\(outcome)")
        }
        #expect(try list(server, "--uri", database.uri) == records)
        let back = try place.call("history", "export", "--history", server, "--uri", database.uri)
        #expect(try place.folder.text(of: "runs.jsonl") == back.output)
    }

    @Test func `changes nothing when a file holds something else, and keeps what is there`() throws {
        let records = try fill()
        let export = try place.call("history", "export").output
        let lines = export.split(separator: "\n")
        let wrong = [
            ("\(lines[0])\n{\"run_id\": \"x\"}\n", "line 2 is no record of a run: 'now' is missing"),
            ("\(lines[0])\nnonsense\n", "line 2 is no record of a run: it is no valid JSON"),
            (lines[0].replacing(#""dqaudit_history":1"#, with: #""dqaudit_history":2"#), "another version"),
            ("[\(lines[0]), 5]", "is no record of a run"),
        ]
        for (text, words) in wrong {
            try place.folder.write(String(text), to: "wrong.jsonl")
            let outcome = try place.call("history", "import", "wrong.jsonl", "--history", "sqlite:new.sqlite")
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(!place.exists("new.sqlite"))
        }
        #expect(try place.call("history", "import", "absent.jsonl").status == 2)

        try place.folder.write(export.replacing(#""documents":40"#, with: #""documents":41"#), to: "other.jsonl")
        let conflict = try place.call("history", "import", "other.jsonl")
        #expect(conflict.status == 2)
        #expect(conflict.errors.contains("other numbers for \(records[2].runID)"), "\(conflict)")
        #expect(try list("sqlite:reports/history.sqlite") == records)
        // An empty file is an empty export.
        try place.folder.write("\n", to: "empty.jsonl")
        #expect(try place.call("history", "import", "empty.jsonl").output == "added 0, known before 0, reviewed 0\n")
    }

    @Test func `takes out what is older than asked for`() throws {
        let records = try fill()
        let clock = try #require(Instant(rfc3339: "2026-05-12T00:00:00Z"))
        let age = Int(Date().timeIntervalSince1970) - Int(clock.wholeSeconds)
        let options = ["history", "prune", "--older-than", "\(age)s"]
        let dry = try place.call(options + ["--dry-run"])
        #expect(dry.output.contains(records[2].runID))
        #expect(!dry.output.contains(records[1].runID))
        #expect(try list("sqlite:reports/history.sqlite") == records)
        #expect(try place.call(options + ["--suite", "absent"]).output.contains("took out 0 runs"))
        #expect(try place.call(options).output.contains("took out 1 run from before"))
        #expect(try list("sqlite:reports/history.sqlite") == Array(records.prefix(2)))
        #expect(try place.call("history", "prune").status == 2)
        #expect(try place.call("history", "prune", "--older-than", "0d").status == 2)
        #expect(try place.call("history", "prune", "--older-than", "400").status == 2)
    }
}
