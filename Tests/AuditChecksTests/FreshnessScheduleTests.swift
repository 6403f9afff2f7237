import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

@Suite("Freshness within a schedule") struct FreshnessScheduleTests {
    private static let hours: KeyValuePairs<String, ConfigNode> = [
        "days": Examples.text("mon-sat"), "from": Examples.text("06:00"), "to": Examples.text("22:00"),
    ]

    private func outcome(_ check: Freshness, newest: String, now: String) throws -> CheckOutcome {
        var builder = BSONBuilder()
        builder.date("at", milliseconds: try #require(Instant(rfc3339: newest)).milliseconds)
        let context = AnalysisContext(now: try #require(Instant(rfc3339: now)), timeZone: .utc)
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource([builder.document]), threads: 1,
            progress: ScanProgress())
        return check.evaluate(
            CheckInput(
                id: "freshness", description: nil, context: context, documents: 1, allowEmpty: false,
                states: try scan.run().states, history: nil))
    }

    @Test("thresholds judge the time within it; the gauge and the report have both")
    func bothNumbers() throws {
        let check = try Examples.decode(
            Freshness.self,
            ["field": Examples.text("at"), "fail_above": Examples.text("6h"), "schedule": Examples.mapping(Self.hours)])
        // From Saturday 21:00 to Monday 08:00: three hours of shop time, thirty-five of all.
        let outcome = try outcome(check, newest: "2026-03-14T21:00:00Z", now: "2026-03-16T08:00:00Z")
        #expect(outcome.result.status == .pass)
        #expect(outcome.result.value == 10_800)
        #expect(outcome.result.details.measurement("seconds_since_newest") == 126_000)
        #expect(outcome.gauges.first { $0.name == "data_freshness" }?.value == 126_000)
        #expect(outcome.gauges.first { $0.name == "dqaudit_freshness_scheduled_seconds" }?.value == 10_800)
        let late = try self.outcome(check, newest: "2026-03-14T21:00:00Z", now: "2026-03-16T12:00:00Z").result
        #expect(late.status == .fail)
        #expect(late.reason == "age of the newest at within the schedule: 7 h is above 6 h (fail_above)")
    }

    @Test("without one nothing changes")
    func plain() throws {
        let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
        let outcome = try outcome(check, newest: "2026-03-14T21:00:00Z", now: "2026-03-16T08:00:00Z")
        #expect(outcome.result.value == 126_000)
        #expect(outcome.result.details.measurement("seconds_since_newest") == nil)
        #expect(outcome.gauges.map(\.name) == ["data_freshness", "data_last_update"])
    }

    private func schedule(_ entries: KeyValuePairs<String, ConfigNode>) throws -> (Schedule?, [String]) {
        let log = MappingReader.IssueLog()
        let reader = try #require(
            MappingReader(
                Examples.mapping(["schedule": Examples.mapping(entries)]), subject: "a freshness check", log: log))
        let context = SuiteContext(timeZone: .utc, missingValues: .none) { _, _, _ in nil }
        let schedule = Schedule.decode(reader, in: context)
        return (schedule, log.issues.map(\.message))
    }

    @Test("how it is written")
    func decoding() throws {
        #expect(try schedule(Self.hours).0 == Schedule(weekdays: Set(1...6), from: 21_600, to: 79_200))
        let days = Examples.list([Examples.text("sat-mon"), Examples.text("wednesday")])
        #expect(try schedule(["days": days]).0 == Schedule(weekdays: [6, 7, 1, 3]))
        let night = try schedule(["from": Examples.text("22:30"), "to": Examples.text("06:00")]).0
        #expect(night == Schedule(from: 81_000, to: 21_600))
        #expect(try schedule(["to": Examples.text("24:00")]).0 == Schedule())
        let holidays = Examples.list([Examples.text("2026-03-20"), Examples.text("2028-02-29")])
        #expect(try schedule(["holidays": holidays]).0?.holidays == [20_532, 21_243])
    }

    @Test(
        "what is wrong is said",
        arguments: [
            (
                "days", "mon-sax",
                "'days' lists days such as mon, or ranges such as mon-sat, not 'mon-sax' (did you mean 'sat'?)"
            ),
            ("days", "mon-wed-fri", "'days' lists days such as mon, or ranges such as mon-sat, not 'mon-wed-fri'"),
            ("from", "6", "'from' must be a time of day from 00:00 to 23:59, such as \"06:00\", not '6'"),
            ("from", "24:00", "'from' must be a time of day from 00:00 to 23:59, such as \"06:00\", not '24:00'"),
            ("to", "24:01", "'to' must be a time of day from 00:00 to 24:00, such as \"06:00\", not '24:01'"),
            ("to", "00:00", "'from' and 'to' are the same time; leave both out for the whole day"),
            ("holidays", "2026-02-29", "'2026-02-29' is no date; write it as 2026-03-20"),
            ("holidays", "20.03.2026", "'20.03.2026' is no date; write it as 2026-03-20"),
        ])
    func mistakes(key: String, value: String, message: String) throws {
        let log = MappingReader.IssueLog()
        let node = Examples.mapping(entries: [("schedule", Examples.mapping(entries: [(key, Examples.text(value))]))])
        let reader = try #require(MappingReader(node, subject: "a freshness check", log: log))
        let context = SuiteContext(timeZone: .utc, missingValues: .none) { _, _, _ in nil }
        #expect(Schedule.decode(reader, in: context) == nil)
        #expect(log.issues.map(\.message) == [message])
    }

    @Test("an empty one and one without days say nothing")
    func empty() throws {
        #expect(try schedule([:]).1 == ["'schedule' is empty: give it days, from and to, or holidays"])
        #expect(
            try schedule(["days": Examples.list([])]).1 == ["'days' names no day, so that nothing would ever be old"])
    }
}
