import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct ReportFolderTests {
    let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    @Test func writesTheRunAndTheLatest() async throws {
        let folder = ReportFolder(temporary.path("reports/"))
        try await JSONFileSink(folder: folder, checks: Sample.encoded(Sample.report())).deliver(
            Sample.run(Sample.report()))
        var later = Sample.passing
        later.runID = "20261124T060000Z-0001"
        try await JSONFileSink(folder: folder, checks: Sample.encoded(later)).deliver(Sample.run(later))
        #expect(
            try temporary.names(in: "reports/products")
                == ["20261123T060000Z-7f3a.json", "20261124T060000Z-0001.json", "latest.json"])
        let latest = try #require(try AtomicFile.read(folder.paths(of: later).latestJSON))
        #expect(try JSONReport.report(from: latest) == later)
        #expect(try AtomicFile.read(folder.paths(of: later).json) == latest)
    }

    @Test(arguments: [
        "../../etc", "a/b", "..", ".hidden", "", "a b", "history.sqlite", "latest", "x\u{0}y",
        String(repeating: "n", count: 300),
        "line\nbreak",
    ])
    func aSuiteNameStaysInTheFolder(name: String) throws {
        let paths = ReportFolder("reports").paths(of: Sample.report(suite: name))
        let components = paths.json.split(separator: "/")
        #expect(components.count == 3)
        #expect(components[0] == "reports")
        #expect(!components[1].hasPrefix("."))
        #expect(components[1] != name)
        #expect(components[1].utf8.count < 120)
        #expect(components[1].unicodeScalars.allSatisfy { $0.value > 0x20 })
    }

    @Test(arguments: ["products", "products-eu_2", "qualité", "v1.2"])
    func anOrdinaryNameStaysItself(name: String) {
        #expect(
            ReportFolder("reports").paths(of: Sample.report(suite: name)).latestHTML == "reports/\(name)/latest.html")
    }

    @Test func differentNamesHaveDifferentFolders() {
        let names = ["a b", "a-b", "a/b", "a:b", " ", ""]
        let folders = Set(names.map { ReportFolder("r").paths(of: Sample.report(suite: $0)).latestJSON })
        #expect(folders.count == names.count)
    }

    @Test func laterSinksSeeWhatBecameOfEarlierOnes() async throws {
        let folder = ReportFolder(temporary.path("reports"))
        let broken = JSONFileSink(
            folder: ReportFolder(temporary.path("file")), checks: Sample.encoded(Sample.passing))
        try AtomicFile.write([1], to: temporary.path("file"))
        let round = DeliveryRound(sinks: [broken, JSONFileSink(folder: folder, checks: Sample.encoded(Sample.passing))])
        let report = Sample.passing
        let run = await round.deliver(Sample.run(report)) { deliveries in
            ExitStatus(checks: report.checks.map(\.status), isComplete: true, deliveries: deliveries, failOn: .fail)
        }
        #expect(run.report.deliveries.map(\.status) == [.failed, .delivered])
        #expect(run.report.exitCode == 4)
        let written = try #require(try AtomicFile.read(folder.paths(of: report).json))
        let onDisk = try JSONReport.report(from: written)
        #expect(onDisk.exitCode == 4)
        #expect(onDisk.deliveries.count == 1)
        #expect(onDisk.deliveries[0].error?.contains("cannot create folder") == true)
    }
}
