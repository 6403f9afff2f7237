import Testing

@testable import MongoSource

@Suite struct PaceTests {
    /// Instants of requests of several partitions that ask again as soon as they are served.
    private func requests(_ pace: Pace, count: Int, from start: ContinuousClock.Instant) -> [Duration] {
        var now = start
        return (0..<count).map { _ in
            now = pace.reserve(at: now)
            return now - start
        }
    }

    @Test(arguments: [1, 7, 20, 1_000, 100_000, 10_000_000])
    func `holds the rate from the first request on`(rate: Int) {
        let pace = Pace(documentsPerSecond: rate, batchDocuments: 4_000)
        #expect(pace.batchDocuments == max(1, min(4_000, rate / 20)))
        let times = requests(pace, count: 200, from: .now)
        for (index, time) in times.enumerated() {
            let documents = Double((index + 1) * pace.batchDocuments)
            // Documents that were asked for up to this moment, over the time so far.
            #expect(abs(documents / (time / .seconds(1)) - Double(rate)) < 0.001 * Double(rate))
        }
    }

    @Test func `makes up for the time that answers take`() {
        let pace = Pace(documentsPerSecond: 1_000, batchDocuments: 4_000)
        let start = ContinuousClock.now
        var now = start
        for _ in 0..<100 { now = pace.reserve(at: now) + .milliseconds(20) }
        #expect(now - start == .milliseconds(100 * 50 + 20))
    }

    @Test func `saves up little during a pause`() {
        let pace = Pace(documentsPerSecond: 1_000, batchDocuments: 4_000)
        let start = ContinuousClock.now
        #expect(pace.reserve(at: start) == start + .milliseconds(50))
        let later = start + .seconds(60)
        let turns = (0..<7).map { _ in pace.reserve(at: later) - later }
        #expect(turns == [-200, -150, -100, -50, 0, 50, 100].map { .milliseconds($0) })
    }

    @Test func `charges what came`() {
        let pace = Pace(documentsPerSecond: 1_000, batchDocuments: 4_000)
        let start = ContinuousClock.now
        var documents = 0
        var now = start
        // Replies of 7 documents, where 50 were asked for; the last is empty.
        for came in [7, 7, 7, 7, 0] {
            now = max(now, pace.reserve(at: now))
            pace.giveBack(documents: pace.batchDocuments - came)
            documents += came
        }
        #expect(pace.reserve(at: now) - start == .milliseconds(documents + pace.batchDocuments))
        #expect(now - start < .milliseconds(100))
    }
}
