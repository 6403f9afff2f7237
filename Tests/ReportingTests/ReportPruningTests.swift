import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// `--keep-reports`.
@Suite struct ReportPruningTests {
    let temporary: TemporaryFolder
    let folder: ReportFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = ReportFolder(temporary.path("reports"))
    }

    /// A report of the suite from a day of November, on the disk with its page.
    @discardableResult
    private func write(_ day: Int, suite: String = "products") async throws -> RunReport {
        var report = Sample.report(suite: suite, runID: "202611\(day < 10 ? "0" : "")\(day)T060000Z-7f3a")
        report.now = Instant(milliseconds: 1_793_512_800_000).adding(seconds: Int64(day) * 86_400)
        try await HTMLFileSink(folder: folder, language: .english).deliver(Sample.run(report))
        try await JSONFileSink(folder: folder, checks: Sample.encoded(report)).deliver(Sample.run(report))
        return report
    }

    private func prune(_ kept: Int, after report: RunReport) -> [String] {
        ReportPruning(folder: folder, keeping: kept).prune(after: report)
    }

    private func days(_ suite: String = "products", _ ending: String = ".json") throws -> [String] {
        try temporary.names(in: "reports/\(suite)").filter { $0.hasPrefix("2026") && $0.hasSuffix(ending) }.map {
            String($0.dropFirst(6).prefix(2))
        }
    }

    @Test func `the newest stay with their pages, and latest, and other suites`() async throws {
        for day in 1...5 { try await write(day, suite: "reviews") }
        for day in [3, 1, 4, 2] { try await write(day) }
        let last = try await write(5)
        #expect(prune(2, after: last) == [])
        #expect(try days() == ["04", "05"])
        #expect(try days("products", ".html") == ["04", "05"])
        #expect(try temporary.names(in: "reports/products").filter { $0.hasPrefix("latest") }.count == 2)
        #expect(try days("reviews").count == 5)
        #expect(prune(9, after: last) == [])
        #expect(try days() == ["04", "05"])
    }

    @Test func `the report of this run stays, whatever its clock`() async throws {
        for day in 2...5 { try await write(day) }
        let backDated = try await write(1)
        #expect(prune(1, after: backDated) == [])
        #expect(try days() == ["01", "05"])
    }

    @Test func `what dqaudit did not write for the suite stays`() async throws {
        for day in 1...4 { try await write(day) }
        let place = "reports/products"
        let text = try temporary.text(of: "\(place)/20261101T060000Z-7f3a.json")
        let foreign = [
            "notes.json": "{\"mine\": true}", "20261101T000000Z-0000.json": text, "copy.json": text,
            "20261101T000000Z-0001.json": text.replacing("-7f3a", with: "-xxxx"),
            "20261101T000000Z-7f3a.json": text.replacing("\"suite\" : \"products\"", with: "\"suite\" : \"other\"")
                .replacing("T060000Z", with: "T000000Z"), "empty.json": "", "20261101T060000Z-7f3a.txt": "x",
            "20261100T000000Z-7f3a.html": "<title>dqaudit</title>",
        ]
        for (name, content) in foreign { try temporary.write(content, to: "\(place)/\(name)") }
        try FileManager.default.createDirectory(
            atPath: temporary.path("\(place)/20261101T111111Z-7f3a.json"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: temporary.path("\(place)/20261031T060000Z-7f3a.json"),
            withDestinationPath: temporary.path("\(place)/20261101T060000Z-7f3a.json"))
        let before = try temporary.names(in: place)
        #expect(prune(1, after: try await write(5)) == [])
        let left = Set(try temporary.names(in: place))
        #expect(foreign.keys.allSatisfy(left.contains), "\(left)")
        #expect(Set(before).subtracting(left).count == 8, "four reports and their pages")
    }

    @Test func `what cannot be deleted is told, and tried again`() async throws {
        for day in 1...3 { try await write(day) }
        let last = try await write(4)
        let page = temporary.path("reports/products/20261102T060000Z-7f3a.html")
        try FileManager.default.removeItem(atPath: page)
        try FileManager.default.createDirectory(atPath: page, withIntermediateDirectories: false)
        let first = prune(1, after: last)
        #expect(first.count == 1)
        #expect(first.first?.contains("20261102T060000Z-7f3a.json' stays: dqaudit did not write the .html") == true)
        #expect(try days() == ["02", "04"])
        #expect(prune(1, after: last) == first)
        try FileManager.default.removeItem(atPath: page)
        #expect(prune(1, after: last) == [])
        #expect(try days() == ["04"])
    }

    @Test func `several at once delete each report once, and complain of none`() async throws {
        for day in 1...28 { try await write(day) }
        let last = try await write(29)
        let problems = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { prune(3, after: last) } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems == [])
        #expect(try days() == ["27", "28", "29"])
    }

    @Test func `a report that ends in long lists is known by its end`() async throws {
        var long = Sample.report(runID: "20261101T060000Z-7f3a", reason: String(repeating: "é", count: 30_000))
        long.now = Instant(milliseconds: 1)
        try await JSONFileSink(folder: folder, checks: Sample.encoded(long)).deliver(Sample.run(long))
        #expect(prune(1, after: try await write(2)) == [])
        #expect(try days() == ["02"])
    }
}
