import AuditModel
import Foundation
import TestSupport
import Testing

/// Exit statuses 0 and 1, and how they are told to Nagios.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct VerdictTests {
    private let place: AuditFolder
    private let database: TestDatabase

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("verdict")
    }

    private func audit(_ products: [String], _ options: String...) throws -> AuditOutcome {
        try database.insert(json: products, into: "products")
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
        return try place.call(["run", "suite.yml", "--uri", database.uri, "--now", Shop.now] + options)
    }

    @Test func `0 when every check passes`() throws {
        let outcome = try audit(Shop.products(40))
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("\(database.name).products"))
        #expect(outcome.output.contains("PASS"))
        #expect(!outcome.output.contains("\u{1B}"), "no colour where stdout is no terminal")
        let report = try place.latest()
        #expect(report.status == .pass)
        #expect(report.exitCode == 0)
        #expect(report.checks.map(\.status) == [.pass, .pass, .pass, .pass, .learning])
        #expect(report.checks.map(\.value) == [100, 9 * 3600, 0, 0, 40])
        #expect(report.source.database == database.name)
        #expect(report.source.serverVersion?.isEmpty == false)
    }

    @Test func `0 with a warning`() throws {
        // 15 of 200 cells are missing: 92.5 %.
        let outcome = try audit(Shop.products(40, unnamed: 15))
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("WARN"))
        #expect(try place.latest().status == .warn)
        #expect(try place.latest().check("completeness")?.value == 92.5)
        #expect(try place.latest().exitCode == 0)
    }

    @Test func `1 with a warning under --fail-on warn`() throws {
        let outcome = try audit(Shop.products(40, unnamed: 15), "--fail-on", "warn")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(try place.latest().exitCode == 1)
        #expect(try place.latest().status == .warn)
    }

    @Test(arguments: [
        ("completeness", Shop.products(40, unnamed: 40)), ("invalid_records", Shop.products(40, free: 3)),
        ("duplicates", Shop.products(40, repeated: 8)),
    ])
    func `1 with a breach`(check: String, products: [String]) throws {
        let outcome = try audit(products)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.contains("FAIL"))
        #expect(outcome.errors == "")
        let report = try place.latest()
        #expect(report.checks.filter { $0.status == .fail }.map(\.id) == [check])
        #expect(report.status == .fail)
        #expect(report.exitCode == 1)
    }

    @Test func `1 when the data are old`() throws {
        let outcome = try audit(Shop.products(40), "--now", "2026-05-12T03:00:01Z")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(try place.latest().check("freshness")?.value == 24 * 3600 + 1)
    }

    @Test func `1 outweighs a suite that passes, whatever comes last`() throws {
        try database.insert(json: Shop.products(40, free: 9), into: "bad")
        try database.insert(json: Shop.products(40), into: "good")
        try place.folder.write(Shop.suite("a", database: database.name, collection: "bad"), to: "a.yml")
        try place.folder.write(Shop.suite("b", database: database.name, collection: "good"), to: "b.yml")
        let outcome = try place.call("a.yml", "b.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(try place.latest("a").status == .fail)
        #expect(try place.latest("b").status == .pass)
    }

    @Test func `3 outweighs 1 in a directory of suites, and all are audited`() throws {
        try database.insert(json: Shop.products(40, free: 9), into: "bad")
        try place.folder.write(
            Shop.suite("missing", database: database.name, collection: "absent"), to: "a.yml")
        try place.folder.write(Shop.suite("breached", database: database.name, collection: "bad"), to: "b.yml")
        let outcome = try place.call("run", ".", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest("missing").status == .incomplete)
        #expect(try place.latest("breached").status == .fail)
    }

    @Test(arguments: [
        (Shop.products(40), 0, "OK - products (", "'completeness'=100%;95:;90:"),
        (Shop.products(40, unnamed: 15), 1, "WARNING - products (", "'completeness'=92.5%;95:;90:"),
        (Shop.products(40, free: 9), 2, "CRITICAL - products (", "'invalid_records'=9;;2"),
        ([#"{"_id": 1, "name": "x"}"#], 3, "UNKNOWN - products (", "'volume'=1;;"),
    ])
    func `nagios codes`(products: [String], code: Int32, text: String, performance: String) throws {
        let outcome = try audit(products, "--exit-codes", "nagios")
        #expect(outcome.status == code, "\(outcome)")
        let line = outcome.output.split(separator: "\n").first ?? ""
        #expect(line.hasPrefix(text), "\(line)")
        let parts = line.split(separator: "|")
        #expect(parts.count == 2)
        #expect(parts.last?.contains(performance) == true, "\(line)")
    }

    @Test func `nagios gets one status line for several suites`() throws {
        try database.insert(json: Shop.products(40, free: 9), into: "bad")
        try database.insert(json: Shop.products(40), into: "good")
        try place.folder.write(Shop.suite("a", database: database.name, collection: "good"), to: "a.yml")
        try place.folder.write(Shop.suite("b", database: database.name, collection: "bad"), to: "b.yml")
        let outcome = try place.call(
            "a.yml", "b.yml", "--uri", database.uri, "--now", Shop.now, "--exit-codes", "nagios")
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.output.hasPrefix("CRITICAL - a ("), "\(outcome)")
        #expect(outcome.output.components(separatedBy: " | ").count == 2)
    }

    @Test func `--format json is one document for several suites`() throws {
        try database.insert(json: Shop.products(40), into: "products")
        try place.folder.write(Shop.suite("a", database: database.name), to: "a.yml")
        try place.folder.write(Shop.suite("b", database: database.name), to: "b.yml")
        let outcome = try place.call(
            "a.yml", "b.yml", "--uri", database.uri, "--now", Shop.now, "--format", "json")
        let reports = try JSONDecoder().decode([RunReport].self, from: Data(outcome.output.utf8))
        #expect(reports.map(\.suite) == ["a", "b"])
    }

    @Test(arguments: [
        ["run", "suite.yml", "--uri", "mongodb://127.0.0.1:1", "--exit-codes", "nagios", "--no-such-option"],
        ["run", "absent.yml", "--uri", "mongodb://127.0.0.1:1", "--exit-codes", "nagios"],
        ["run", "suite.yml", "--exit-codes=nagios", "--now", "never"],
    ])
    func `nagios is told UNKNOWN when the call is wrong`(arguments: [String]) throws {
        try place.folder.write(Shop.suite(), to: "suite.yml")
        let outcome = try place.call(arguments)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.output.hasPrefix("UNKNOWN - "), "\(outcome)")
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(!outcome.errors.isEmpty)
    }
}
