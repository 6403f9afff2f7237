import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct RunGaugesTests {
    @Test func aCompletedAuditHasThemAll() {
        let gauges = RunGauges.gauges(of: Sample.report())
        func values(_ name: String) -> [[String]: Double] {
            Dictionary(
                uniqueKeysWithValues: gauges.filter { $0.name == name }.map { ($0.labels.map(\.value), $0.value) })
        }
        #expect(
            values("dqaudit_check_status") == [
                ["completeness"]: 2, ["freshness"]: 1, ["duplicates"]: 0, ["invalid_records"]: 2, ["volume"]: 2,
            ])
        #expect(values("dqaudit_check_threshold")[["completeness", "warn_below"]] == 95)
        #expect(values("dqaudit_check_threshold")[["freshness", "fail_above"]] == 86_400)
        #expect(values("dqaudit_check_threshold").count == 7)
        #expect(values("dqaudit_documents_scanned") == [[]: 30_000])
        #expect(values("dqaudit_run_duration_seconds") == [[]: 1.9])
        #expect(values("dqaudit_last_run_timestamp_seconds") == [[]: 1_795_413_601.9])
        #expect(values("dqaudit_last_success_timestamp_seconds") == [[]: 1_795_413_601.9])
        #expect(values("dqaudit_run_exit_code") == [[]: 1])
        #expect(values("dqaudit_build_info") == [["0.1.0"]: 1])
    }

    @Test func everyStatusHasItsNumber() {
        let statuses: [CheckStatus] = [.pass, .warn, .fail, .notEvaluated, .learning]
        let checks = statuses.map { status in
            var check = Sample.duplicates
            check.id = status.rawValue
            check.status = status
            return check
        }
        let gauges = RunGauges.gauges(of: Sample.report(checks: checks)).filter { $0.name == "dqaudit_check_status" }
        #expect(gauges.map(\.value) == [0, 1, 2, 3, 4])
    }

    @Test func aRunThatCouldNotCompleteSaysOnlyHowItEnded() {
        let run = CompletedRun(report: Sample.incomplete, checkGauges: Sample.gauges(Sample.report()))
        #expect(
            RunGauges.all(of: run).map(\.name) == [
                "dqaudit_run_duration_seconds", "dqaudit_last_run_timestamp_seconds", "dqaudit_run_exit_code",
                "dqaudit_build_info",
            ])
    }

    @Test func segmentsAreNotChecksOfTheirOwn() throws {
        var part = Sample.duplicates
        part.segment = "mytek"
        part.status = .fail
        let gauges = RunGauges.gauges(of: Sample.report(checks: [Sample.duplicates, part]))
        #expect(gauges.filter { $0.name == "dqaudit_check_status" }.map(\.value) == [0])
        #expect(try !Exposition.text(gauges).isEmpty)
    }

    static let promtool = InstalledProgram("promtool", variable: "DQAUDIT_TEST_PROMTOOL")

    @Test(
        .enabled(if: promtool != nil, "promtool is not on PATH (Debian: apt-get install prometheus)"),
        arguments: [Sample.report(), Sample.incomplete, Sample.learning])
    func promtoolFindsNothingToSay(report: RunReport) throws {
        let promtool = try #require(Self.promtool)
        let folder = try TemporaryFolder()
        let text = try Exposition.text(RunGauges.all(of: Sample.run(report)))
        let outcome = try promtool.run(["check", "metrics"], input: text, folder: folder)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output + outcome.errors == "")
        // The same call has something to say where something is wrong.
        let bad = try promtool.run(["check", "metrics"], input: "# TYPE aTotal gauge\naTotal 1\n", folder: folder)
        #expect(bad.exitStatus != 0)
    }
}
