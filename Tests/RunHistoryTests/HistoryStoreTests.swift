import AuditModel
import Foundation
import TestSupport
import Testing

/// What every store promises, asked of each.
@Suite("A history")
struct HistoryStoreTests {
    private let volume = SeriesKey(suite: "products", namespace: "shop.products", check: "volume")

    @Test("gives back exactly what was recorded, also after reopening", arguments: StoreKind.available)
    func roundTrip(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        var record = sampleRecord("2026-11-23-a", now: Instant(milliseconds: 1_795_000_000_123))
        record.review = .accepted
        record.exitCode = 143
        record.documents = .max
        try history.append(record)
        #expect(try history.run(id: record.runID) == record)
        let reopened = try place.open(create: false)
        #expect(try reopened.runs(suite: nil, limit: 10) == [record])
    }

    @Test("keeps a record without metrics, and text of every kind", arguments: StoreKind.available)
    func oddRecords(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        var record = sampleRecord("x'; DROP TABLE run; --", suite: "sürprise 漢字 \u{1F600}")
        record.metrics[0].segment = "a%b_c\n'\""
        try history.append(record)
        var empty = sampleRecord("empty", now: Instant(milliseconds: -1))
        empty.metrics = []
        try history.append(empty)
        #expect(try history.runs(suite: nil, limit: 10) == [record, empty])
    }

    @Test("leaves out numbers that are not finite", arguments: StoreKind.available)
    func notFinite(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        var record = sampleRecord("a")
        let finite = record.metrics
        for value in [Double.nan, .infinity, -.infinity] {
            record.metrics.insert(
                RecordedMetric(check: "c", kind: "k", name: "value", value: value, unit: .ratio, status: .pass), at: 1)
        }
        try history.append(record)
        #expect(try history.run(id: "a").metrics == finite)
    }

    @Test("refuses a run that it already has, and changes nothing", arguments: StoreKind.available)
    func duplicate(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        try history.append(sampleRecord("a", value: 1))
        let error = historyError { try history.append(sampleRecord("a", value: 2)) }
        #expect(error?.code == .duplicateRun)
        #expect(error?.message.contains("run a is already in the history") == true)
        #expect(try history.runs(suite: nil, limit: 10) == [sampleRecord("a", value: 1)])
    }

    @Test("lists runs newest first, of one suite or all, up to a limit", arguments: StoreKind.available)
    func listing(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        for day in [3, 1, 2] as [Int64] {
            try history.append(sampleRecord("p\(day)", now: noon(day)))
            try history.append(sampleRecord("r\(day)", now: noon(day), suite: "reviews"))
        }
        #expect(try history.runs(suite: nil, limit: 10).map(\.runID) == ["r3", "p3", "r2", "p2", "r1", "p1"])
        #expect(try history.runs(suite: "products", limit: 2).map(\.runID) == ["p3", "p2"])
        #expect(try history.runs(suite: "nothing", limit: 2).isEmpty)
        #expect(try history.runs(suite: nil, limit: 0).isEmpty)
        #expect(try history.runs(suite: nil, limit: -1).isEmpty)
    }

