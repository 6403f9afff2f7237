import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// What a run does in the folder of reports besides its own: the index page, and `--keep-reports`.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct ReportUpkeepTests {
    private let place: AuditFolder
    private static let checks = """
          - completeness:
              fields: [name]
              fail_below: 90%
        """

    init() throws {
        place = try AuditFolder()
        for name in ["products", "reviews"] {
            try place.folder.write(Shop.suite(name, checks: Self.checks), to: "\(name).yml")
        }
        try place.folder.write(Shop.products(10).joined(separator: "\n"), to: "good.jsonl")
        try place.folder.write(Shop.products(10, unnamed: 5).joined(separator: "\n"), to: "bad.jsonl")
    }

    private func audit(_ suites: [String], _ source: String, day: Int, _ options: String...) throws -> AuditOutcome {
        try place.call(
            ["run"] + suites + ["--source", source, "--now", "2026-05-\(day)T06:00:00Z", "--history", "none"] + options)
    }

    private func index() throws -> String { try place.folder.text(of: "reports/index.html") }

    @Test func `each run brings the index up to date`() throws {
        #expect(try audit(["products.yml"], "good.jsonl", day: 11, "--lang", "en").status == 0)
        #expect(try index().contains("<h1>The suite passed</h1>"))
        #expect(try audit(["products.yml", "reviews.yml"], "bad.jsonl", day: 12, "--lang", "fr").status == 1)
        let page = try index()
        #expect(page.contains("<h1>2 suites sur 2 en échec</h1>"))
        for link in page.matches(of: /href="([^"#]+)"/).map({ String($0.output.1) }) {
            #expect(place.exists("reports/\(link)"), "\(link)")
        }
        #expect(page.contains("href=\"reviews/latest.html\""))
    }

    /// For each suite it would take the longer the more suites there are.
    @Test func `the index is written once, and also when a signal ends the run`() throws {
        let silent = try SilentServer()
        let program = try place.start([
            "run", "products.yml", "reviews.yml", "--source", "good.jsonl", "--pushgateway",
            "http://127.0.0.1:\(silent.port)",
        ])
        try silent.awaitCaller()
        #expect(!place.exists("reports/index.html"))
        program.signal(SIGTERM)
        silent.hangUp()
        #expect(try program.finish().status == 143)
        #expect(try index().contains("<h1>The suite passed</h1>"))
    }

    @Test func `an index that cannot be written is a failed delivery, and hides no breach`() throws {
        try FileManager.default.createDirectory(
            atPath: place.folder.path("reports"), withIntermediateDirectories: false)
        try place.folder.write("<h1>My site</h1>", to: "reports/index.html")
        let good = try audit(["products.yml"], "good.jsonl", day: 11)
        #expect(good.status == 4, "\(good)")
        #expect(
            good.errors.contains("dqaudit: index: 'reports/index.html' is not a page that dqaudit wrote"), "\(good)")
        #expect(try audit(["products.yml"], "bad.jsonl", day: 12).status == 1)
        #expect(try index() == "<h1>My site</h1>")
        #expect(place.exists("reports/products/latest.html"))
    }

    @Test func `audits at the same time leave an index of all`() throws {
        let names = (0..<6).map { "suite-\($0)" }
        for name in names { try place.folder.write(Shop.suite(name, checks: Self.checks), to: "\(name).yml") }
        let programs = try names.map {
            try place.start(["run", "\($0).yml", "--source", "good.jsonl", "--history", "none", "--lang", "en"])
        }
        for program in programs { #expect(try program.finish().status == 0) }
        #expect(try index().contains("<h1>All 6 suites passed</h1>"))
        #expect(try !place.files().contains { $0.contains(".tmp") })
    }

    private func days(_ suite: String = "products", _ ending: String = ".json") throws -> [String] {
        try place.folder.names(in: "reports/\(suite)").filter { $0.hasPrefix("2026") && $0.hasSuffix(ending) }.map {
            String($0.dropFirst(6).prefix(2))
        }
    }

    @Test func `--keep-reports keeps the newest of the suite, and all without it`() throws {
        for day in 11...14 { _ = try audit(["products.yml", "reviews.yml"], "good.jsonl", day: day) }
        #expect(try days().count == 4)
        #expect(try audit(["products.yml"], "good.jsonl", day: 15, "--keep-reports", "2").status == 0)
        #expect(try days() == ["14", "15"])
        #expect(try days("products", ".html") == ["14", "15"])
        #expect(try days("reviews").count == 4)
        #expect(place.exists("reports/products/latest.json") && place.exists("reports/products/latest.html"))
        let variable = try place.call(
            "run", "reviews.yml", "--source", "good.jsonl", "--now", "2026-05-10T06:00:00Z", "--history", "none",
            environment: ["DQAUDIT_KEEP_REPORTS": "1"])
        #expect(variable.status == 0, "\(variable)")
        #expect(try days("reviews") == ["10", "14"], "the run's own stays")
    }

    @Test func `what could not be deleted is told, and fails nothing`() throws {
        for day in 11...12 { _ = try audit(["products.yml"], "good.jsonl", day: day) }
        let page = try #require(try place.folder.names(in: "reports/products").first { $0.hasSuffix(".html") })
        try FileManager.default.removeItem(atPath: place.folder.path("reports/products/\(page)"))
        try FileManager.default.createDirectory(
            atPath: place.folder.path("reports/products/\(page)"), withIntermediateDirectories: false)
        let outcome = try audit(["products.yml"], "good.jsonl", day: 13, "--keep-reports", "1")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.errors.contains("dqaudit: the old report 'reports/products/20260511T060000Z-"), "\(outcome)")
        #expect(try days() == ["11", "13"])
    }

    @Test(arguments: ["0", "-1", "x", "1.5"])
    func `a number that is none is a usage error`(number: String) throws {
        #expect(try audit(["products.yml"], "good.jsonl", day: 11, "--keep-reports=\(number)").status == 2)
        let variable = try place.call(
            "run", "products.yml", "--source", "good.jsonl", environment: ["DQAUDIT_KEEP_REPORTS": number])
        #expect(variable.status == 2 && variable.errors.contains("DQAUDIT_KEEP_REPORTS"), "\(variable)")
        #expect(!place.exists("reports"))
    }

    @Test func `audits that take turns prune without trouble`() throws {
        let programs = try (11...16).map { day in
            try place.start([
                "run", "products.yml", "--source", "good.jsonl", "--history", "none", "--keep-reports", "3", "--now",
                "2026-05-\(day)T06:00:00Z", "--wait", "60s", "--quiet",
            ])
        }
        for program in programs {
            let outcome = try program.finish()
            #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
        }
        #expect(try audit(["products.yml"], "good.jsonl", day: 17, "--keep-reports", "3").status == 0)
        #expect(try days().count == 3)
        #expect(try days().last == "17")
        #expect(place.exists("reports/products/latest.json"))
    }
}
