import AuditModel
import Foundation
import TestSupport
import Testing

/// The outputs about all suites of a process. The documents come from a file: no server is needed.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct CIOutputTests {
    private let place: AuditFolder
    private let files = ["--junit", "tests.xml", "--markdown", "summary.md"]

    init() throws {
        place = try AuditFolder()
        try FileManager.default.createDirectory(
            atPath: place.folder.path("checks"), withIntermediateDirectories: false)
        try place.folder.write(Shop.suite(), to: "checks/a.yml")
        try place.folder.write(Shop.suite("again"), to: "checks/b.yml")
        try place.folder.write(Shop.products(40).joined(separator: "\n"), to: "good.jsonl")
        try place.folder.write(Shop.products(40, unnamed: 15).joined(separator: "\n"), to: "warn.jsonl")
        try place.folder.write(Shop.products(40, unnamed: 30, free: 9).joined(separator: "\n"), to: "bad.jsonl")
    }

    private func audit(
        _ source: String, _ options: [String], environment: [String: String] = [:]
    ) throws -> AuditOutcome {
        try place.call(
            ["run", "checks", "--source", source, "--now", Shop.now] + options, environment: environment)
    }

    private func tests(_ text: String) -> [String] {
        text.matches(of: /<testcase classname="([^"]*)" name="([^"]*)"/).map { "\($0.1)/\($0.2)" }
    }

    /// A job that runs as root in a container must not lose its /dev/null.
    @Test func `devices and links stay what they are`() throws {
        try place.folder.write("", to: "real.md")
        try FileManager.default.createSymbolicLink(
            atPath: place.folder.path("link.md"), withDestinationPath: "real.md")
        #expect(mkfifo(place.folder.path("pipe"), 0o600) == 0)
        let reader = open(place.folder.path("pipe"), O_RDWR | O_NONBLOCK)
        defer { close(reader) }
        let outcome = try audit("good.jsonl", ["--junit", "pipe", "--markdown", "link.md"])
        #expect(outcome.status == 0, "\(outcome)")
        var first = [UInt8](repeating: 0, count: 5)
        #expect(read(reader, &first, 5) == 5)
        #expect(first == Array("<?xml".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.folder.path("link.md")) == "real.md")
        #expect(try place.folder.text(of: "real.md").contains("completeness"))
        let told = try audit("good.jsonl", ["--quiet", "--junit", "/dev/stdout", "--markdown", "/dev/null"])
        #expect(told.status == 0, "\(told)")
        #expect(told.output.hasPrefix("<?xml") && told.output.hasSuffix("</testsuites>\n"))
    }

    @Test func `all suites of a run are in one file`() throws {
        let outcome = try audit("bad.jsonl", files)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.errors == "")
        let junit = try place.folder.text(of: "tests.xml")
        let names = tests(junit)
        #expect(names.count == 12, "five checks of two suites, and the audits themselves: \(names)")
        #expect(Set(names).count == names.count)
        #expect(names.contains("shop.products.products/completeness"))
        #expect(names.contains("shop.products.again/completeness"))
        #expect(junit.contains("<testsuites name=\"dqaudit\" tests=\"12\" failures=\"4\" errors=\"0\""), "\(junit)")
        #expect(junit.contains("file=\"checks/a.yml\""))
        #expect(junit.contains("run_id\" value=\"\(try place.latest().runID)\""))
        #expect(junit.contains("<skipped message=\""), "volume has no history yet")
        #expect(junit.contains("db.getCollection(&quot;products&quot;).find("))
        #expect(!junit.contains("tartiner"), "no value of a document")
        let markdown = try place.folder.text(of: "summary.md")
        #expect(markdown.contains("## ❌ `products`: "))
        #expect(markdown.contains("## ❌ `again`: "))
        #expect(!markdown.contains("tartiner"))
        #expect(markdown.contains("Report: `reports/again/"))
    }

    @Test func `Markdown and summary speak the language that was asked for`() throws {
        let outcome = try audit("bad.jsonl", files + ["--lang", "fr"])
        #expect(outcome.output.contains("ÉCHEC"))
        #expect(outcome.output.contains("2 contrôles sur 5 en échec"))
        #expect(try place.folder.text(of: "summary.md").contains("| État | Contrôle |"))
        #expect(try place.folder.text(of: "tests.xml").contains("threshold: fail below 90 %"), "for programs: English")
    }

    @Test(arguments: ["text", "json"])
    func `they are written in silence when everything passes`(format: String) throws {
        let outcome = try audit("good.jsonl", files + ["--quiet", "--format", format])
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "")
        #expect(try place.folder.text(of: "tests.xml").contains("failures=\"0\" errors=\"0\""))
        #expect(try place.folder.text(of: "summary.md").contains("✅"))
    }

    @Test func `a warning is a failure only when it fails the run`() throws {
        #expect(try audit("warn.jsonl", files).status == 0)
        let told = try place.folder.text(of: "tests.xml")
        #expect(told.contains("failures=\"0\""))
        #expect(told.contains("<system-out>warning: "))
        #expect(try audit("warn.jsonl", files + ["--fail-on", "warn"]).status == 1)
        #expect(try place.folder.text(of: "tests.xml").contains("<failure type=\"warning\""))
    }

    @Test func `an audit that could not be completed is an error`() throws {
        try place.folder.write("{", to: "broken.jsonl")
        #expect(try audit("broken.jsonl", files).status == 3)
        let junit = try place.folder.text(of: "tests.xml")
        #expect(junit.contains("name=\"(audit)\""))
        #expect(junit.contains("<error type=\"incomplete\""))
        #expect(junit.contains("<error type=\"not_evaluated\""))
        #expect(try place.folder.text(of: "summary.md").contains("## ❗ `products`: The audit could not be completed"))
    }

    @Test(arguments: [
        ["--junit", "nowhere/tests.xml"], ["--markdown", "nowhere/summary.md"], ["--junit", "checks"],
        ["--junit", ""], ["--junit", "x", "--markdown", "x"],
    ])
    func `a path that cannot be right is told before anything is audited`(options: [String]) throws {
        let outcome = try audit("good.jsonl", options)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains(options[0]))
        #expect(!place.exists("reports"))
        #expect(!place.exists("nowhere"))
    }

    @Test(
        .enabled(if: SmallDisk.isPermitted, "\(SmallDisk.absence)"),
        arguments: [("good.jsonl", Int32(4)), ("bad.jsonl", 1)])
    func `a full disk leaves nothing half-written and hides no breach`(source: String, status: Int32) throws {
        let program = try #require(AuditProgram.path)
        let outcome = try SmallDisk.call(
            program,
            [
                "run", "checks", "--source", source, "--now", Shop.now, "--junit", "disk/tests.xml", "--markdown",
                "disk/summary.md",
            ], on: "disk", in: place.folder)
        #expect(outcome.errors.contains("dqaudit: junit: cannot write 'disk/tests.xml': no space left"), "\(outcome)")
        #expect(outcome.errors.contains("dqaudit: markdown: cannot write 'disk/summary.md': no space left"))
        #expect(outcome.output.contains("status \(status)\n"), "\(outcome)")
        #expect(outcome.output.contains("left: 0"), "neither a file nor a part of one: \(outcome)")
        #expect(try place.latest().exitCode == (status == 4 ? 0 : 1), "the report of one run knows nothing of it")
    }

    @Test func `a file that fails keeps what it held`() throws {
        // A folder that may be read only stops root neither, so the disk is what is full.
        _ = try audit("good.jsonl", files)
        let before = try place.folder.text(of: "tests.xml")
        _ = try audit("absent.jsonl", files)
        #expect(try place.folder.text(of: "tests.xml") == before, "a usage error writes nothing")
    }

    // MARK: - GitHub Actions

    private func gitHub(_ additions: [String: String] = [:]) -> [String: String] {
        [
            "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": place.folder.path("step.md"),
            "GITHUB_WORKSPACE": place.folder.path,
        ].merging(additions) { _, added in added }
    }

    @Test func `GitHub gets a summary and annotations, and stdout stays JSON`() throws {
        try place.folder.write("what a step before wrote\n", to: "step.md")
        let outcome = try audit("bad.jsonl", ["--format", "json"], environment: gitHub())
        #expect(outcome.status == 1)
        let reports = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [Any]
        #expect(reports?.count == 2)
        let annotations = outcome.errors.split(separator: "\n")
        #expect(annotations.count == 4, "\(outcome.errors)")
        #expect(annotations.allSatisfy { $0.hasPrefix("::error file=checks/") }, "\(outcome.errors)")
        // Where the check stands in the suite.
        let line = try place.folder.text(of: "checks/a.yml").split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("completeness:") }
        #expect(
            annotations[0].hasPrefix(
                "::error file=checks/a.yml,line=\((line ?? 0) + 1),title=products%3A completeness::"),
            "\(annotations[0])")
        let summary = try place.folder.text(of: "step.md")
        #expect(summary.hasPrefix("what a step before wrote\n## ❌ `products`"))
        #expect(summary.contains("## ❌ `again`"))
    }

    @Test(arguments: [["run", "checks", "--source", "good.jsonl"], ["validate", "checks"]])
    func `a wrong suite is annotated where it is wrong`(call: [String]) throws {
        let suite = Shop.suite("again").replacing("freshness:", with: "freshnes:")
        try place.folder.write(suite, to: "checks/b.yml")
        let line = try #require(
            suite.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
                $0.contains("freshnes:")
            })
        let outcome = try place.call(call, environment: gitHub())
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.hasPrefix(
                "::error file=checks/b.yml,line=\(line + 1),col=5,title=dqaudit%3A nothing was audited::"),
            "\(outcome.errors)")
        let elsewhere = try place.call(call)
        #expect(elsewhere.status == 2 && !elsewhere.errors.contains("::"), "\(elsewhere)")
    }

    @Test func `elsewhere there is neither`() throws {
        let outcome = try audit("bad.jsonl", [], environment: gitHub(["GITHUB_ACTIONS": "false"]))
        #expect(outcome.errors == "")
        #expect(!place.exists("step.md"))
    }

    @Test func `files outside of the repository are not named`() throws {
        let outcome = try audit(
            "warn.jsonl", ["--quiet"], environment: gitHub(["GITHUB_WORKSPACE": place.folder.path("reports")]))
        #expect(outcome.errors.hasPrefix("::warning title=products%3A completeness::"), "\(outcome.errors)")
    }

    @Test func `a summary that cannot be written is told and changes no status`() throws {
        let outcome = try audit(
            "good.jsonl", [], environment: gitHub(["GITHUB_STEP_SUMMARY": place.folder.path("no/step.md")]))
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasPrefix("dqaudit: GITHUB_STEP_SUMMARY: "), "\(outcome.errors)")
    }

    @Test func `no name of a document is a command to GitHub`() throws {
        let bad = Shop.products(40, unnamed: 30).map { $0.replacing("prod_", with: "::add-mask::x ##[error]y ") }
        try place.folder.write(bad.joined(separator: "\n"), to: "evil.jsonl")
        let outcome = try audit("evil.jsonl", [], environment: gitHub())
        #expect(outcome.output.contains("add-mask"))
        for line in outcome.output.split(separator: "\n") {
            #expect(!line.drop { $0 == " " }.hasPrefix("::") && !line.contains("##["), "\(line)")
        }
    }
}
