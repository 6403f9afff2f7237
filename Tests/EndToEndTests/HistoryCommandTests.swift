import AuditModel
import Foundation
import TestSupport
import Testing

/// Runs of several days, the baselines that follow from them, and the commands that look at them. The documents come from files.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct HistoryCommandTests {
    private let place: AuditFolder
    private static let checks = """
          - volume:
              per: run
              method: absolute
              fail_above: 5
        """

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(checks: Self.checks), to: "suite.yml")
    }

    /// Audits so many products on a day of May.
    @discardableResult
    private func audit(_ day: Int, _ count: Int, hour: Int = 6) throws -> AuditOutcome {
        try place.folder.write(Shop.products(count).joined(separator: "\n"), to: "products.jsonl")
        let clock = "2026-05-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
        return try place.call("run", "suite.yml", "--source", "products.jsonl", "--now", clock)
    }

    private func volume() throws -> CheckResult { try #require(try place.latest().check("volume")) }

    @Test func `learns for three days, then judges, and leaves a breach out`() throws {
        for (days, count) in [40, 41, 39].enumerated() {
            let outcome = try audit(days + 1, count)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("\(days) of 3 days"), "\(outcome.output)")
            #expect(try volume().status == .learning)
            #expect(try volume().baseline?.days == days)
            #expect(try volume().baseline?.daysNeeded == 3)
            #expect(try volume().baseline?.center == nil)
            #expect(try volume().value == Double(count))
        }
        #expect(try audit(4, 44).status == 0)
        var judged = try volume()
        #expect(judged.status == .pass)
        #expect(judged.baseline?.center == 40)
        #expect(judged.baseline?.lower == 35)
        #expect(judged.baseline?.upper == 45)

        // The mean of four days is 41: 100 is far from it, and never part of a baseline.
        let breach = try audit(5, 100)
        #expect(breach.status == 1, "\(breach)")
        #expect(breach.output.contains("FAIL"))
        let breached = try place.latest().runID
        #expect(try audit(6, 41).status == 0)
        judged = try volume()
        #expect(judged.baseline?.days == 4)
        #expect(judged.baseline?.center == 41)

        // Accepted, it counts: the mean of 40, 41, 39, 44, 100 and 41 is 50.8.
        let accepted = try place.call("history", "accept", breached)
        #expect(accepted.status == 0, "\(accepted)")
        #expect(accepted.output.contains(breached))
        #expect(try audit(7, 41).status == 1)
        #expect(try volume().baseline?.center?.rounded() == 51)
        #expect(try volume().baseline?.days == 6)

        #expect(try place.call("history", "reject", breached).status == 0)
        #expect(try audit(7, 41, hour: 7).status == 0)
        #expect(try volume().baseline?.center == 41)
        #expect(try volume().baseline?.days == 5)
    }

    @Test func `a rejected good day does not count`() throws {
        for day in 1...4 { try audit(day, 38 + day) }
        #expect(try volume().baseline?.center == 40)
        let last = try place.latest().runID
        #expect(try place.call("history", "reject", last).status == 0)
        try audit(5, 40)
        #expect(try volume().baseline?.days == 3)
        #expect(try volume().baseline?.center == 40)
        // With it the mean would be 40.5.
        #expect(try place.call("history", "accept", last).status == 0)
        try audit(5, 40, hour: 7)
        #expect(try volume().baseline?.center == 40.5)
    }

    @Test func `only earlier days count, and of each its last run`() throws {
        for day in 1...3 {
            try audit(day, 10)
            try audit(day, 40, hour: 7)
        }
        try audit(5, 70)
        #expect(try audit(4, 40).status == 0)
        #expect(try volume().baseline?.days == 3)
        #expect(try volume().baseline?.center == 40)
        // A second audit of the same day is not compared with the first one.
        #expect(try audit(4, 41, hour: 9).status == 0)
        #expect(try volume().baseline?.days == 3)
    }

    @Test func `list and show tell what is kept`() throws {
        for day in 1...3 { try audit(day, 40) }
        let ids = try place.runs().map(\.runID)
        let list = try place.call("history", "list")
        #expect(list.status == 0)
        #expect(list.errors == "")
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 4, "\(list.output)")
        #expect(lines.dropFirst().map { $0.split(separator: " ")[0] } == ids.reversed().map { $0[...] })
        #expect(try place.call("history", "list", "--limit", "1").output.contains(ids[2]))
        #expect(!(try place.call("history", "list", "--limit", "1").output.contains(ids[1])))
        #expect(!(try place.call("history", "list", "--suite", "absent").output.contains(ids[1])))

        let json = try place.call("history", "list", "--format", "json")
        let records = try JSONDecoder().decode([RunRecord].self, from: Data(json.output.utf8))
        #expect(records.map(\.runID) == ids.reversed())
        #expect(records.map(\.documents) == [40, 40, 40])
        #expect(records.map(\.now.description) == ["2026-05-03", "2026-05-02", "2026-05-01"].map { $0 + "T06:00:00Z" })

        let shown = try place.call("history", "show", ids[0])
        #expect(shown.status == 0)
        #expect(shown.output.contains(ids[0]))
        #expect(shown.output.contains("40 documents"))
        let record = try JSONDecoder().decode(
            RunRecord.self,
            from: Data(try place.call("history", "show", ids[0], "--format", "json").output.utf8))
        #expect(record == records[2])
        #expect(record.metrics.first { $0.check == "volume" && $0.name == "value" }?.value == 40)
        // Enough of an id is an id.
        #expect(try place.call("history", "show", "20260501").output.contains(ids[0]))
    }

    @Test(arguments: ["show", "accept", "reject"])
    func `2 for a run that is not there`(command: String) throws {
        try audit(1, 40)
        try audit(2, 40)
        let before = try place.call("history", "list", "--format", "json").output
        let unknown = try place.call("history", command, "19991231T000000Z-nothing")
        #expect(unknown.status == 2, "\(unknown)")
        #expect(unknown.errors.contains("19991231T000000Z-nothing"))
        #expect(unknown.output == "")
        let ambiguous = try place.call("history", command, "202605")
        #expect(ambiguous.status == 2, "\(ambiguous)")
        if command != "show" {
            // All or none.
            let first = try place.runs()[0].runID
            #expect(try place.call("history", command, first, "unknown").status == 2)
        }
        #expect(try place.call("history", "list", "--format", "json").output == before)
    }

    @Test func `looking makes no history`() throws {
        for arguments in [["list"], ["show", "x"], ["accept", "x"]] {
            let outcome = try place.call(["history"] + arguments)
            #expect(outcome.status == 3 || outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains("history.sqlite"))
        }
        #expect(try place.files() == ["suite.yml"])
        #expect(try place.call("history", "list", "--history", "none").status == 2)
    }

    @Test func `an incomplete run is no day of a baseline`() throws {
        for day in 1...2 { try audit(day, 40) }
        try place.folder.write("{", to: "broken.jsonl")
        let outcome = try place.call(
            "run", "suite.yml", "--source", "broken.jsonl", "--now", "2026-05-03T06:00:00Z")
        #expect(outcome.status == 3)
        try audit(4, 40)
        #expect(try volume().status == .learning)
        #expect(try volume().baseline?.days == 2)
    }

    @Test func `without a history every day is the first`() throws {
        try place.folder.write(Shop.products(40).joined(separator: "\n"), to: "products.jsonl")
        for day in 1...5 {
            let outcome = try place.call(
                "run", "suite.yml", "--source", "products.jsonl", "--now", "2026-05-0\(day)T06:00:00Z", "--history",
                "none")
            #expect(outcome.status == 0)
            #expect(try volume().status == .learning)
        }
        #expect(!place.exists("reports/history.sqlite"))
    }
}
