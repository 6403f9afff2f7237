import Foundation
import MongoSource

/// A private `mongod` for tests: on a free port of the loopback interface, in a temporary folder, gone with this process.
package final class MongodFixture: Sendable {
    /// What the server is started as.
    package enum Mode: Sendable {
        /// One member of a replica set, writable.
        case replicaSet
        /// A server of its own that asks for a login.
        case authenticated
        /// A server of its own.
        case standalone
    }

    /// The connection string, without a login.
    package let uri: String
    package let port: UInt16
    private let process: GuardedProcess

    /// The `mongod` to use: `DQAUDIT_TEST_MONGOD`, else one on the `PATH`, else the one that `scripts/setup` fetched.
    package static let executable: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let chosen = environment["DQAUDIT_TEST_MONGOD"], !chosen.isEmpty { return chosen }
        let folders = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)" }
        let cache = (environment["HOME"] ?? "") + "/.cache/dqaudit/bin"
        return (folders + [cache]).map { $0 + "/mongod" }.first(where: FileManager.default.isExecutableFile(atPath:))
    }()

    /// For `.enabled(if:)`.
    package static var isAvailable: Bool { executable != nil }

    /// Why tests are skipped when ``isAvailable`` is false.
    package static let absence = "no mongod: run scripts/setup, or set DQAUDIT_TEST_MONGOD"

    /// The replica set that all tests of this process share; the first call starts it.
    package static func shared() throws -> MongodFixture { try common.get() }

    private static let common = Result { try MongodFixture(.replicaSet) }

    /// Starts a server and waits until it can be written to.
    package init(_ mode: Mode) throws {
        guard let executable = Self.executable else { throw FixtureError(Self.absence) }
        var attempts = 5
        while true {
            attempts -= 1
            let port = try FreePort.find()
            do {
                process = try Self.start(executable, mode, port: port)
                self.port = port
                break
            } catch  where attempts > 0 {
                continue
            }
        }
        uri = "mongodb://127.0.0.1:\(port)/?directConnection=true"
        if mode == .replicaSet { try initiate() }
    }

    /// What the server has logged.
    package func log() throws -> String { try String(contentsOfFile: process.log, encoding: .utf8) }

    package var isRunning: Bool { process.isRunning }

    /// Ends the server; the shared one ends by itself.
    package func stop() { process.stop() }

    private static func start(_ executable: String, _ mode: Mode, port: UInt16) throws -> GuardedProcess {
        let folder = FileManager.default.temporaryDirectory.path + "/dqaudit-mongod-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let modeArguments: [String] =
            switch mode {
            case .replicaSet: ["--replSet", "dqaudit", "--oplogSize", "64"]
            case .authenticated: ["--auth"]
            case .standalone: []
            }
        let arguments = [
            "--dbpath", folder, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--nounixsocket",
            "--wiredTigerCacheSizeGB", "0.5",
            "--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false",
        ]
        let process = try GuardedProcess(
            executable, arguments + modeArguments, log: folder + "/log", removing: folder)
        try process.wait(until: "mongod accepts connections") { FreePort.isListening(port) }
        return process
    }

    private func initiate() throws {
        let client = try MongoClient(uri: uri)
        _ = try client.run(
            #"{"replSetInitiate": {"_id": "dqaudit", "members": [{"_id": 0, "host": "127.0.0.1:\#(port)"}]}}"#,
            on: "admin")
        try process.wait(until: "the replica set has a primary") {
            try client.run(#"{"hello": 1}"#, on: "admin").relaxedJSON.contains(#""isWritablePrimary" : true"#)
        }
    }
}
