import Foundation
import TestSupport
import Testing

/// `alertmanager.yml` as amtool sees it, and what a running Alertmanager holds back.
@Suite(
    .enabled(
        if: MonitoringPrograms.amtool != nil && MonitoringPrograms.alertmanager != nil,
        "\(MonitoringPrograms.noAlertmanager)"))
struct AlertmanagerFilesTests {
    private static let file = "\(MonitoringFolder.path)/alertmanager.yml"

    @Test func `the configuration is right`() throws {
        let outcome = try #require(MonitoringPrograms.amtool).run(
            ["check-config", Self.file], folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("1 templates"))
    }

    /// An alert without a known severity is somebody's mistake, and must be seen.
    @Test(arguments: [
        ("critical", "pagerduty"), ("warning", "slack"), ("info", "email"), ("unheard-of", "slack"),
    ])
    func `the severity decides the channel`(severity: String, receiver: String) throws {
        let outcome = try #require(MonitoringPrograms.amtool).run(
            ["config", "routes", "test", "--config.file=\(Self.file)", "severity=\(severity)", "suite=products"],
            folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        #expect(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines) == receiver)
        let ofCheck = try #require(MonitoringPrograms.amtool).run(
            ["config", "routes", "test", "--config.file=\(Self.file)", "severity=\(severity)", "check=completeness"],
            folder: TemporaryFolder())
        #expect(ofCheck.output.trimmingCharacters(in: .whitespacesAndNewlines) == receiver)
    }

    @Test func `that a channel does not work is told by all`() throws {
        let outcome = try #require(MonitoringPrograms.amtool).run(
            [
                "config", "routes", "test", "--config.file=\(Self.file)", "--verify.receivers=slack,email,pagerduty",
                "alertname=AlertDeliveryFailing", "severity=critical", "integration=slack", "team=platform",
            ], folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
    }

    /// PagerDuty tells nobody of what joins an incident that is open.
    @Test func `a suite whose check fails is a page of its own, a database that is down is one for all`() async throws {
        let alertmanager = try AlertmanagerProcess(folder: TemporaryFolder(), httpPort: 1, smtpPort: 1)
        defer { alertmanager.stop() }
        func alert(_ name: String, _ severity: String, _ suite: String, _ more: [String: String] = [:]) -> [String:
            String]
        {
            let labels = ["alertname": name, "severity": severity, "suite": suite, "database": "shop"]
            return labels.merging(more) { $1 }
        }
        let groups = try await alertmanager.groups(of: [
            alert("DQAuditCheckFailed", "critical", "products", ["check": "completeness"]),
            alert("DQAuditCheckFailed", "critical", "products", ["check": "freshness"]),
            alert("DQAuditCheckFailed", "critical", "products", ["check": "freshness", "database": "other"]),
            alert("DQAuditCheckFailed", "critical", "products", ["check": "freshness", "collection": "other"]),
            alert("DQAuditCheckFailed", "critical", "products", ["check": "freshness", "site": "sfax"]),
            alert("DQAuditCheckFailed", "critical", "stores", ["check": "freshness"]),
            alert("DQAuditCheckWarning", "warning", "stores", ["check": "volume"]),
            alert("DQAuditCheckWarning", "warning", "users", ["check": "volume"]),
            alert("DataVolumeAnomaly", "info", "stores", ["check": "volume"]),
            alert("DataVolumeAnomaly", "info", "users", ["check": "volume"]),
            alert("DQAuditIncomplete", "critical", "reviews"), alert("DQAuditIncomplete", "critical", "categories"),
            alert("DQAuditNeverReported", "critical", "a"), alert("DQAuditNeverReported", "critical", "b"),
        ])
        #expect(
            groups == [
                "email DataVolumeAnomaly: stores", "email DataVolumeAnomaly: users",
                "pagerduty DQAuditCheckFailed: products", "pagerduty DQAuditCheckFailed: products",
                "pagerduty DQAuditCheckFailed: products", "pagerduty DQAuditCheckFailed: products, products",
                "pagerduty DQAuditCheckFailed: stores", "pagerduty DQAuditIncomplete: categories, reviews",
                "pagerduty DQAuditNeverReported: a, b", "slack DQAuditCheckWarning: stores",
                "slack DQAuditCheckWarning: users",
            ])
    }

    /// The same suite of two places is told apart in the title and in each paragraph; without sites nothing is said of them.
    @Test func `a message names the site`() throws {
        let folder = try TemporaryFolder()
        func rendered(_ name: String, labels: [String: String]) throws -> String {
            let alerts = ["firing", "resolved"].map { status in
                let words = ["summary": "Résumé", "description": "Ce qui est.", "runbook": "Rien."]
                return ["status": status, "labels": labels, "annotations": words] as [String: Any]
            }
            let message: [String: Any] = [
                "status": "firing", "alerts": alerts, "groupLabels": ["alertname": "DQAuditCheckFailed"],
                "commonLabels": labels, "commonAnnotations": ["summary": "Résumé"],
            ]
            let data = try JSONSerialization.data(withJSONObject: message)
            let file = try folder.write(String(decoding: data, as: UTF8.self), to: "message.json")
            let outcome = try #require(MonitoringPrograms.amtool).run(
                [
                    "template", "render", "--template.glob=\(MonitoringFolder.path)/templates/*.tmpl",
                    "--template.data=\(file)", "--template.text={{ template \"\(name)\" . }}",
                ], folder: folder)
            #expect(outcome.exitStatus == 0, "\(outcome.errors)")
            return outcome.output
        }
        let check = ["suite": "products", "check": "completeness"]
        let tunis = check.merging(["site": "tunis"]) { $1 }
        #expect(try rendered("pricecheck.title", labels: tunis).contains("— Résumé (products, completeness, tunis)"))
        #expect(try rendered("pricecheck.title", labels: check).contains("— Résumé (products, completeness)"))
        let text = try rendered("pricecheck.text", labels: tunis)
        #expect(text.contains("EN COURS\u{202F}: Ce qui est. Site\u{202F}: tunis.\n"))
        #expect(text.contains("RÉSOLU\u{202F}: Résumé, suite products, site tunis, contrôle completeness\n"))
        #expect(try !rendered("pricecheck.text", labels: check).lowercased().contains("site"))
    }

    @Test func `no secret is in the file`() throws {
        let text = try MonitoringFolder.text("alertmanager.yml")
        for key in ["api_url:", "routing_key:", "service_key:", "smtp_auth_password:", "hooks.slack.com"] {
            #expect(!text.contains(key))
        }
        // Alertmanager would look for others where it was started.
        #expect(text.components(separatedBy: "_file: /etc/alertmanager/secrets/").count == 4)
        #expect(text.components(separatedBy: "_file: ").count == 4)
        #expect(try MonitoringFolder.text("secrets/.gitignore").hasPrefix("*\n"))
    }

    @Test func `what an alert says already is held back, and nothing else`() async throws {
        let alertmanager = try AlertmanagerProcess(folder: TemporaryFolder(), httpPort: 1, smtpPort: 1)
        defer { alertmanager.stop() }
        func alert(_ name: String, _ severity: String, suite: String = "products", check: String? = nil) -> [String:
            String]
        {
            var labels = ["alertname": name, "severity": severity, "suite": suite]
            labels["database"] = "shop"
            labels["collection"] = suite
            labels["check"] = check
            return labels
        }
        let held = try await alertmanager.heldBack(among: [
            alert("DQAuditCheckFailed", "critical", check: "completeness"),
            alert("DataQualityIssue", "warning", check: "completeness"),
            alert("DQAuditSegmentBreached", "warning", check: "completeness"),
            alert("DQAuditCheckWarning", "warning", check: "duplicates"),
            alert("DQAuditIncomplete", "critical", suite: "stores"),
            alert("DQAuditCheckFailed", "critical", suite: "stores", check: "freshness"),
            alert("DQAuditDeliveryFailed", "warning", suite: "stores"),
            alert("DQAuditMissing", "critical", suite: "users"),
            alert("DataVolumeAnomaly", "info", suite: "users", check: "volume"),
            alert("DataVolumeAnomaly", "info", suite: "reviews", check: "volume"),
        ])
        #expect(
            held == [
                "DQAuditCheckFailed stores", "DQAuditSegmentBreached products", "DataQualityIssue products",
                "DataVolumeAnomaly users",
            ])
    }

    @Test func `a Pushgateway that is down is one page, not one for each suite`() async throws {
        let alertmanager = try AlertmanagerProcess(folder: TemporaryFolder(), httpPort: 1, smtpPort: 1)
        defer { alertmanager.stop() }
        let held = try await alertmanager.heldBack(among: [
            ["alertname": "PushgatewayDown", "severity": "critical"],
            ["alertname": "DQAuditNeverReported", "severity": "critical", "suite": "products"],
            ["alertname": "DQAuditMissing", "severity": "critical", "suite": "stores"],
            ["alertname": "APIHighErrorRate", "severity": "critical"],
        ])
        #expect(held == ["DQAuditMissing stores", "DQAuditNeverReported products"])
    }
}
