import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct TextfileSinkTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("node/dqaudit.prom")
    }

    func lines() throws -> [String] {
        try folder.text(of: "node/dqaudit.prom").split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    func sink(_ groups: [Gauge.Label] = []) throws -> TextfileSink {
        try TextfileSink(path: path, key: GroupingKey(groups: groups))
    }

    let labels = #"suite="products",database="pricechecktn",collection="products""#

    @Test func isWhatWasLookedAt() async throws {
        try await sink().deliver(Sample.run(Sample.report()))
        #expect(try GoldenFile("gauges.prom").difference(from: folder.text(of: "node/dqaudit.prom").utf8) == nil)
    }

    @Test func holdsTheGaugesWithTheirGroup() async throws {
        try await sink([Gauge.Label("env", "a \"b\" \\ c\nd")]).deliver(Sample.run(Sample.report()))
        let text = try lines()
        #expect(text.contains(#"data_completeness{\#(labels),env="a \"b\" \\ c\nd",check="completeness"} 87.4"#))
        #expect(text.contains(#"dqaudit_run_exit_code{\#(labels),env="a \"b\" \\ c\nd"} 1"#))
        #expect(text.count == RunGauges.all(of: Sample.run(Sample.report())).count)
        #expect(try folder.names(in: "node") == ["dqaudit.prom"])
    }

    @Test func aLinkStays() async throws {
        try folder.write("", to: "real.prom")
        try FileManager.default.createDirectory(atPath: folder.path("node"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "../real.prom")
        try await sink().deliver(Sample.run(Sample.report()))
        #expect(try folder.text(of: "real.prom").contains("data_completeness"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "../real.prom")
        #expect(mkfifo(folder.path("pipe.prom"), 0o600) == 0)
        #expect(throws: SinkError.self) { try TextfileSink(path: folder.path("pipe.prom"), key: GroupingKey()) }
    }

    @Test func theSameRunGivesTheSameFile() async throws {
        let sink = try sink([Gauge.Label("env", "a \"b\" \\ c\nd\r")])
        try await sink.deliver(Sample.run(Sample.report()))
        let first = try AtomicFile.read(path)
        try await sink.deliver(Sample.run(Sample.report()))
        #expect(try AtomicFile.read(path) == first)
    }

    @Test func aRemovedCheckVanishes() async throws {
        try await sink().deliver(Sample.run(Sample.report()))
        try await sink().deliver(Sample.run(Sample.report(checks: [Sample.freshness])))
        let text = try lines()
        #expect(text.filter { $0.hasPrefix("data_completeness") }.isEmpty)
        #expect(text.filter { $0.hasPrefix("dqaudit_check_status") }.count == 1)
    }

    @Test func aFailedRunLeavesTheLastGoodValues() async throws {
        try await sink().deliver(Sample.run(Sample.report()))
        let before = try lines()
        try await sink().deliver(CompletedRun(report: Sample.incomplete, checkGauges: []))
        let after = try lines()
        #expect(after.count == before.count)
        #expect(after.contains("data_completeness{\(labels),check=\"completeness\"} 87.4"))
        #expect(after.contains("dqaudit_documents_scanned{\(labels)} 30000"))
        #expect(after.contains("dqaudit_last_success_timestamp_seconds{\(labels)} 1795413601.9"))
        #expect(after.contains("dqaudit_last_run_timestamp_seconds{\(labels)} 1795413605.02"))
        #expect(after.contains("dqaudit_run_exit_code{\(labels)} 3"))
        #expect(!after.contains("dqaudit_run_exit_code{\(labels)} 1"))
    }

    @Test func otherSuitesKeepTheirGauges() async throws {
        try await sink().deliver(Sample.run(Sample.report()))
        try await sink().deliver(Sample.run(Sample.report(suite: "reviews", checks: [Sample.freshness])))
        try await sink().deliver(Sample.run(Sample.report(checks: [Sample.duplicates])))
        let text = try lines()
        #expect(text.filter { $0.contains("suite=\"reviews\"") }.count == 10)
        #expect(text.filter { $0.contains("suite=\"products\"") }.count == 9)
        #expect(text.filter { $0.hasPrefix("data_freshness{suite=\"reviews\"") }.count == 1)
        let families = try folder.text(of: "node/dqaudit.prom").split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        #expect(Set(families).count == families.count)
    }

    @Test func concurrentSuitesLoseNothing() async throws {
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let report = Sample.report(suite: "suite\(number)", checks: [Sample.freshness])
                    try await TextfileSink(path: path, key: GroupingKey()).deliver(Sample.run(report))
                }
            }
            try await group.waitForAll()
        }
        #expect(try lines().filter { $0.hasPrefix("data_freshness") }.count == 8)
    }

    @Test(arguments: ["# TYPE a counter\na 1\n", "a 1 1795413601\n", "garbage\n", "a{b=\"c} 1\n", "a NaN\n"])
    func theFileOfAnotherProgramStays(text: String) async throws {
        try AtomicFile.write(Array(text.utf8), to: path)
        let sink = try sink()
        let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
        #expect(error?.message.contains("did not write; choose another path") == true)
        #expect(try folder.text(of: "node/dqaudit.prom") == text)
    }

    @Test(arguments: ["metrics.txt", "metrics", ".prom", "metrics.prom/", "", "a/.prom"])
    func onlyPromFilesAreAccepted(path: String) {
        #expect(throws: SinkError.self) { try TextfileSink(path: path, key: GroupingKey()) }
    }

    @Test(.enabled(if: RunGaugesTests.promtool != nil, "promtool is not on PATH (Debian: apt-get install prometheus)"))
    func promtoolFindsNothingToSay() async throws {
        try await sink().deliver(Sample.run(Sample.report()))
        try await sink().deliver(Sample.run(Sample.report(suite: "réviews \"x\"\\", checks: [Sample.freshness])))
        let outcome = try #require(RunGaugesTests.promtool).run(
            ["check", "metrics"], input: try folder.text(of: "node/dqaudit.prom"), folder: folder)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output + outcome.errors == "")
    }
}
