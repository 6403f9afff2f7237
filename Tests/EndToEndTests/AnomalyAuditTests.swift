import AuditModel
import Foundation
import TestSupport
import Testing

/// `anomaly` and `settle` through the program: audits of a file day after day, with the history that they make.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct AnomalyAuditTests {
    private func suite(_ checks: String, more: String = "") -> String {
        "version: 1\nsuite: shop\nsource: { database: shop, collection: products }\n\(more)checks:\n\(checks)"
    }

    /// A hundred documents of two shops; of `ldlc` some have no name.
    private func documents(unnamed: Int) -> String {
        (0..<100).map { number in
            let shop = number < 80 ? "mytek" : "ldlc"
            let name = number >= 100 - unnamed ? "null" : "\"n\""
            return "{\"_id\":\(number),\"source\":\"\(shop)\",\"name\":\(name)}"
        }.joined(separator: "\n")
    }

    @Test func `a share is compared with its past, as a whole and by segment`() throws {
        let place = try AuditFolder()
        let checks = "  - completeness: { fields: [name], fail_below: 50%, anomaly: { direction: drop } }\n"
        try place.folder.write(suite(checks, more: "segment_by: source\n"), to: "shop.yml")
        func audit(_ day: Int, unnamed: Int) throws -> (status: Int32, report: RunReport) {
            try place.folder.write(documents(unnamed: unnamed), to: "shop.jsonl")
            let outcome = try place.call(
                "run", "shop.yml", "--source", "shop.jsonl", "--now", "2026-03-0\(day)T06:00:00Z", "--textfile",
                "shop.prom")
            return (outcome.status, try place.latest("shop"))
        }
        for day in 1...4 {
            let (status, report) = try audit(day, unnamed: 2)
            #expect(status == 0)
            let whole = try #require(report.checks.first { $0.segment == nil })
            #expect(whole.status == .pass)
            #expect((whole.baseline?.center == nil) == (day <= 3), "three days are learning")
        }
        let (status, report) = try audit(5, unnamed: 9)
        #expect(status == 1)
        let shops = report.checks.filter { $0.id == "completeness" }
        #expect(shops.map(\.segment) == [nil, "mytek", "ldlc"])
        #expect(shops.map(\.status) == [.fail, .pass, .fail])
        #expect(shops.map { $0.baseline?.center } == [98, 100, 90])
        #expect(shops[0].thresholds.failBelow?.value == 50)
        #expect(shops[0].baseline?.upper == nil && shops[0].baseline?.lower == 97.6)
        let gauges = String(decoding: try place.folder.read("shop.prom"), as: UTF8.self)
        let center = gauges.split(separator: "\n").first {
            $0.hasPrefix("dqaudit_check_expected_value{") && $0.contains("bound=\"center\"")
        }
        #expect(center?.hasSuffix("} 98") == true)
        // The day that failed is no part of the next baseline; one that is accepted is.
        let (_, after) = try audit(6, unnamed: 9)
        #expect(after.checks[0].status == .fail && after.checks[0].baseline?.days == 4)
        try place.call("history", "accept", after.runID)
        let (accepted, last) = try audit(7, unnamed: 9)
        #expect(accepted == 0, "\(last.checks.map { ($0.segment, $0.reason) })")
    }

    @Test func `a day is judged when its data had time to arrive`() throws {
        let place = try AuditFolder()
        func checks(_ settle: String) -> String {
            "  - volume: { per: day, timestamp: at, method: absolute, fail_above: 5\(settle) }\n"
        }
        // Twenty a day, and so far five of 2026-03-09.
        let lines = (1...9).flatMap { day in
            (0..<(day == 9 ? 5 : 20)).map {
                "{\"_id\":\"\(day)-\($0)\",\"at\":{\"$date\":\"2026-03-0\(day)T1\($0 % 10):00:00Z\"}}"
            }
        }
        try place.folder.write(lines.joined(separator: "\n"), to: "shop.jsonl")
        func judged(_ settle: String, at now: String) throws -> (day: String?, value: Double?, status: CheckStatus) {
            try place.folder.write(suite(checks(settle), more: "timezone: Africa/Tunis\n"), to: "shop.yml")
            try place.call(
                "run", "shop.yml", "--source", "shop.jsonl", "--history", "none", "--now", now)
            let check = try place.latest("shop").checks[0]
            return (check.details.days.first { $0.role == .judged }?.day, check.value, check.status)
        }
        // In Tunis the 9th ends at 23:00 UTC.
        #expect(try judged("", at: "2026-03-09T23:00:00Z") == ("2026-03-09", 5, .fail))
        #expect(try judged(", settle: 6h", at: "2026-03-10T04:59:59Z") == ("2026-03-08", 20, .pass))
        #expect(try judged(", settle: 6h", at: "2026-03-10T05:00:00Z") == ("2026-03-09", 5, .fail))
        #expect(try judged(", settle: 2d", at: "2026-03-10T05:00:00Z") == ("2026-03-07", 20, .pass))
    }
}
