import AuditModel
import Foundation
import MongoHistory
import MongoSource
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Several processes, and a server that comes and goes. Each exit test is a process of its own.
@Suite("A history in MongoDB", .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct MongoHistoryProcessTests {
    @Test("shared by two processes that begin together and write together loses nothing")
    func writers() async throws {
        let database = try TestDatabase("writers")
        async let first = writer("first", database)
        async let second = writer("second", database)
        _ = await (first, second)
        let runs = try openHistory(database.uri, database.name, create: false).runs(suite: nil, limit: 10_000)
        #expect(runs.count == 1_000)
        for name in ["first", "second"] {
            for number in 0..<500 {
                let record = sampleRecord("\(name)-\(number)", now: noon(Int64(number)))
                #expect(runs.contains(record), "\(record.runID)")
            }
        }
    }

    /// A process that writes 500 runs.
    private func writer(_ name: String, _ database: TestDatabase) async {
        await #expect(processExitsWith: .success) {
            [name = name as String, uri = database.uri as String, database = database.name as String] in
            let history = try openHistory(uri, database)
            for number in 0..<500 {
                try history.append(sampleRecord("\(name)-\(number)", now: noon(Int64(number))))
            }
        }
    }

    @Test("keeps each acknowledged run, whole, when a writer is killed")
    func killed() async throws {
        let database = try TestDatabase("killed")
        let folder = try TemporaryFolder()
        let writers = 20
        for round in 1...writers {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    uri = database.uri as String, database = database.name as String,
                    journal = folder.path("\(round)") as String, round = round as Int
                ] in
                let history = try openHistory(uri, database)
                let acknowledged = Journal(journal)
                killSoon(after: 3_000 * round)
                for number in 0... {
                    try history.append(sampleRecord("\(round)-\(number)", now: noon(Int64(number))))
                    acknowledged.note(number)
                }
            }
        }
        let history = try openHistory(database.uri, database.name)
        let runs = try history.runs(suite: nil, limit: 100_000)
        var acknowledged = 0
        for round in 1...writers {
            let written = runs.filter { $0.runID.hasPrefix("\(round)-") }
            let count = Journal.count(folder.path("\(round)"))
            // The last one may be there without having been acknowledged.
            #expect((count...count + 1).contains(written.count))
            acknowledged += count
            for run in written {
                let number = Int64(run.runID.split(separator: "-")[1]) ?? -1
                #expect(run == sampleRecord("\(round)-\(number)", now: noon(number)))
            }
        }
        #expect(acknowledged > 0)
        try history.append(sampleRecord("afterwards"))
    }

    /// The driver sends a write again that a primary was lost over, and the server knows it; without that the history finds out itself.
    @Test(
        "has each run once when primaries step down while it is written",
        arguments: ["retryWrites=true", "retryWrites=false"])
    func stepDowns(option: String) async throws {
        let set = try ReplicaSetFixture(members: 3)
        defer { set.stop() }
        let history = try openHistory("\(set.uri)&\(option)", "ops")
        let count = 1_500
        // On a thread of its own: appending waits for elections.
        let writer = Task.detached {
            for number in 0..<count { try history.append(sampleRecord("run-\(number)", now: noon(Int64(number)))) }
        }
        var primaries: Set<Int> = []
        for _ in 0..<3 {
            try await Task.sleep(for: .milliseconds(300))
            if let primary = set.primary { primaries.insert(primary) }
            try? set.stepDown()
            try set.awaitPrimary()
        }
        if let primary = set.primary { primaries.insert(primary) }
        try await writer.value
        #expect(primaries.count > 1, "the primary changed")
        let runs = try history.runs(suite: nil, limit: 10_000)
        #expect(runs.count == count)
        for (number, run) in runs.reversed().enumerated() {
            #expect(run == sampleRecord("run-\(number)", now: noon(Int64(number))))
        }
    }

    @Test("goes on when its server was cut off and came back")
    func restarts() async throws {
        let set = try ReplicaSetFixture()
        defer { set.stop() }
        let history = try openHistory(set.uri, "ops")
        try history.append(sampleRecord("a"))
        try set.restart(0)
        try history.append(sampleRecord("b"))
        #expect(try history.runs(suite: nil, limit: 9).map(\.runID) == ["b", "a"])
        set.stop()
        let short = set.uri + "&serverSelectionTimeoutMS=300"
        let error = historyError { _ = try openHistory(short, "ops") }
        #expect(error?.code == .unavailable, "\(String(describing: error))")
    }
}
