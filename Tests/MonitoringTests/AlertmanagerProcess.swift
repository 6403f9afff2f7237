import Foundation
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real Alertmanager with the project's configuration, quicker, its channels on the loopback interface.
struct AlertmanagerProcess {
    /// `127.0.0.1:port`.
    let authority: String
    private let process: GuardedProcess
    /// Lives as long as the process.
    private let folder: TemporaryFolder

    /// Starts it and waits until it is ready.
    /// - Parameters:
    ///   - httpPort: where something stands for Slack and PagerDuty.
    ///   - smtpPort: where something takes mail.
    init(folder: TemporaryFolder, httpPort: Int, smtpPort: Int) throws {
        guard let program = MonitoringPrograms.alertmanager else {
            throw FixtureError(MonitoringPrograms.noAlertmanager)
        }
        self.folder = folder
        let home = folder.path("alertmanager")
        for name in ["secrets", "templates", "data"] {
            try FileManager.default.createDirectory(atPath: "\(home)/\(name)", withIntermediateDirectories: true)
        }
        try folder.write("http://127.0.0.1:\(httpPort)/slack\n", to: "alertmanager/secrets/slack_webhook_url")
        try folder.write("0123456789abcdef0123456789abcdef\n", to: "alertmanager/secrets/pagerduty_routing_key")
        try folder.write("secret\n", to: "alertmanager/secrets/smtp_password")
        try folder.write(
            MonitoringFolder.text("templates/pricecheck.tmpl"), to: "alertmanager/templates/pricecheck.tmpl")
        var text = QuickCopy(try MonitoringFolder.text("alertmanager.yml"))
        try text.replace(
            #"smtp_smarthost: .*"#,
            with: "smtp_smarthost: \"127.0.0.1:\(smtpPort)\"\n  smtp_require_tls: false\n"
                + "  pagerduty_url: http://127.0.0.1:\(httpPort)/pagerduty")
        try text.replace("/etc/alertmanager/secrets", with: "\(home)/secrets")
        // As in the original, warnings wait longer than what may hold them back.
        try text.replace("group_wait: 10s", with: "group_wait: 500ms")
        try text.replace("group_wait: 30s", with: "group_wait: 3s")
        try text.replace("group_wait: 5m", with: "group_wait: 500ms")
        try text.replace("group_interval: .*", with: "group_interval: 1s")
        try folder.write(text.text, to: "alertmanager/alertmanager.yml")

        var attempts = 5
        while true {
            attempts -= 1
            let port = try FreePort.find()
            do {
                let started = try GuardedProcess(
                    program.path,
                    [
                        "--config.file=\(home)/alertmanager.yml", "--storage.path=\(home)/data",
                        "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
                    ], log: folder.path("alertmanager.log"))
                try started.wait(until: "Alertmanager listens") { FreePort.isListening(port) }
                process = started
                authority = "127.0.0.1:\(port)"
                return
            } catch  where attempts > 0 {
                continue
            }
        }
    }

    func stop() { process.stop() }

    private func address(of resource: String) throws -> URL {
        guard let url = URL(string: "http://\(authority)/api/v2/\(resource)") else { throw FixtureError("no URL") }
        return url
    }

    private func send(_ alerts: [[String: String]]) async throws {
        var request = URLRequest(url: try address(of: "alerts"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONSerialization.data(
            withJSONObject: alerts.map { alert in
                // Else they end by themselves after five minutes (resolve_timeout), which a busy machine may let pass.
                ["labels": alert, "endsAt": "2199-01-01T00:00:00Z"] as [String: Any]
            })
        let (answer, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw FixtureError("Alertmanager answers \(String(decoding: answer, as: UTF8.self))")
        }
    }

    /// Sends alerts, and tells which of them are told together: each group as `receiver alertname: suites`, in alphabetical order.
    func groups(of alerts: [[String: String]]) async throws -> [String] {
        try await send(alerts)
        let url = try address(of: "alerts/groups")
        let groups = try await Patience.answer(within: .seconds(60)) {
            let (data, _) = try await URLSession.shared.data(from: url)
            let found = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
            let members = found.map { group in
                (group["alerts"] as? [[String: Any]] ?? []).compactMap { $0["labels"] as? [String: String] }
            }
            guard members.joined().count >= alerts.count else { return nil as [String]? }
            return zip(found, members).map { group, members in
                let receiver = (group["receiver"] as? [String: Any])?["name"] as? String ?? ""
                let suites = members.compactMap { $0["suite"] }.sorted().joined(separator: ", ")
                return "\(receiver) \(members.first?["alertname"] ?? ""): \(suites)"
            }
        }
        guard let groups else { throw FixtureError("Alertmanager has not grouped all alerts in time") }
        return groups.sorted()
    }

    /// Sends alerts, and tells which of all that it has are inhibited: `alertname suite`, in alphabetical order.
    func heldBack(among alerts: [[String: String]]) async throws -> [String] {
        try await send(alerts)
        let url = try address(of: "alerts")
        // The state of an alert is known after its group was first looked at.
        let states = try await Patience.answer(within: .seconds(60)) {
            let (data, _) = try await URLSession.shared.data(from: url)
            let found = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
            let states = found.map { alert in
                let labels = alert["labels"] as? [String: String] ?? [:]
                let status = alert["status"] as? [String: Any]
                return (
                    name: "\(labels["alertname"] ?? "") \(labels["suite"] ?? "")",
                    state: status?["state"] as? String ?? "unprocessed"
                )
            }
            let isKnown = states.count >= alerts.count && !states.contains { $0.state == "unprocessed" }
            return isKnown ? states : nil
        }
        guard let states else { throw FixtureError("Alertmanager has not looked at all alerts in time") }
        return states.filter { $0.state == "suppressed" }.map(\.name).sorted()
    }
}
