import Foundation
import TestSupport
import Testing

/// From documents to a message: dqaudit, Pushgateway, Prometheus, Alertmanager, and what stands for Slack, PagerDuty and a mail server.
@Suite(.enabled(if: MonitoringPrograms.canRunEndToEnd, "\(MonitoringPrograms.cannotRunEndToEnd)"))
struct EndToEndAlarmTests {
    /// One test, because its steps follow from each other and the programs take their time to start.
    @Test func `a breach is told in each channel, and so is its end`() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let folder = try TemporaryFolder()
            let receiver = try MessageReceiver(folder: folder)
            defer { receiver.stop() }
            let alertmanager = try AlertmanagerProcess(
                folder: folder, httpPort: receiver.httpPort, smtpPort: receiver.smtpPort)
            defer { alertmanager.stop() }
            let shop = try AuditedShop(folder: folder, pushgateway: gateway.authority)
            try shop.rememberDaysBefore(4)
            #expect(try shop.audit(.good) == 0)
            let prometheus = try PrometheusProcess(
                folder: folder, pushgateway: gateway.authority, alertmanager: alertmanager.authority)
            defer { prometheus.stop() }

            try await prometheus.wait(for: "count_over_time(products_consolidated[1m]) > 3")
            try await Self.expectAnswers(prometheus)
            let early = try receiver.messages().filter {
                $0.title.contains("DQAuditCheck") || $0.title.contains("Data")
            }
            #expect(early.isEmpty, "good data is no news: \(early.map(\.title))")

            #expect(try shop.audit(.broken) == 1)
            try await Self.expectBreach(receiver)
            #expect(try shop.audit(.good) == 0)
            for (channel, alert) in Self.breach {
                let end = try await receiver.wait(for: channel, alert, resolved: true)
                #expect(channel == "pagerduty" || end.title.hasPrefix("[résolu] \(alert)"))
            }

            #expect(try shop.auditNobody() == 3)
            let page = try await receiver.wait(for: "pagerduty", "DQAuditIncomplete", resolved: false)
            #expect(page.text.contains("shop.products"))
            #expect(try shop.audit(.good) == 0)
            _ = try await receiver.wait(for: "pagerduty", "DQAuditIncomplete", resolved: true)
            // What the page said already, Slack did not repeat, nor when the page was over.
            let repeated = try receiver.messages().filter { $0.title.contains("DataQualityIssue") }
            #expect(repeated.isEmpty, "\(repeated.map(\.title))")
        }
    }

    private static let breach = [
        ("pagerduty", "DQAuditCheckFailed"), ("slack", "DQAuditCheckWarning"), ("email", "DataVolumeAnomaly"),
    ]

    /// Every panel on data has an answer, every other at least none that is a mistake.
    private static func expectAnswers(_ prometheus: PrometheusProcess) async throws {
        for name in DashboardFilesTests.names {
            for panel in try GrafanaDashboard(name).panels {
                for expression in panel.expressions {
                    let series = try await prometheus.count(GrafanaDashboard.query(expression))
                    let isOurs = name == "data-quality" || name == "audits"
                    #expect(series > 0 || !isOurs, "\(name), \(panel.title): nothing is \(expression)")
                }
            }
        }
    }

    private static func expectBreach(_ receiver: MessageReceiver) async throws {
        let page = try await receiver.wait(for: "pagerduty", "DQAuditCheckFailed", resolved: false)
        #expect(page.title == "[1 en cours] DQAuditCheckFailed — Contrôle de données en échec (products, completeness)")
        // 300 documents with two fields, 100 prices missing.
        #expect(page.text.contains("Complétude 83,33\u{202F}%"))
        #expect(page.text.contains("Seuils\u{202F}: fail_below 90 warn_below 95."))
        #expect(page.text.contains("Que faire\u{202F}: Lire reports/products/latest.html"))

        let chat = try await receiver.wait(for: "slack", "DQAuditCheckWarning", resolved: false)
        #expect(chat.title.contains("Contrôle de données en avertissement"))
        #expect(chat.text.contains("duplicates"))
        let doubles = try await receiver.wait(for: "slack", "DuplicatesHigh", resolved: false)
        // 29 of 300 repeat the page of another; page 1 is also number 1's.
        #expect(doubles.text.contains("Taux de doublons à 10,00\u{202F}%"))

        let mail = try await receiver.wait(for: "email", "DataVolumeAnomaly", resolved: false)
        #expect(mail.title.hasPrefix("[1 en cours] DataVolumeAnomaly"))
        #expect(mail.text.contains("produits d’écart avec la moyenne"))
    }
}
