import AuditModel
import Foundation
import TestSupport
import Testing

@testable import Reporting

/// The page that lists the suites.
@Suite struct ReportIndexTests {
    let temporary: TemporaryFolder
    let folder: ReportFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = ReportFolder(temporary.path("reports"))
    }

    private func report(_ suite: String, _ status: RunStatus, day: Int) -> RunReport {
        var report =
            switch status {
            case .pass: Sample.passing
            case .warn, .fail: Sample.report(status: status)
            case .incomplete: Sample.incomplete
            }
        report.suite = suite
        report.source.collection = suite
        report.runID = "202611\(day < 10 ? "0" : "")\(day)T060000Z-7f3a"
        report.now = Instant(milliseconds: 1_793_512_800_000).adding(seconds: Int64(day - 1) * 86_400)
        return report
    }

    private func write(_ report: RunReport) async throws {
        try await HTMLFileSink(folder: folder, language: .english).deliver(Sample.run(report))
        try await JSONFileSink(folder: folder, checks: Sample.encoded(report)).deliver(Sample.run(report))
    }

    /// Four suites: one is fine, one broke, one cannot be read, one has not run for a while.
    private func fill() async throws {
        for day in 1...23 {
            try await write(report("products", day == 9 ? .warn : day >= 22 ? .fail : .pass, day: day))
        }
        for day in 15...23 { try await write(report("price_history", .pass, day: day)) }
        for day in 20...23 { try await write(report("reviews", day == 23 ? .incomplete : .pass, day: day)) }
        for day in 10...14 { try await write(report("catégories", .warn, day: day)) }
        for day in [2, 9, 16] { try await write(report("weekly", .pass, day: day)) }
    }

    private func deliver(_ language: Language = .english) throws {
        try ReportIndexFile(folder: folder, language: language).write(version: Sample.passing.dqauditVersion)
    }

    private func page() throws -> String { try temporary.text(of: "reports/index.html") }

    /// The page without what it takes from the reports.
    private func own(_ page: String) throws -> String {
        try #require(page.contains(HTMLStyle.text) && page.contains(HTMLStyle.hash))
        return page.replacing(HTMLStyle.text, with: "…").replacing(HTMLStyle.hash, with: "…")
    }

    @Test(arguments: [("index.html", Language.english), ("index-fr.html", .french)])
    func `the page, byte for byte`(name: String, language: Language) async throws {
        try await fill()
        try deliver(language)
        #expect(try GoldenFile(name).difference(from: own(page()).utf8) == nil)
    }

    @Test func `suites, their verdicts and their last runs, the worst first`() async throws {
        try await fill()
        let index = ReportIndex(of: folder)
        #expect(index.suites.map(\.report.suite) == ["reviews", "products", "catégories", "price_history", "weekly"])
        let products = index.suites[1]
        #expect(products.trend.count == 23)
        #expect(products.trend.map(\.status).suffix(3) == [.pass, .fail, .fail])
        #expect(products.trend[8].status == .warn)
        #expect(products.page == "latest.html")
        let newest = try #require(index.newest)
        #expect(newest == report("", .pass, day: 23).now)
        // Nine days without a daily run are many, seven of a weekly one are none.
        #expect(index.suites.map { $0.age(before: newest) } == [nil, nil, 9 * 86_400, nil, nil])
        try deliver()
        let page = try page()
        for text in [
            "<h1>1 of 5 suites incomplete, 1 failed, 1 with a warning</h1>", "href=\"cat%C3%A9gories/latest.html\"",
            "3 of 5 checks failed, 1 warning", "30,000 documents", "9 d before the newest", "2026-11-23 06:00 UTC",
            "aria-label=\"the last 23 runs: 2 failed, 1 warning, 20 passed\"",
        ] { #expect(page.contains(text), "\(text)") }
    }

    @Test func `at most thirty runs, and the one before where only history knows it`() async throws {
        for day in 1...9 { try await write(report("many", .pass, day: day)) }
        for day in 10...30 {
            for hour in 0..<2 {
                var report = report("many", .fail, day: day)
                report.runID = report.runID.replacing("T06", with: "T0\(hour)")
                report.now = report.now.adding(seconds: Int64(hour - 6) * 3600)
                try await write(report)
            }
        }
        var single = report("single", .pass, day: 23)
        single.previous = PreviousRun(
            runID: "20261122T060000Z-7f3a", now: single.now.adding(seconds: -86_400), status: .incomplete, documents: 1)
        try await write(single)
        let suites = ReportIndex(of: folder).suites
        #expect(suites.map(\.trend.count) == [30, 2])
        #expect(suites[0].trend.allSatisfy { $0.status == .fail })
        #expect(suites[1].trend.map(\.status) == [.incomplete, .pass])
    }

    @Test func `what is broken or foreign is passed over`() async throws {
        try await write(report("products", .pass, day: 23))
        let good = try temporary.text(of: "reports/products/latest.json")
        for (name, text) in [
            ("broken", String(good.prefix(500))), ("empty", ""), ("copied", good), ("other", "{}"),
            ("newer", good.replacing("\"format_version\" : 1", with: "\"format_version\" : 2")),
            (".hidden", good.replacing("\"products\"", with: "\".hidden\"")),
            (
                "negative",
                good.replacing("\"suite\" : \"products\"", with: "\"suite\" : \"negative\"")
                    .replacing("\"partitions\" : 1", with: "\"partitions\" : -1")
            ),
        ] {
            try FileManager.default.createDirectory(
                atPath: temporary.path("reports/\(name)"), withIntermediateDirectories: true)
            try temporary.write(text, to: "reports/\(name)/latest.json")
        }
        try temporary.write("x", to: "reports/file")
        try FileManager.default.createDirectory(
            atPath: temporary.path("reports/folder/latest.json"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: temporary.path("reports/pipe"), withIntermediateDirectories: true)
        #expect(mkfifo(temporary.path("reports/pipe/latest.json"), 0o644) == 0)
        try deliver()
        #expect(ReportIndex(of: folder).suites.map(\.folder) == ["products"])
        #expect(try page().contains("<h1>The suite passed</h1>"))
    }

    @Test func `where a page is missing, the link leads to the JSON report`() async throws {
        let products = report("products", .pass, day: 23)
        try await JSONFileSink(folder: folder, checks: Sample.encoded(products)).deliver(Sample.run(products))
        try deliver()
        #expect(try page().contains("href=\"products/latest.json\""))
        let empty = ReportFolder(temporary.path("none"))
        try ReportIndexFile(folder: empty, language: .french).write()
        #expect(try temporary.text(of: "none/index.html").contains("<h1>Pas encore de rapport</h1>"))
    }

    @Test func `somebody else's page stays`() async throws {
        try await write(report("products", .pass, day: 23))
        try temporary.write("<h1>My site</h1>", to: "reports/index.html")
        let path = folder.index
        #expect(
            throws: SinkError(
                "'\(path)' is not a page that dqaudit wrote; take it away, or choose another --report-dir")
        ) {
            try deliver()
        }
        #expect(try page() == "<h1>My site</h1>")
        try temporary.write("", to: "reports/index.html")
        try deliver()
        try deliver(.french)
        #expect(try page().contains("<html lang=\"fr\">"))
    }

    @Test func `whoever comes last has the reports of all`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try await write(report("suite-\(number)", .pass, day: 23))
                    try deliver()
                }
            }
            try await group.waitForAll()
        }
        #expect(try page().contains("All 12 suites passed"))
        #expect(try temporary.names(in: "reports").count == 13, "no temporary file is left")
    }

    @Test func `waits for whoever is at the page, and then sees what was written in the meantime`() async throws {
        try await write(report("products", .pass, day: 23))
        try await write(report("late", .pass, day: 23))
        let (there, aside) = (temporary.path("reports/late"), temporary.path("late"))
        #expect(rename(there, aside) == 0)
        // Another process, because the threads of tests are busy: it holds the page for longer than one that does not wait would take.
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        other.arguments = ["flock", folder.directory, "sh", "-c", "sleep 0.5; mv '\(aside)' '\(there)'"]
        try other.run()
        defer { other.waitUntilExit() }
        let probe = open(folder.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(probe) }
        while flock(probe, LOCK_EX | LOCK_NB) == 0 {
            #expect(flock(probe, LOCK_UN) == 0)
            usleep(1_000)
        }
        try deliver()
        #expect(try page().contains("All 2 suites passed"))
    }

    @Test func `text from suites stays text, and leads nowhere else`() async throws {
        try await write(Sample.evil)
        try deliver()
        let page = try own(page())
        #expect(!page.contains("<script") && !page.contains("\u{202E}") && !page.contains("\u{0}"))
        #expect(page.contains("<bdi>&lt;script&gt;"))
        let links = page.matches(of: /href="([^"]*)"/).map { String($0.output.1) }.filter { !$0.hasPrefix("#") }
        #expect(links.count == 1)
        #expect(links.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_.%-]+\/latest\.html/) != nil })
    }

    @Test func `the content security policy allows both style sheets and nothing else`() async throws {
        let openssl = try #require(InstalledProgram("openssl"))
        try deliver()
        let styles = try page().matches(of: /<style>([\s\S]*?)<\/style>/).map { String($0.output.1) }
        let hashes = try styles.map { style in
            let hex = try openssl.run(["dgst", "-sha256", "-r"], input: style, folder: temporary).output.prefix(64)
            let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
            return "'sha256-\(Data(bytes).base64EncodedString())'"
        }
        #expect(hashes.count == 2)
        #expect(
            try page().contains(
                "content=\"default-src 'none'; style-src \(hashes.joined(separator: " ")); base-uri 'none'; form-action 'none'\""
            ))
    }

    @Test func `a suite cannot take the place of the page`() {
        #expect(
            folder.paths(of: Sample.report(suite: "index.html")).latestJSON
                != "\(folder.directory)/index.html/latest.json")
        #expect(ReportFolder("reports/").index == "reports/index.html")
    }

    // MARK: - In a browser

    @Test(.enabled(if: InstalledProgram("chromium", variable: "DQAUDIT_TEST_CHROMIUM") != nil, "no chromium"))
    func `a browser shows it without an error, a request or a sideways step`() async throws {
        try await fill()
        try await write(Sample.evil)
        try deliver(.french)
        let browser = try Browser()
        let visit = try browser.visit(try page())
        #expect(visit.console == [])
        #expect(visit.requests == [])
        #expect(visit.dom.contains("<h1>"))
        try browser.folder.write(try page(), to: "index.html")
        for width in [320, 390, 800, 1100] {
            let frame = """
                <!DOCTYPE html><iframe src="index.html" style="width:\(width)px;height:700px"></iframe><script>
                onload = () => {
                  const root = document.querySelector('iframe').contentDocument.scrollingElement
                  document.title = [root.scrollWidth > 250, root.scrollWidth - root.clientWidth]
                }
                </script>
                """
            let dom = try browser.visit(frame, options: ["--allow-file-access-from-files"]).dom
            #expect(dom.contains("<title>true,0</title>"), "\(width)")
        }
    }
}
