import AuditModel
import Foundation
import TestSupport
import Testing

@testable import Reporting

/// The lock of a suite within one process, where two open files are as apart as two processes.
@Suite struct SuiteLockTests {
    private let folder: TemporaryFolder
    private let reports: ReportFolder
    private let owner = SuiteLockOwner(since: Instant(milliseconds: 1_764_482_400_000))

    init() throws {
        folder = try TemporaryFolder()
        reports = ReportFolder(folder.path("a/reports"))
    }

    private func taken(_ suite: String = "s") -> (lock: SuiteLock, abandoned: SuiteLockOwner?)? {
        guard case .taken(let lock, let abandoned) = SuiteLock.attempt(reports, suite: suite, for: owner) else {
            return nil
        }
        return (lock, abandoned)
    }

    @Test func `is held by one, and tells the other who`() throws {
        let first = try #require(taken())
        #expect(first.abandoned == nil)
        guard case .busy(let holder) = SuiteLock.attempt(reports, suite: "s", for: owner) else {
            Issue.record("two hold it")
            return
        }
        #expect(holder == owner)
        #expect(holder?.process == getpid())
        #expect(holder?.seconds(at: Instant(milliseconds: 1_764_482_465_000)) == 65)
        #expect(taken("another suite") != nil)
    }

    @Test func `leaves nothing behind, and keeps what it did not make`() throws {
        var lock = try #require(taken()).lock
        #expect(try folder.names(in: "a/reports/s") == [".lock"])
        lock.release()
        lock.release()
        #expect(try folder.names().isEmpty, "folders made for the lock go with it")

        try FileManager.default.createDirectory(atPath: folder.path("a/reports"), withIntermediateDirectories: true)
        lock = try #require(taken()).lock
        lock.release()
        #expect(try folder.names(in: "a") == ["reports"] && folder.names(in: "a/reports").isEmpty)

        lock = try #require(taken()).lock
        try folder.write("{}", to: "a/reports/s/latest.json")
        lock.release()
        #expect(try folder.names(in: "a/reports/s") == ["latest.json"])
    }

    @Test func `takes over a file that nobody holds, and says whose it was`() throws {
        try FileManager.default.createDirectory(atPath: folder.path("a/reports/s"), withIntermediateDirectories: true)
        let text = #"{"host": "elsewhere", "process": 4, "since": "2026-05-11T12:00:00Z"}"#
        for (content, process) in [(text, Int32(4)), ("not JSON", nil), ("", nil)] {
            try folder.write(content, to: "a/reports/s/.lock")
            let now = try #require(taken())
            #expect(now.abandoned?.process == process)
            #expect(try folder.text(of: "a/reports/s/.lock").contains("\"process\":\(getpid())"))
            now.lock.release()
        }
    }

    @Test func `a file taken away by hand is no lock any more, and the next one's file stays`() throws {
        let first = try #require(taken()).lock
        unlink(folder.path("a/reports/s/.lock"))
        let second = try #require(taken()).lock
        first.release()
        #expect(try folder.names(in: "a/reports/s") == [".lock"], "the second one's")
        if case .taken = SuiteLock.attempt(reports, suite: "s", for: owner) { Issue.record("two hold it") }
        second.release()
    }

    @Test func `a holder that is known to be dead is not named`() throws {
        let held = try #require(taken()).lock
        // What a holder without the right to write leaves standing. No process has this number: it is beyond the largest.
        let dead = #"{"host": "\#(owner.host)", "process": 2147483646, "since": "2026-05-11T12:00:00Z"}"#
        let handle = try #require(FileHandle(forWritingAtPath: folder.path("a/reports/s/.lock")))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(dead.utf8))
        guard case .busy(nil) = SuiteLock.attempt(reports, suite: "s", for: owner) else {
            Issue.record("named, or not busy")
            return
        }
        held.release()
    }

    @Test func `a link in its place is not followed`() throws {
        try FileManager.default.createDirectory(atPath: folder.path("a/reports/s"), withIntermediateDirectories: true)
        try folder.write("precious", to: "precious")
        symlink(folder.path("precious"), folder.path("a/reports/s/.lock"))
        guard case .unsupported = SuiteLock.attempt(reports, suite: "s", for: owner) else {
            Issue.record("followed")
            return
        }
        #expect(try folder.text(of: "precious") == "precious")
    }

    @Test func `a narrow umask hides no lock`() throws {
        let place = folder.path("a/reports/s")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: place + "/.lock", contents: nil))
        chmod(place + "/.lock", 0o600)
        let lock = try #require(taken()).lock
        var status = stat()
        #expect(lstat(place + "/.lock", &status) == 0 && status.st_mode & 0o777 == 0o644)
        lock.release()
    }

    @Test func `threads never hold it together`() async throws {
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<200 {
                        guard case .taken(let lock, _) = SuiteLock.attempt(reports, suite: "s", for: owner) else {
                            continue
                        }
                        #expect(inside.enter() == 1)
                        inside.leave()
                        lock.release()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.entries > 0)
    }
}
