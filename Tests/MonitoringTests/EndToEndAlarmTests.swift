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
            var shop = try AuditedShop(folder: folder, pushgateway: gateway.authority)
            defer { shop.stop() }
            try shop.rememberDaysBefore(4)
            let good = try shop.audit()
            #expect(good.exitStatus == 0, "\(good.output)\(good.errors)")
            let prometheus = try PrometheusProcess(
                folder: folder, pushgateway: gateway.authority, alertmanager: alertmanager.authority)
            defer { prometheus.stop() }

            try await prometheus.wait(for: "count_over_time(products_consolidated[1m]) > 5")
            try await Self.expectAnswers(prometheus)
            let early = try receiver.messages().filter {
                $0.title.contains("DQAudit") || $0.title.contains("Data")
            }
            #expect(early.isEmpty, "good data is no news: \(early.map(\.title))")

            try shop.breakProducts()
            #expect(try shop.audit().exitStatus == 1)
            try await Self.expectBreach(receiver)
            try shop.repairProducts()
            #expect(try shop.audit().exitStatus == 0)
            for (channel, alert) in Self.breach {
                let end = try await receiver.wait(for: channel, alert, resolved: true)
                #expect(channel == "pagerduty" || end.title.hasPrefix("[résolu] \(alert)"))
                #expect(end.text.contains("RÉSOLU\u{202F}: ") && end.text.contains("suite products"))
                #expect(!end.text.contains("EN COURS"))
            }

            try await Self.expectLossOfDatabase(&shop, receiver)
            // What the page said already, Slack did not repeat, nor when the page was over.
            let repeated = try receiver.messages().filter { $0.title.contains("DataQualityIssue") }
            #expect(repeated.isEmpty, "\(repeated.map(\.title))")
        }
    }

    /// The database is gone, which is no breach of any check; it comes back.
    private static func expectLossOfDatabase(_ shop: inout AuditedShop, _ receiver: MessageReceiver) async throws {
        shop.loseServer()
        let failed = try shop.audit()
        #expect(failed.exitStatus == 3)
        let report = try shop.folder.text(of: "reports/products/latest.json")
        #expect(report.contains("connection refused"), "\(failed.output)\(failed.errors)")
        let page = try await receiver.wait(for: "pagerduty", "DQAuditIncomplete", resolved: false)
        #expect(page.title == "[1 en cours] DQAuditIncomplete — Audit de données inachevé (products)")
        #expect(page.text.contains("L’audit de shop.products (suite products) n’a pas pu lire la collection"))
        #expect(page.text.contains("(statut de sortie 3). L’état des données est inconnu."))
        #expect(page.text.contains("Que faire\u{202F}: Lire reports/products/latest.json"))
        try shop.replaceServer()
        #expect(try shop.audit().exitStatus == 0)
        _ = try await receiver.wait(for: "pagerduty", "DQAuditIncomplete", resolved: true)
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
        #expect(
            page.text.contains(
                "Le contrôle completeness de shop.products (suite products) a franchi son seuil d’échec."))
        #expect(
            page.text.contains(
                "Mesuré\u{202F}: Complétude 83,33\u{202F}%. Champs les plus vides\u{202F}: price 66,67\u{202F}%."))
        #expect(page.text.contains("Seuils\u{202F}: échec sous 90, avertissement sous 95."))
        #expect(page.text.contains("Segments en échec (2)\u{202F}: ‹!channel›, mytek."))
        #expect(page.text.contains("/d/pricechecktn-audits?var-suite=products\n"))
        #expect(page.text.contains("Que faire\u{202F}: Lire reports/products/latest.html"))

        let chat = try await receiver.wait(for: "slack", "DQAuditCheckWarning", resolved: false)
        #expect(chat.title.contains("Contrôle de données en avertissement"))
        #expect(chat.text.contains("Mesuré\u{202F}: Doublons 10,00\u{202F}%."))
        #expect(
            chat.text.contains("Mesuré\u{202F}: Documents\u{202F}: 300. Attendu d’après le passé\u{202F}: au moins "))
        let doubles = try await receiver.wait(for: "slack", "DuplicatesHigh", resolved: false)
        // 29 of 300 repeat the page of another; page 1 is also number 1's.
        #expect(doubles.text.contains("Taux de doublons à 10,00\u{202F}%"))

        #expect(
            try receiver.messages().allSatisfy { !$0.text.contains("<!channel>") && !$0.title.contains("<!channel>") })

        let mail = try await receiver.wait(for: "email", "DataVolumeAnomaly", resolved: false)
        #expect(mail.title.hasPrefix("[1 en cours] DataVolumeAnomaly"))
        #expect(mail.text.contains("produits d’écart avec la moyenne"))
    }
}
