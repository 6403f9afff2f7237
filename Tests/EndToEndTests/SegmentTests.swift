import AuditModel
import Foundation
import TestSupport
import Testing

/// Segments and `where` through the program: the numbers of a segment are those of an audit of its documents alone.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct SegmentTests {
    private static let checks = """
          - completeness:
              fields: [name, price, url, "offers[].price"]
              fail_below: 50%
              segments: { ldlc: { fail_below: 99% } }
          - freshness: { field: scraped_at, fail_above: 24h }
          - duplicates: { key: [url], fail_above: 50% }
          - invalid_records:
              rules: [{ field: price, type: number, greater_than: 20 }, { field: url, matches: '^https://' }]
              fail_above: 90%
          - volume: { per: run, method: absolute, fail_above: 500 }
        """

    private static let options = ["--now", Shop.now, "--format", "json"]

    private func suite(_ database: TestDatabase, segmentBy: String? = nil, filter: String? = nil) -> String {
        var text = Shop.suite(database: database.name, checks: Self.checks)
        if filter != nil || segmentBy == nil {
            // Thresholds of segments have a meaning only with segments.
            text = text.replacing("      segments: { ldlc: { fail_below: 99% } }\n", with: "")
        }
        if let filter {
            text = text.replacing("  collection: products", with: "  collection: products\n  filter: \(filter)")
        }
        if let segmentBy { text = text.replacing("checks:", with: "segment_by: \(segmentBy)\nchecks:") }
        return text
    }

    @Test func `a segment has the numbers of an audit with that segment as filter`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(300, unnamed: 31, free: 25, repeated: 40), into: "products")
        let place = try AuditFolder()
        try place.folder.write(suite(database, segmentBy: "source"), to: "segments.yml")
        let options = Self.options + ["--uri", database.uri, "--history", "none"]
        let outcome = try place.call(["run", "segments.yml"] + options)
        #expect(outcome.status == 1, "\(outcome)")
        let report = try place.latest()
        #expect(Set(report.checks.compactMap(\.segment)) == ["mytek", "ldlc", "tunisianet"])
        for shop in ["mytek", "ldlc", "tunisianet"] {
            try place.folder.write(suite(database, filter: "{ source: \(shop) }"), to: "\(shop).yml")
            _ = try place.call(["run", "\(shop).yml"] + options)
            let alone = try place.latest()
            #expect(alone.scan.documents == 100)
            #expect(alone.checks.count == 5)
            for check in alone.checks {
                let apart = try #require(report.checks.first { $0.id == check.id && $0.segment == shop })
                #expect(apart.value == check.value, "\(shop) \(check.id)")
                // All numbers; evidence of keys is kept for the whole only.
                #expect(apart.details.measurements == check.details.measurements, "\(shop) \(check.id)")
                #expect(apart.details.fields == check.details.fields, "\(shop) \(check.id)")
                #expect(apart.details.rules == check.details.rules, "\(shop) \(check.id)")
            }
        }
        // The threshold of one segment alone makes the run fail.
        let failed = report.checks.filter { $0.status == .fail }
        #expect(failed.map(\.segment) == ["ldlc"], "\(failed.map { ($0.id, $0.reason) })")
        #expect(failed.first?.thresholds.failBelow?.value == 99)
    }

    @Test func `a check with 'where' looks at what the server's filter lets through`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(300, unnamed: 31, free: 25, repeated: 40), into: "products")
        let place = try AuditFolder()
        let filter = "{ source: { $in: [mytek, ldlc] }, stock: { $gte: 50 } }"
        let limited = Self.checks.replacing("      segments: { ldlc: { fail_below: 99% } }\n", with: "")
            .replacing("fields:", with: "where: \(filter)\n      fields:").replacing(
                "{ key: [url],", with: "{ where: \(filter), key: [url],")
        try place.folder.write(Shop.suite(database: database.name, checks: limited), to: "where.yml")
        let options = Self.options + ["--uri", database.uri, "--history", "none"]
        let outcome = try place.call(["run", "where.yml"] + options)
        #expect(outcome.status == 0, "\(outcome)")
        let report = try place.latest()
        try place.folder.write(suite(database, filter: filter), to: "filter.yml")
        _ = try place.call(["run", "filter.yml"] + options)
        let alone = try place.latest()
        #expect(alone.scan.documents == 166)
        for id in ["completeness", "duplicates"] {
            let one = try #require(report.checks.first { $0.id == id })
            let other = try #require(alone.checks.first { $0.id == id })
            #expect(one.value == other.value && one.details == other.details, "\(id)")
        }
        #expect(report.checks.first { $0.id == "volume" }?.value == 300)
    }

    @Test func `a filter that matches nothing is not taken for fine`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(30), into: "products")
        let place = try AuditFolder()
        let checks = "  - completeness: { fields: [name], where: { source: nobody }, fail_below: 1% }"
        try place.folder.write(Shop.suite(database: database.name, checks: checks), to: "suite.yml")
        let outcome = try place.call(["run", "suite.yml", "--uri", database.uri] + Self.options)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest().checks.first?.reason == "no document matches 'where'")
    }

    @Test func `a segment that vanished is a breach of its own`() throws {
        let database = try TestDatabase()
        let place = try AuditFolder()
        let products = Shop.products(90)
        try database.insert(json: products, into: "products")
        try place.folder.write(suite(database, segmentBy: "source"), to: "suite.yml")
        func audit(_ day: Int) throws -> (status: Int32, report: RunReport) {
            let now = "2026-05-\(day)T12:00:00Z"
            let arguments = ["run", "suite.yml", "--uri", database.uri, "--format", "json", "--now", now]
            // What is stale by then is not what is looked at here.
            let outcome = try place.call(arguments)
            return (outcome.status, try place.latest())
        }
        try place.folder.write(
            suite(database, segmentBy: "source").replacing("fail_above: 24h", with: "fail_above: 900h"), to: "suite.yml"
        )
        for day in 11...14 {
            let (status, report) = try audit(day)
            #expect(status == 0)
            let segments = report.checks.first { $0.id == "segments" }
            #expect(segments?.status == (day < 14 ? .learning : .pass), "\(day)")
        }
        try database.run(#"{"delete": "products", "deletes": [{"q": {"source": "ldlc"}, "limit": 0}]}"#)
        let (status, report) = try audit(15)
        #expect(status == 1)
        let segments = try #require(report.checks.first { $0.id == "segments" })
        #expect(segments.status == .fail)
        #expect(segments.reason == "no document of 'ldlc', which is expected")
        #expect(segments.details.segments.first == SegmentCount(segment: "ldlc", documents: 0))
        // Its volume fails too, and nothing is said of values that are not there.
        #expect(report.checks.filter { $0.segment == "ldlc" }.map(\.id) == ["volume"])
        #expect(report.checks.first { $0.segment == "ldlc" }?.status == .fail)
    }
}
