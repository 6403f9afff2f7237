import Foundation
import TestSupport
import Testing

/// `prometheus.yml`, the rules and their unit tests, as promtool sees them.
@Suite(.enabled(if: MonitoringPrograms.promtool != nil, "\(MonitoringPrograms.noPrometheus)"))
struct PrometheusFilesTests {
    private static func promtool(_ arguments: [String]) throws -> InstalledProgram.Outcome {
        try #require(MonitoringPrograms.promtool).run(arguments, folder: TemporaryFolder())
    }

    private static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(MonitoringFolder.path)/\(folder)").sorted()
            .filter { $0.hasSuffix(".yml") }.map { "\(MonitoringFolder.path)/\(folder)/\($0)" }
    }

    @Test func `the configuration and its rules are right`() throws {
        let outcome = try Self.promtool(["check", "config", "\(MonitoringFolder.path)/prometheus.yml"])
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
        let rules = try Self.files(in: "rules").count
        #expect(outcome.output.contains("\(rules) rule files found"))
    }

    @Test func `every alert fires and is silent when it should`() throws {
        let outcome = try Self.promtool(["test", "rules"] + Self.files(in: "tests"))
        #expect(outcome.exitStatus == 0, "\(String((outcome.output + outcome.errors).suffix(4_000)))")
    }

    /// The whole script takes minutes; here it is shown to work, on the alert that has the most of everything in little time.
    @Test(.enabled(if: MonitoringPrograms.python != nil, "\(MonitoringPrograms.noPython)"))
    func `a mistake in a rule is noticed by the tests`() throws {
        let script = "\(MonitoringFolder.path)/tests/mutate.py"
        let outcome = try #require(MonitoringPrograms.python).run(
            ["-B", script, "--alert", "TargetDown", "--promtool", #require(MonitoringPrograms.promtool).path],
            folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains(" 0 survive"))
    }

    @Test func `every alert has a test that sees it fire, words, a severity and a team`() throws {
        let tests = try Self.files(in: "tests").map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        for path in try Self.files(in: "rules") {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            for rule in text.components(separatedBy: "- alert: ").dropFirst() {
                let name = String(rule.prefix { !$0.isNewline })
                let expected = tests.components(separatedBy: "alertname: \(name)\n        exp_alerts:\n").count - 1
                #expect(expected > 0, "\(name) fires in no test")
                #expect(tests.contains("alertname: \(name) }"), "\(name) is silent in no test")
                for part in ["severity: ", "team: ", "summary: ", "description: ", "runbook: "] {
                    #expect(rule.contains(part), "\(name) has no \(part)")
                }
            }
        }
    }

    @Test(arguments: [
        ("PipelineFailed", "critical"), ("ModelDriftDetected", "critical"), ("APIHighErrorRate", "critical"),
        ("ScrapingPerformanceDegraded", "warning"), ("HighLatency", "warning"), ("DataQualityIssue", "warning"),
        ("ModelRetrainingNeeded", "info"), ("DataVolumeAnomaly", "info"),
    ])
    func `alerts that were agreed upon keep name and severity`(name: String, severity: String) throws {
        let rules = try Self.files(in: "rules").map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
        let rule = try #require(rules.components(separatedBy: "- alert: \(name)\n").dropFirst().first)
        #expect(rule.components(separatedBy: "- alert: ")[0].contains("severity: \(severity)"))
    }

    /// Prometheus sends what ended in the order of the rules of a group. What is held back must have ended before it is let go.
    @Test func `what holds others back is judged with them, and after them`() throws {
        let text = try MonitoringFolder.text("rules/data-quality.yml")
        #expect(text.components(separatedBy: "- name: ").count == 2)
        let names = text.components(separatedBy: "- alert: ").dropFirst().map { $0.prefix { !$0.isNewline } }
        #expect(names.suffix(3) == ["DQAuditCheckFailed", "DQAuditIncomplete", "DQAuditMissing"])
        for name in ["DataQualityIssue", "DataVolumeAnomaly", "DuplicatesHigh", "DQAuditSegmentBreached"] {
            #expect(names.contains { $0 == name })
        }
    }

    @Test(arguments: [
        ("mlops-pipeline", 8000), ("prefect", 4200), ("mlflow", 5000), ("fastapi", 8001), ("mongodb", 9216),
        ("node-exporter", 9100), ("pushgateway", 9091),
    ])
    func `every program is scraped at its port`(job: String, port: Int) throws {
        let text = try MonitoringFolder.text("prometheus.yml")
        let part = try #require(text.components(separatedBy: "- job_name: \(job)\n").dropFirst().first)
        let own = part.components(separatedBy: "- job_name: ")[0]
        #expect(own.contains(":\(port)\"]"))
        #expect(own.contains("honor_labels: true") == (job == "pushgateway"))
        // Prefect's server answers 404 at /metrics.
        #expect(own.contains("metrics_path: /api/metrics\n") == (job == "prefect"))
        #expect(own.contains("metrics_path: ") == (job == "prefect"))
    }
}
