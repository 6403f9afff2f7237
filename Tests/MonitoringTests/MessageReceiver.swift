import Foundation
import TestSupport

/// Stands for Slack, PagerDuty and a mail server, in a process of its own.
struct MessageReceiver {
    let httpPort: Int
    let smtpPort: Int
    private let process: GuardedProcess
    private let folder: TemporaryFolder

    /// What arrived in a channel.
    struct Message: Sendable {
        /// `slack`, `pagerduty` or `email`.
        let channel: String
        /// What a person sees first.
        let title: String
        let text: String
        /// Whether it says that something is over.
        let isResolved: Bool
    }

    init(folder: TemporaryFolder) throws {
        guard let python = MonitoringPrograms.python else { throw FixtureError(MonitoringPrograms.noPython) }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("receiver.py")
        self.folder = folder
        process = try GuardedProcess(
            python.path, ["-B", script.path, folder.path("messages")], log: folder.path("receiver.log"))
        var ports: [String: Int] = [:]
        try process.wait(until: "the receiver listens") {
            ports = (try? Self.records(folder).first) as? [String: Int] ?? [:]
            return ports.count == 2
        }
        httpPort = ports["http"] ?? 0
        smtpPort = ports["smtp"] ?? 0
    }

    func stop() { process.stop() }

    private static func records(_ folder: TemporaryFolder) throws -> [[String: Any]] {
        try folder.text(of: "messages").split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    /// Everything that arrived so far, in its order.
    func messages() throws -> [Message] {
        try Self.records(folder).dropFirst().map { record in
            let body = record["body"] as? [String: Any] ?? [:]
            let channel = record["channel"] as? String ?? ""
            let title: String
            let text: String
            var isResolved = false
            switch channel {
            case "slack":
                let attachment = (body["attachments"] as? [[String: Any]])?.first ?? [:]
                title = attachment["title"] as? String ?? ""
                text = attachment["text"] as? String ?? ""
                isResolved = attachment["color"] as? String == "good"
            case "pagerduty":
                let payload = body["payload"] as? [String: Any] ?? [:]
                title = payload["summary"] as? String ?? ""
                text = (payload["custom_details"] as? [String: Any])?["description"] as? String ?? ""
                isResolved = body["event_action"] as? String == "resolve"
            default:
                title = body["subject"] as? String ?? ""
                text = body["text"] as? String ?? ""
                isResolved = title.hasPrefix("[résolu]")
            }
            return Message(channel: channel, title: title, text: text, isResolved: isResolved)
        }
    }

    /// Waits for a message.
    /// - Throws: ``FixtureError`` with the titles of what arrived when it does not come within a minute.
    func wait(for channel: String, _ alert: String, resolved: Bool) async throws -> Message {
        let found = try await Patience.answer(within: .seconds(60)) {
            try messages().first {
                $0.channel == channel && $0.title.contains(alert) && $0.isResolved == resolved
            }
        }
        if let found { return found }
        let titles = try messages().map { "\($0.channel): \($0.title)" }.joined(separator: "\n")
        throw FixtureError("no \(resolved ? "end of " : "")\(alert) in \(channel), only:\n\(titles)")
    }
}
