import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// `dqaudit render`.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct RenderCommandTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(40, unnamed: 9).joined(separator: "\n"), to: "products.jsonl")
    }

    private func audit(_ options: String...) throws -> AuditOutcome {
        try place.call(["run", "suite.yml", "--source", "products.jsonl", "--now", Shop.now] + options)
    }

    @Test(arguments: ["en", "fr"])
    func `rebuilds the page that the run wrote, byte for byte`(language: String) throws {
        // Twice, so that there is a past; with a delivery that failed, which the page shows.
        _ = try audit("--lang", language)
        let port = try FreePort.find()
        _ = try audit("--lang", language, "--pushgateway", "http://127.0.0.1:\(port)")
        let written = try place.folder.read("reports/products/latest.html")
        let outcome = try place.call("render", "reports/products/latest.json", "-o", "page.html", "--lang", language)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output == "" && outcome.errors == "")
        #expect(try place.folder.read("page.html") == written)
        try FileManager.default.removeItem(atPath: place.folder.path("reports/products/latest.html"))
        #expect(try place.call("render", "reports/products/latest.json", "--lang", language).status == 0)
        #expect(try place.folder.read("reports/products/latest.html") == written)
        let shown = try place.call("render", "reports/products/latest.json", "-o", "-", "--lang", language)
        #expect(Array(shown.output.utf8) == written)
    }

    @Test func `reads stdin and writes stdout`() throws {
        _ = try audit()
        let shell = try #require(InstalledProgram("sh"))
        let program = try #require(AuditProgram.path)
        let report = place.folder.path("reports/products/latest.json")
        let outcome = try shell.run(["-c", "cat '\(report)' | '\(program)' render - --lang en"], folder: place.folder)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output == (try place.folder.text(of: "reports/products/latest.html")))
    }

    @Test func `what is no report is status 2, and nothing is written`() throws {
        _ = try audit()
        let text = try place.folder.text(of: "reports/products/latest.json")
        let cases: [(String, String, String)] = [
            ("empty.json", "", "is empty"), ("cut.json", String(text.prefix(900)), "is cut off"),
            ("note.json", "hello", "it is no valid JSON"), ("list.json", "[\(text)]", "is a list"),
            ("new.json", text.replacing("\"format_version\" : 1", with: "\"format_version\" : 7"), "format version 7"),
            ("bad.json", text.replacing("\"partitions\" : 1", with: "\"partitions\" : -1"), "cannot be -1"),
        ]
        for (name, content, message) in cases {
            try place.folder.write(content, to: name)
            let outcome = try place.call("render", name)
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("'\(name)'") && outcome.errors.contains(message), "\(outcome)")
            #expect(!place.exists(name.replacing(".json", with: ".html")))
        }
        for (name, message) in [
            ("absent.json", "there is no file"), ("reports", "is a folder"), ("suite.yml/x", "cannot read"),
        ] {
            let outcome = try place.call("render", name)
            #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome)")
        }
        #expect(try place.call("render").status == 2)
    }

    @Test func `never takes the report's own place`() throws {
        _ = try audit()
        let name = "reports/products/latest.json"
        let before = try place.folder.read(name)
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.path("link.html"), withDestinationPath: place.folder.path(name))
        for output in [name, "reports/products/../products/latest.json", "link.html"] {
            let outcome = try place.call("render", name, "-o", output)
            #expect(outcome.status == 2 && outcome.errors.contains("is the report itself"), "\(outcome)")
        }
        try place.folder.write(before, to: "report")
        #expect(try place.call("render", "report").status == 0)
        #expect(place.exists("report.html"))
        #expect(try place.folder.read("report") == before)
        #expect(try place.folder.read(name) == before)
        #expect(try place.call("render", name, "-o", "").status == 2)
    }

    @Test func `what cannot be written is status 4`() throws {
        _ = try audit()
        let name = "reports/products/latest.json"
        for output in ["reports", "suite.yml/page.html", "/dev/full"] {
            let outcome = try place.call("render", name, "-o", output)
            #expect(outcome.status == 4 && outcome.errors.contains("cannot"), "\(outcome)")
        }
        let full = try place.call(["render", name, "-o", "-"], output: .file("/dev/full"))
        #expect(full.status == 4 && full.errors.contains("no space left"), "\(full)")
        // A reader that has seen enough is no failure.
        #expect(try place.call(["render", name, "-o", "-"], output: .departedReader).status == 0)
        #expect(try !place.files().contains { $0.contains(".tmp") })
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "\(SmallDisk.absence)"))
    func `full disk`() throws {
        _ = try audit()
        let program = try #require(AuditProgram.path)
        let outcome = try SmallDisk.call(
            program, ["render", "reports/products/latest.json", "-o", "disk/page.html"], on: "disk", in: place.folder)
        #expect(outcome.output.contains("status 4\n"), "\(outcome)")
        #expect(outcome.errors.contains("no space left"), "\(outcome)")
        #expect(outcome.output.contains("left: 0"), "\(outcome)")
    }
}
