import Foundation
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A Prefect server of one test: on a free port of the loopback interface, its database in a temporary folder, telling nobody of it.
struct PrefectServer {
    let folder: TemporaryFolder
    let port: UInt16
    private let process: GuardedProcess

    var apiURL: String { "http://127.0.0.1:\(port)/api" }

    /// What makes a process of Prefect keep to this server and folder.
    var settings: [String] { Self.settings(folder: folder, port: port) }

    private static func settings(folder: TemporaryFolder, port: UInt16) -> [String] {
        [
            "PREFECT_HOME=\(folder.path("prefect"))", "PREFECT_API_URL=http://127.0.0.1:\(port)/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED=false", "PREFECT_SERVER_UI_ENABLED=false", "DO_NOT_TRACK=1",
            "PREFECT_WORKER_QUERY_SECONDS=1",
            "PREFECT_CLI_COLORS=false", "PYTHONDONTWRITEBYTECODE=1", "no_proxy=127.0.0.1", "TMPDIR=\(folder.path)",
        ]
    }

    /// Starts a server and waits until it answers.
    /// - Parameter folder: an empty one, which is gone when the server has stopped.
    init(folder: TemporaryFolder) throws {
        guard let python = DeploymentPrograms.prefect else { throw FixtureError(DeploymentPrograms.noPrefect) }
        self.folder = folder
        var attempts = 3
        while true {
            attempts -= 1
            let port = try FreePort.find()
            do {
                process = try Self.start(python.path, port: port, folder: folder)
                self.port = port
                return
            } catch  where attempts > 0 {
                continue
            }
        }
    }

    /// What `prefect server start` starts; that command itself would only stand between.
    private static func start(_ python: String, port: UInt16, folder: TemporaryFolder) throws -> GuardedProcess {
        // Whoever ends the server removes the folder: a start that failed, or the death of this process.
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let process = try GuardedProcess(
            "/usr/bin/env",
            settings(folder: folder, port: port) + [
                python, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1",
                "--port", "\(port)", "--timeout-keep-alive", "5",
            ], log: folder.path("prefect-server.log"), removing: folder.path)
        try process.wait(until: "the Prefect server accepts connections", within: .seconds(180)) {
            FreePort.isListening(port)
        }
        return process
    }

    func stop() { process.stop() }

    /// All objects of a kind, as the server's API gives them.
    /// - Returns: them, and the text they came as.
    func all<Object: Decodable>(_ kind: String, of type: Object.Type) async throws -> (objects: [Object], text: String)
    {
        let text = try await answer(to: "\(kind)/filter", sending: "{}")
        return (try decode(text), text)
    }

    /// What a question is answered with.
    func get<Answer: Decodable>(_ path: String) async throws -> Answer {
        try decode(try await answer(to: path))
    }

    private func answer(to path: String, sending body: String? = nil) async throws -> String {
        guard let url = URL(string: "\(apiURL)/\(path)") else { throw FixtureError("no URL: \(path)") }
        var request = URLRequest(url: url)
        if let body {
            request.httpMethod = "POST"
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(body.utf8)
        }
        return String(decoding: try await URLSession.shared.data(for: request).0, as: UTF8.self)
    }

    private func decode<Answer: Decodable>(_ text: String) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Answer.self, from: Data(text.utf8))
        } catch {
            throw FixtureError("the Prefect server says \(text.prefix(500)): \(error)")
        }
    }
}
