import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// `dqaudit diff`.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct DiffCommandTests {
    private let place: AuditFolder

    /// `old.json` and `new.json`: a good run, and one three hours later, when names were missing.
    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        for (name, unnamed, hour) in [("old", 0, "09"), ("new", 30, "12")] {
            try place.folder.write(Shop.products(40, unnamed: unnamed).joined(separator: "\n"), to: "\(name).jsonl")
            try place.call(
                "run", "suite.yml", "--source", "\(name).jsonl", "--now", "2026-05-11T\(hour):00:00Z", "--history",
                "none")
            try place.folder.write(place.folder.read("reports/products/latest.json"), to: "\(name).json")
        }
    }

    @Test func `status 1 where the newer one is worse, else 0`() throws {
        let worse = try place.call("diff", "old.json", "new.json", "--lang", "en")
        #expect(worse.status == 1, "\(worse)")
        #expect(worse.errors == "")
        #expect(worse.output.contains("WORSE"))
        #expect(worse.output.contains("completeness"))
        let better = try place.call("diff", "new.json", "old.json", "--lang", "en")
        #expect(better.status == 0, "\(better)")
        #expect(better.output.contains("BETTER"))
        #expect(better.errors.contains("'new.json' is newer than 'old.json'"))
        let same = try place.call("diff", "new.json", "new.json", "--lang", "en")
        #expect(same.status == 0 && same.output.contains("UNCHANGED"), "\(same)")
    }

    @Test func `every format and language`() throws {
        let json = try place.call("diff", "old.json", "new.json", "--format", "json", "--lang", "fr")
        #expect(json.status == 1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["worse"] as? Bool == true)
        let markdown = try place.call("diff", "old.json", "new.json", "--format", "markdown", "--lang", "en")
        #expect(markdown.status == 1 && markdown.output.hasPrefix("### `products`: **worse**"), "\(markdown)")
        let french = try place.call("diff", "old.json", "new.json", environment: ["DQAUDIT_LANG": "fr"])
        #expect(french.status == 1 && french.output.contains("DÉGRADÉ"), "\(french)")
        #expect(try place.call("diff", "old.json", "new.json", "--format", "xml").status == 2)
    }

    @Test func `colours on a terminal only, in its width`() throws {
        let plain = try place.call("diff", "old.json", "new.json", "--lang", "en")
        #expect(!plain.output.contains("\u{1B}"))
        let coloured = try place.call("diff", "old.json", "new.json", "--lang", "en", "--color", "always")
        #expect(coloured.output.contains("\u{1B}[1;31mWORSE"))
        let shown = try place.call(
            ["diff", "old.json", "new.json", "--lang", "en"],
            output: .terminal(try PseudoTerminal(columns: 40, rows: 24)))
        #expect(shown.output.contains("\u{1B}[1;31mWORSE"))
        let lines = shown.output.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(whereSeparator: \.isNewline)
        #expect(lines.count > 5 && lines.allSatisfy { $0.count <= 40 }, "\(lines)")
    }

    @Test func `one report may come from stdin`() throws {
        let shell = try #require(InstalledProgram("sh"))
        let program = try #require(AuditProgram.path)
        let (old, new) = (place.folder.path("old.json"), place.folder.path("new.json"))
        let outcome = try shell.run(["-c", "cat '\(new)' | '\(program)' diff '\(old)' -"], folder: place.folder)
        #expect(outcome.exitStatus == 1)
        #expect(try place.call("diff", "-", "-").status == 2)
    }

    @Test func `what is no report is status 2, what cannot be written 4, unless it is worse`() throws {
        try place.folder.write("{", to: "cut.json")
        for pair in [["cut.json", "new.json"], ["old.json", "cut.json"], ["absent", "new.json"], ["old.json", "."]] {
            let outcome = try place.call(["diff"] + pair)
            #expect(outcome.status == 2 && outcome.output == "" && !outcome.errors.isEmpty, "\(outcome)")
        }
        #expect(try place.call("diff", "old.json").status == 2)
        let same = try place.call(["diff", "old.json", "old.json"], output: .file("/dev/full"))
        #expect(same.status == 4 && same.errors.contains("no space left"), "\(same)")
        #expect(try place.call(["diff", "old.json", "new.json"], output: .file("/dev/full")).status == 1)
        #expect(try place.call(["diff", "old.json", "new.json"], output: .departedReader).status == 1)
    }
}
