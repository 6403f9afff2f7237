import AuditModel
import ScanEngine
import TestSupport
import Testing

@testable import MongoSource

/// How the thread that fetches and the one that reads wait for each other.
@Suite struct ReplyStreamTests {
    @Test func `a wait that nobody ends is over in its time`() {
        let semaphore = Semaphore(0)
        for milliseconds in [0, 1, 60, 1_100] {
            let begin = ContinuousClock.now
            #expect(!semaphore.wait(milliseconds: milliseconds))
            let elapsed = ContinuousClock.now - begin
            #expect(elapsed >= .milliseconds(milliseconds))
            #expect(elapsed < .milliseconds(milliseconds + 2_000))
        }
        semaphore.signal()
        #expect(semaphore.wait(milliseconds: 0))
    }

    /// A reply of a cursor without documents.
    private static func reply() throws -> CursorReply {
        let document = try BSONDocument(
            extendedJSON: #"{"cursor": {"id": {"$numberLong": "7"}, "firstBatch": []}, "ok": 1}"#)
        return try CursorReply(adopting: document.release())
    }

    @Test(arguments: 0..<4)
    func `a cancelled stream lets its thread go`(taken: Int) throws {
        let stream = ReplyStream()
        let finished = Semaphore(0)
        let reply = try Self.reply()
        let thread = try #require(
            BackgroundThread {
                while stream.put(.reply(reply, from: ServerIdentity(host: "here", process: nil))) {}
                // Whoever fetches says how it ended, wanted or not.
                _ = stream.put(.ended(.complete, commands: 1))
                finished.signal()
            })
        for _ in 0..<taken { _ = try stream.take(until: ScanProgress()) }
        stream.cancel()
        let isOver = finished.wait(milliseconds: 10_000)
        #expect(isOver, "the thread waits for room that nobody makes")
        if isOver { thread.join() } else { thread.detach() }
    }
}
