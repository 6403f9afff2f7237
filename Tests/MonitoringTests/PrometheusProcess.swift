import Foundation
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real Prometheus with the project's configuration and rules, addresses on the loopback interface, everything quicker.
struct PrometheusProcess {
    /// `127.0.0.1:port`.
    let authority: String
    private let process: GuardedProcess

    /// Starts it and waits until it can be asked.
    init(folder: TemporaryFolder, pushgateway: String, alertmanager: String) throws {
        guard let program = MonitoringPrograms.prometheus else { throw FixtureError(MonitoringPrograms.noPrometheus) }
        let home = folder.path("prometheus")
        try FileManager.default.createDirectory(atPath: "\(home)/rules", withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(MonitoringFolder.path)/rules") {
            let copy = try Self.quick(rules: MonitoringFolder.text("rules/\(name)"), name: name)
            try folder.write(copy, to: "prometheus/rules/\(name)")
        }
        var attempts = 5
        while true {
            attempts -= 1
            let port = try FreePort.find()
            var text = QuickCopy(try MonitoringFolder.text("prometheus.yml"))
            try text.replace("_interval: [0-9]+s", with: "_interval: 500ms")
            try text.replace("pushgateway:9091", with: pushgateway)
            try text.replace("alertmanager:9093", with: alertmanager)
            try text.replace("localhost:9090", with: "127.0.0.1:\(port)")
            // Nobody listens on port 1.
            try text.replace("(host\\.docker\\.internal|[a-z]+-exporter):[0-9]+", with: "127.0.0.1:1")
            try folder.write(text.text, to: "prometheus/prometheus.yml")
            do {
                let started = try GuardedProcess(
                    program.path,
                    [
                        "--config.file=\(home)/prometheus.yml", "--storage.tsdb.path=\(home)/data",
                        "--web.listen-address=127.0.0.1:\(port)", "--storage.tsdb.retention.time=1d",
                    ], log: folder.path("prometheus.log"))
                try started.wait(until: "Prometheus answers") {
                    // It listens before it reads its storage.
                    let log = try? folder.text(of: "prometheus.log")
                    return log?.contains("Server is ready to receive web requests") == true
                }
                process = started
                authority = "127.0.0.1:\(port)"
                return
            } catch  where attempts > 0 {
                continue
            }
        }
    }

    func stop() { process.stop() }

    /// The rules with times of a test: nothing waits for longer than two seconds, a week is eight seconds.
    private static func quick(rules: String, name: String) throws -> String {
        var text = QuickCopy(rules)
        try text.replace("interval: [0-9]+[mh]", with: "interval: 500ms")
        if name == "dqaudit-intervals.yml" {
            // The suite of the test only.
            return text.text.split(separator: "\n").filter {
                !$0.contains("suite: ") || $0.contains("suite: products ")
            }
            .joined(separator: "\n")
        }
        // What waits before it fires (for) and what goes on after it (keep_firing_for).
        try text.replace("for: [0-9]+[mhd]", with: "for: 1s")
        if name == "data-quality.yml" { try text.replace(#"\[7d\]"#, with: "[8s]") }
        return text.text
    }

    /// How many series an expression has now.
    /// - Throws: ``FixtureError`` with Prometheus' words when it does not understand it.
    func count(_ expression: String) async throws -> Int {
        // A plus would be read as a blank.
        var unreserved = CharacterSet.alphanumerics
        unreserved.insert(charactersIn: "-._~")
        let query = expression.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        guard let url = URL(string: "http://\(authority)/api/v1/query?query=\(query)") else {
            throw FixtureError("no URL for \(expression)")
        }
        let (data, _) = try await URLSession.shared.data(from: url)
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard answer?["status"] as? String == "success",
            let result = (answer?["data"] as? [String: Any])?["result"] as? [Any]
        else { throw FixtureError("\(expression): \(String(decoding: data, as: UTF8.self))") }
        return result.count
    }

    /// Waits until an expression has a series.
    func wait(for expression: String) async throws {
        let answer = try await Patience.answer(within: .seconds(60), every: .milliseconds(100)) {
            try await count(expression) > 0 ? true : nil
        }
        if answer == nil { throw FixtureError("nothing is \(expression)") }
    }
}
