import AuditModel
import Foundation
import RunHistory
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Several processes with one file. Each exit test is a process of its own.
@Suite("A history shared by processes")
struct HistoryProcessTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("that begin together and write together loses nothing")
    func writers() async throws {
        let path = folder.path("history.sqlite")
        async let first = writer("first", path)
        async let second = writer("second", path)
        async let third = writer("third", path)
        _ = await (first, second, third)

        let runs = try SQLiteHistory(path: path, create: false).runs(suite: nil, limit: 10_000)
        #expect(runs.count == 1_500)
        for name in ["first", "second", "third"] {
            for number in 0..<500 {
                let record = sampleRecord("\(name)-\(number)", now: noon(Int64(number)))
                #expect(runs.contains(record), "\(record.runID)")
            }
        }
    }

    /// A process that writes 500 runs.
    private func writer(_ name: String, _ path: String) async {
        await #expect(processExitsWith: .success) { [name = name as String, path = path as String] in
            let history = try SQLiteHistory(path: path)
            for number in 0..<500 {
                try history.append(sampleRecord("\(name)-\(number)", now: noon(Int64(number))))
            }
        }
    }

    @Test("may be made by all of them at the same moment")
    func makers() async throws {
        let path = folder.path("history.sqlite")
        async let first = maker("a", path)
        async let second = maker("b", path)
        _ = await (first, second)
        for round in 0..<20 {
            let runs = try SQLiteHistory(path: "\(path)-\(round)", create: false).runs(suite: nil, limit: 9)
            #expect(Set(runs.map(\.runID)) == ["a", "b"])
        }
    }

    /// A process that makes 20 histories, each when its companion is about to make the same one.
    private func maker(_ name: String, _ path: String) async {
        await #expect(processExitsWith: .success) { [name = name as String, path = path as String] in
            let deadline = Date(timeIntervalSinceNow: 30)
            for round in 0..<20 {
                close(open("\(path)-\(round)-\(name)", O_CREAT | O_WRONLY, 0o600))
                let companion = "\(path)-\(round)-\(name == "a" ? "b" : "a")"
                while access(companion, F_OK) != 0 {
                    try #require(Date() < deadline, "the companion is gone")
                    sched_yield()
                }
                // A failure ends this round only, so that the companion is not left waiting.
                let error = historyError {
                    try SQLiteHistory(path: "\(path)-\(round)").append(sampleRecord(name))
                }
                #expect(error == nil)
            }
        }
    }

    @Test("from several connections of one process loses nothing")
    func connections() async throws {
        let path = folder.path("history.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b", "c", "d"] {
                group.addTask {
                    let history = try SQLiteHistory(path: path)
                    for number in 0..<50 { try history.append(sampleRecord("\(name)-\(number)")) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try SQLiteHistory(path: path, create: false).runs(suite: nil, limit: 10_000).count == 200)
    }

    @Test("keeps each acknowledged run, whole, when writers are killed one after the other")
    func killed() async throws {
        let path = folder.path("history.sqlite")
        // From the opening, which makes the tables, to some hundred runs later.
        for round in 1...30 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, journal = folder.path("\(round)") as String, round = round as Int] in
                killSoon(after: 2_000 * round)
                let history = try SQLiteHistory(path: path)
                let acknowledged = Journal(journal)
                for number in 0... {
                    try history.append(sampleRecord("\(round)-\(number)", now: noon(Int64(number))))
                    acknowledged.note(number)
                }
            }
            let count = Journal.count(folder.path("\(round)"))
            let history = try SQLiteHistory(path: path)
            let runs = try history.runs(suite: nil, limit: 100_000).filter { $0.runID.hasPrefix("\(round)-") }
            // The last one may have been committed without having been acknowledged.
            #expect((count...count + 1).contains(runs.count), "round \(round)")
            for (number, run) in runs.reversed().enumerated() {
                #expect(run == sampleRecord("\(round)-\(number)", now: noon(Int64(number))))
            }
        }
        let history = try SQLiteHistory(path: path)
        #expect(try history.runs(suite: nil, limit: 100_000).count > 30)
        try history.append(sampleRecord("afterwards"))
    }

    @Test("that may not be written is unavailable, and says so")
    func notPermitted() async throws {
        let path = folder.path("history.sqlite")
        do {
            let history = try SQLiteHistory(path: path)
            try history.append(sampleRecord("a"))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        await #expect(processExitsWith: .success) { [path = path as String] in
            // Root may write everything; nobody may not.
            if getuid() == 0 { try #require(setgid(65_534) == 0 && setuid(65_534) == 0) }
            let error = historyError {
                let history = try SQLiteHistory(path: path)
                try history.append(sampleRecord("b"))
            }
            #expect(error?.code == .unavailable, "\(String(describing: error))")
            #expect(error?.message.contains("written") == true, "\(String(describing: error))")
            let elsewhere = historyError { _ = try SQLiteHistory(path: path + ".d/history.sqlite") }
            #expect(elsewhere?.code == .unavailable, "\(String(describing: elsewhere))")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        #expect(try SQLiteHistory(path: path).runs(suite: nil, limit: 9).map(\.runID) == ["a"])
    }

    @Test("on a disk with no space left is unavailable, and keeps what it had")
    func noSpace() async throws {
        let path = folder.path("history.sqlite")
        await #expect(processExitsWith: .success) { [path = path as String] in
            let history = try SQLiteHistory(path: path)
            try history.append(sampleRecord("a"))
            // A limit on the size of files stands for the full disk: writes fail from there on.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 200_000, rlim_max: 200_000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            var failure: HistoryError?
            for number in 0..<10_000 where failure == nil {
                failure = historyError { try history.append(sampleRecord("run-\(number)")) }
            }
            #expect(failure?.code == .unavailable, "\(String(describing: failure))")
            #expect(try history.run(id: "a") == sampleRecord("a"))
        }
        let runs = try SQLiteHistory(path: path).runs(suite: nil, limit: 10_000)
        #expect(runs.count > 1)
        for run in runs { #expect(run == sampleRecord(run.runID)) }
    }
}
