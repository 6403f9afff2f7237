import Foundation
import TestSupport

extension FaultyCollection {
    /// A command that a server was given.
    struct Recorded {
        let name: String
        let milliseconds: Int?
        let comment: String?
    }

    /// Has a server of the test's own log every command from now on, whatever time it takes.
    func record() throws {
        try database.run(#"{"profile": 0, "slowms": -1}"#)
        try database.run(
            #"{"setParameter": 1, "logComponentVerbosity": {"command": {"verbosity": 1}, "query": {"verbosity": 1}}}"#,
            on: "admin")
    }

    /// The commands of this test's audits that the server logged.
    func recorded(by server: MongodFixture) throws -> [Recorded] {
        try server.log().split(separator: "\n").compactMap { line in
            guard line.contains(application), line.contains("Slow query"),
                let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let attributes = entry["attr"] as? [String: Any], attributes["appName"] as? String == application,
                let command = attributes["command"] as? [String: Any],
                // The order of keys is the line's alone.
                let name = line.firstMatch(of: /"command":\{"(\w+)"/)
            else { return nil }
            return Recorded(
                name: String(name.1), milliseconds: command["maxTimeMS"] as? Int,
                comment: command["comment"] as? String)
        }
    }
}