    @Test("answers the points of one series within a half-open range, ascending", arguments: StoreKind.available)
    func points(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        for (index, day) in ([5, 3, 4, 6, 2] as [Int64]).enumerated() {
            try history.append(
                sampleRecord(
                    "r\(day)", now: noon(day), value: Double(100 * day), status: index == 0 ? .incomplete : .pass))
        }
        try history.append(sampleRecord("other suite", now: noon(4), suite: "reviews"))
        var elsewhere = sampleRecord("other collection", now: noon(4))
        elsewhere.namespace = "shop.reviews"
        try history.append(elsewhere)
        _ = try history.review(id: "r3", as: .rejected)

        let points = try history.points(of: volume, from: noon(3), before: noon(6))
        #expect(
            points == [
                HistoryPoint(
                    runID: "r3", now: noon(3), value: 300, checkStatus: .pass, runStatus: .pass, review: .rejected),
                HistoryPoint(
                    runID: "r4", now: noon(4), value: 400, checkStatus: .pass, runStatus: .pass, review: .none),
                HistoryPoint(
                    runID: "r5", now: noon(5), value: 500, checkStatus: .pass, runStatus: .incomplete, review: .none),
            ])
        #expect(try history.points(of: volume, from: noon(6), before: noon(6)).isEmpty)
    }

    @Test("tells the segments of a check and its measurements apart", arguments: StoreKind.available)
    func series(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        try history.append(sampleRecord("a"))
        func values(_ change: (inout SeriesKey) -> Void) throws -> [Double] {
            var key = volume
            change(&key)
            return try history.points(of: key, from: noon(0), before: noon(30_000)).map(\.value)
        }
        #expect(try values { _ in } == [1000])
        #expect(try values { $0.segment = "ldlc" } == [250])
        #expect(try values { $0.segment = "" } == [1])
        #expect(try values { $0.segment = "mytek" } == [])
        #expect(try values { $0.check = "completeness" } == [97.123_456_789])
        #expect(
            try values {
                $0.check = "completeness"
                $0.metric = "documents_complete"
            } == [-0.5])
    }

    @Test("runs at one instant come in the order of their ids", arguments: StoreKind.available)
    func ties(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        for id in ["b", "c", "a"] { try history.append(sampleRecord(id)) }
        #expect(try history.points(of: volume, from: noon(0), before: noon(30_000)).map(\.runID) == ["a", "b", "c"])
    }

    @Test("finds a run by the beginning of its id", arguments: StoreKind.available)
    func prefixes(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        for id in ["20261123-aa", "20261123-ab", "2026", "%x"] { try history.append(sampleRecord(id)) }
        #expect(try history.run(id: "20261123-aa").runID == "20261123-aa")
        #expect(try history.run(id: "2026").runID == "2026", "an exact id wins over longer ones")
        #expect(try history.run(id: "%").runID == "%x", "no pattern")
        let ambiguous = historyError { _ = try history.run(id: "20261123") }
        #expect(ambiguous?.code == .ambiguousRun)
        #expect(ambiguous?.message.contains("20261123-aa, 20261123-ab;") == true, "\(String(describing: ambiguous))")
        for id in ["", "zz", "20261123-aab", "_x"] {
            let unknown = historyError { _ = try history.run(id: id) }
            #expect(unknown?.code == .unknownRun, "\(id)")
        }
        for number in 0..<9 { try history.append(sampleRecord("many\(number)")) }
        #expect(historyError { _ = try history.run(id: "many") }?.message.contains("many0, many1, many2, …") == true)
    }

    @Test("records what a person says of a run", arguments: StoreKind.available)
    func review(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        try history.append(sampleRecord("20261123-aa"))
        try history.append(sampleRecord("20261124-bb"))
        var expected = sampleRecord("20261123-aa")
        for review in [RunRecord.Review.accepted, .rejected, .rejected, .none] {
            expected.review = review
            #expect(try history.review(id: "20261123", as: review) == expected)
            #expect(try history.run(id: "20261123-aa") == expected)
            #expect(try history.run(id: "20261124-bb").review == .none)
        }
        #expect(historyError { _ = try history.review(id: "2026", as: .rejected) }?.code == .ambiguousRun)
        #expect(historyError { _ = try history.review(id: "nope", as: .rejected) }?.code == .unknownRun)
    }

    @Test("takes out what is older than an instant, of one suite or all", arguments: StoreKind.available)
    func prune(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        for day in 1...4 as ClosedRange<Int64> {
            try history.append(sampleRecord("p\(day)", now: noon(day)))
            try history.append(sampleRecord("r\(day)", now: noon(day), suite: "reviews"))
        }
        #expect(try history.prune(suite: "reviews", before: noon(3)) == 2)
        #expect(try history.runs(suite: nil, limit: 10).map(\.runID) == ["r4", "p4", "r3", "p3", "p2", "p1"])
        #expect(try history.prune(suite: nil, before: noon(3)) == 2)
        #expect(try history.prune(suite: nil, before: noon(3)) == 0)
        #expect(try history.runs(suite: nil, limit: 10).map(\.runID) == ["r4", "p4", "r3", "p3"])
        #expect(try history.points(of: volume, from: noon(0), before: noon(9)).map(\.runID) == ["p3", "p4"])
        // What was taken out may come back.
        try history.append(sampleRecord("p1", now: noon(1)))
        #expect(try history.run(id: "p1") == sampleRecord("p1", now: noon(1)))
    }

    @Test("takes records from elsewhere as often as they come", arguments: StoreKind.available)
    func merge(kind: StoreKind) throws {
        let place = try kind.place()
        let history = try place.open()
        var record = sampleRecord("a")
        #expect(try history.merge(record) == .added)
        #expect(try history.merge(record) == .known)
        record.review = .rejected
        #expect(try history.merge(record) == .reviewed)
        #expect(try history.run(id: "a") == record)
        #expect(try history.merge(record) == .known)
        record.review = .none
        #expect(try history.merge(record) == .known)
        record.review = .accepted
        #expect(try history.merge(record) == .reviewedOtherwise)
        record.review = .rejected
        #expect(try history.run(id: "a") == record, "what was said here stays")
        record.documents += 1
        #expect(try history.merge(record) == .conflicting)
        record.documents -= 1
        #expect(try history.runs(suite: nil, limit: 9) == [record])
        // An id that begins another one is another id.
        #expect(try history.merge(sampleRecord("aa")) == .added)
    }
}
