import AuditModel
import Foundation
import RunHistory
import TestSupport
import Testing

@Suite("The file of a history")
struct HistoryFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func openingError(_ path: String, create: Bool = true, lockTimeoutSeconds: Double = 10) -> HistoryError? {
        historyError { _ = try SQLiteHistory(path: path, create: create, lockTimeoutSeconds: lockTimeoutSeconds) }
    }

    @Test("is not made by commands that only look")
    func missing() throws {
        let error = openingError(folder.path("history.sqlite"), create: false)
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("there is no history at \(folder.path("history.sqlite"))") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("may begin as an empty file")
    func emptyFile() throws {
        try Data().write(to: URL(fileURLWithPath: folder.path("history.sqlite")))
        let history = try SQLiteHistory(path: folder.path("history.sqlite"))
        try history.append(sampleRecord("a"))
        #expect(try history.runs(suite: nil, limit: 1).count == 1)
    }

    @Test("that is something else is refused and left as it is")
    func notADatabase() throws {
        let text = Data(String(repeating: "run: 1\n", count: 500).utf8)
        try text.write(to: URL(fileURLWithPath: folder.path("history.sqlite")))
        let error = openingError(folder.path("history.sqlite"))
        #expect(error?.code == .incompatible)
        #expect(
            error?.message.contains("\(folder.path("history.sqlite")) is not a SQLite file") == true,
            "\(String(describing: error))")
        #expect(FileManager.default.contents(atPath: folder.path("history.sqlite")) == text)
    }

    @Test("that belongs to another program is refused and left as it is")
    func foreignDatabase() throws {
        try sqlite("CREATE TABLE customer (name TEXT); INSERT INTO customer VALUES ('x');")
        let before = FileManager.default.contents(atPath: folder.path("history.sqlite"))
        let error = openingError(folder.path("history.sqlite"))
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("database of another program") == true)
        #expect(FileManager.default.contents(atPath: folder.path("history.sqlite")) == before)
    }

    @Test("written by a newer version is refused and left as it is")
    func newerVersion() throws {
        do {
            let history = try SQLiteHistory(path: folder.path("history.sqlite"))
            try history.append(sampleRecord("a"))
        }
        try sqlite("INSERT INTO grdb_migrations VALUES ('history 99');")
        let before = FileManager.default.contents(atPath: folder.path("history.sqlite"))
        let error = openingError(folder.path("history.sqlite"))
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("newer dqaudit") == true)
        #expect(FileManager.default.contents(atPath: folder.path("history.sqlite")) == before)
    }

    @Test("whose first writer died before the tables stood is completed")
    func halfMade() throws {
        try sqlite("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);")
        let history = try SQLiteHistory(path: folder.path("history.sqlite"))
        try history.append(sampleRecord("a"))
        #expect(try history.runs(suite: nil, limit: 9) == [sampleRecord("a")])
    }

    @Test("with a word that nobody wrote is reported, not guessed at")
    func unknownWord() throws {
        do {
            let history = try SQLiteHistory(path: folder.path("history.sqlite"))
            try history.append(sampleRecord("a"))
        }
        try sqlite("UPDATE run SET review = 'maybe';")
        let history = try SQLiteHistory(path: folder.path("history.sqlite"))
        let error = historyError { _ = try history.runs(suite: nil, limit: 9) }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("unknown review") == true)
    }

    @Test("that is damaged is reported as such")
    func damaged() throws {
        do {
            let history = try SQLiteHistory(path: folder.path("history.sqlite"))
            for number in 0..<50 { try history.append(sampleRecord("run \(number)")) }
        }
        var bytes = try #require(FileManager.default.contents(atPath: folder.path("history.sqlite")))
        for index in 4096..<bytes.count { bytes[index] = 0x5A }
        try bytes.write(to: URL(fileURLWithPath: folder.path("history.sqlite")))
        let error = historyError {
            let history = try SQLiteHistory(path: folder.path("history.sqlite"))
            _ = try history.runs(suite: nil, limit: 100)
        }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("is damaged") == true, "\(String(describing: error))")
    }

    @Test("cannot be a folder, nor lie below a file")
    func wrongPlaces() throws {
        #expect(openingError(folder.path)?.code == .unavailable)
        try Data().write(to: URL(fileURLWithPath: folder.path("plain")))
        let error = openingError(folder.path("plain/history.sqlite"))
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("cannot make the folder") == true)
    }

    @Test("is kept in write-ahead mode")
    func writeAhead() throws {
        let history = try SQLiteHistory(path: folder.path("history.sqlite"))
        try history.append(sampleRecord("a"))
        // Bytes 18 and 19 of the header are 2 in this mode (SQLite file format, 1.3.3).
        let header = try #require(FileManager.default.contents(atPath: folder.path("history.sqlite"))).prefix(20)
        #expect(Array(header.suffix(2)) == [2, 2])
    }

    @Test("held by another writer is reported as locked once the patience is over")
    func locked() throws {
        let history = try SQLiteHistory(path: folder.path("history.sqlite"), lockTimeoutSeconds: 0.05)
        try history.append(sampleRecord("a"))
        let holder = try Holder(of: folder.path("history.sqlite"))
        let error = historyError { try history.append(sampleRecord("b")) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("locked by another process") == true)
        #expect(try history.runs(suite: nil, limit: 9).map(\.runID) == ["a"], "readers do not wait for a writer")
        holder.release()
        try history.append(sampleRecord("b"))
    }

    /// Runs statements in another program: Python's SQLite module.
    private func sqlite(_ statements: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit(); c.close()",
            folder.path("history.sqlite"), statements,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// Another process that holds the write lock until it is released.
    private final class Holder {
        private let process = Process()

        init(of path: String) throws {
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "python3", "-c",
                """
                import signal,sqlite3,sys
                c=sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("BEGIN IMMEDIATE")
                print("held", flush=True); signal.pause()
                """, path,
            ]
            process.standardOutput = output
            try process.run()
            try #require(output.fileHandleForReading.availableData.first == UInt8(ascii: "h"))
        }

        /// Kills it: the threads of a test runner block SIGTERM, and children inherit that.
        func release() {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { if process.isRunning { release() } }
    }
}
