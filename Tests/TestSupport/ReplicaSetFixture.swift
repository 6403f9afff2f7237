import Foundation
import MongoSource
import Synchronization

/// A private replica set of a test: members on free ports of the loopback interface that can be stopped, started anew and stepped down.
package final class ReplicaSetFixture: Sendable {
    /// The connection string that names every member.
    package let uri: String
    /// By member.
    package let ports: [UInt16]
    private let folder: TemporaryFolder
    private let processes: Mutex<[GuardedProcess]>

    private static let name = "dqaudit"

    /// Starts the members and waits until one of them is primary and the others have caught up.
    package init(members: Int = 1) throws {
        guard let executable = MongodFixture.executable else { throw FixtureError(MongodFixture.absence) }
        folder = try TemporaryFolder()
        var ports: [UInt16] = []
        var processes: [GuardedProcess] = []
        for member in 0..<members {
            var attempts = 5
            while true {
                attempts -= 1
                let port = try FreePort.find()
                do {
                    processes.append(try Self.start(executable, port: port, in: "\(folder.path)/\(member)"))
                    ports.append(port)
                    break
                } catch  where attempts > 0 {
                    continue
                }
            }
        }
        self.ports = ports
        self.processes = Mutex(processes)
        let hosts = ports.map { "127.0.0.1:\($0)" }
        uri = "mongodb://\(hosts.joined(separator: ","))/?replicaSet=\(Self.name)"
        // Short elections: a primary that is gone is missed after a second.
        let list = hosts.enumerated().map { #"{"_id": \#($0.offset), "host": "\#($0.element)"}"# }
        _ = try MongoClient(uri: directURI(0)).run(
            """
            {"replSetInitiate": {"_id": "\(Self.name)", "members": [\(list.joined(separator: ","))],
             "settings": {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 200}}}
            """, on: "admin")
        try awaitPrimary()
    }

    deinit { stop() }

    /// The connection string of one member alone.
    package func directURI(_ member: Int) -> String { "mongodb://127.0.0.1:\(ports[member])/?directConnection=true" }

    /// Ends every member.
    package func stop() {
        processes.withLock { processes in
            for process in processes { process.stop() }
        }
    }

    /// Ends a member at once, as a power cut would, and starts it anew on its port and its data.
    /// - Parameter emptied: whether its data are taken away first, so that it fetches everything from the others and numbers it anew.
    package func restart(_ member: Int, emptied: Bool = false) throws {
        guard let executable = MongodFixture.executable else { throw FixtureError(MongodFixture.absence) }
        try processes.withLock { processes in
            processes[member].stop()
            if emptied { try FileManager.default.removeItem(atPath: "\(folder.path)/\(member)") }
            processes[member] = try Self.start(
                executable, port: ports[member], in: "\(folder.path)/\(member)")
        }
    }

    /// The place of the primary, nil while there is none.
    package var primary: Int? {
        ports.indices.first { member in
            (try? MongoClient(uri: directURI(member)).run(#"{"hello": 1}"#, on: "admin").relaxedJSON)?
                .contains(#""isWritablePrimary" : true"#) == true
        }
    }

    /// Makes the primary step down for some seconds, whatever the others have.
    package func stepDown() throws {
        guard let primary else { throw FixtureError("there is no primary to step down") }
        _ = try MongoClient(uri: directURI(primary)).run(
            #"{"replSetStepDown": 2, "secondaryCatchUpPeriodSecs": 1, "force": true}"#, on: "admin")
    }

    /// Waits until there is a primary.
    package func awaitPrimary() throws {
        let first = processes.withLock { $0[0] }
        try first.wait(until: "the replica set has a primary") { primary != nil }
    }

    /// Waits until every member has what the primary has.
    package func awaitReplication() throws {
        let first = processes.withLock { $0[0] }
        try first.wait(until: "every member has caught up") {
            let times = ports.indices.map { member -> String? in
                // A member that was emptied knows of no replica set for a moment.
                guard
                    let status = try? MongoClient(uri: directURI(member)).run(
                        #"{"replSetGetStatus": 1}"#, on: "admin"
                    ).relaxedJSON
                else { return nil }
                let state = status.contains(#""myState" : 1"#) || status.contains(#""myState" : 2"#)
                let time = status.range(of: #""appliedOpTime" : \{[^}]*\}[^}]*\}"#, options: .regularExpression)
                    .map { String(status[$0]) }
                return state ? time : nil
            }
            return times.allSatisfy { $0 != nil && $0 == times[0] }
        }
    }

    private static func start(_ executable: String, port: UInt16, in folder: String) throws -> GuardedProcess {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = try GuardedProcess(
            executable,
            [
                "--dbpath", folder, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--nounixsocket", "--replSet", name,
                "--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25", "--setParameter", "enableTestCommands=1",
                "--setParameter", "diagnosticDataCollectionEnabled=false",
            ], log: folder + ".log")
        try process.wait(until: "mongod accepts connections") { FreePort.isListening(port) }
        return process
    }
}
