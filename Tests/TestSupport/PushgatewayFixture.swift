import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real Pushgateway on a free port of the loopback address, stopped when its test ends.
package struct PushgatewayFixture: Sendable {
    /// The program; nil when this machine has none.
    package static let program = InstalledProgram("prometheus-pushgateway", variable: "DQAUDIT_TEST_PUSHGATEWAY")

    /// Why tests are skipped where there is none.
    package static let missing: String =
        "prometheus-pushgateway is not on PATH (Debian: apt-get install prometheus-pushgateway)"

    /// `127.0.0.1:port`.
    package let authority: String
    /// The base URL for clients.
    package var url: String { "http://\(authority)" }

    /// Starts a gateway, hands it to `body`, and stops it afterwards, also when `body` throws.
    package static func withRunning<Value>(
        arguments: [String] = [], _ body: (PushgatewayFixture) async throws -> Value
    ) async throws -> Value {
        guard let program else { throw FixtureError(missing) }
        let folder = try TemporaryFolder()
        // Debian's default is one file for all gateways of the machine: begin with nothing, leave nothing.
        let process = try GuardedProcess(
            program.path, ["--web.listen-address=127.0.0.1:0", "--persistence.file="] + arguments,
            log: folder.path("pushgateway.log"), removing: folder.path)
        defer { withExtendedLifetime(folder) { process.stop() } }
        var authority: String?
        try process.wait(until: "line that says where the Pushgateway listens") {
            authority = Self.authority(inLog: process.log)
            return authority != nil
        }
        guard let authority else { throw FixtureError("the Pushgateway does not say where it listens") }
        return try await body(PushgatewayFixture(authority: authority))
    }

    /// Where the gateway listens; nil while its log is not there, or does not have the whole line that says so.
    private static func authority(inLog path: String) -> String? {
        let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        guard let end = text.lastIndex(of: "\n") else { return nil }
        let line = text[..<end].split(separator: "\n").first { $0.contains("Listening on") }
        return line?.split(separator: " ").last?.split(separator: "=").last.map(String.init)
    }

    /// One group as the gateway's own API shows it.
    package struct Group: Sendable, Equatable {
        package let labels: [String: String]
        /// Values by series: `name{label="value",…}` with the labels in alphabetical order, grouping key left out. Without the two
        /// gauges that the gateway adds.
        package let values: [String: Double]

        package init(labels: [String: String], values: [String: Double]) {
            self.labels = labels
            self.values = values
        }
    }

    /// The groups that the gateway holds, in no order.
    package func groups(authorization: String? = nil) async throws -> [Group] {
        guard let url = URL(string: url + "/api/v1/metrics") else { throw FixtureError("no URL") }
        var request = URLRequest(url: url)
        if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        let (data, _) = try await URLSession.shared.data(for: request)
        guard let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let groups = answer["data"] as? [[String: Any]]
        else { throw FixtureError("the Pushgateway answers \(String(decoding: data, as: UTF8.self))") }
        return groups.map(PushgatewayFixture.group)
    }

    private static func group(_ object: [String: Any]) -> Group {
        let labels = object["labels"] as? [String: String] ?? [:]
        var values: [String: Double] = [:]
        for (name, family) in object where name != "push_time_seconds" && name != "push_failure_time_seconds" {
            for sample in (family as? [String: Any])?["metrics"] as? [[String: Any]] ?? [] {
                let own = (sample["labels"] as? [String: String] ?? [:]).filter {
                    labels[$0.key] == nil && $0.key != "instance"
                }
                let text = own.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
                values[text.isEmpty ? name : "\(name){\(text)}"] = (sample["value"] as? String).flatMap { Double($0) }
            }
        }
        return Group(labels: labels, values: values)
    }
}
