import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Days of baselines and of documents against those of Python's zoneinfo.
@Suite("Calendar days of the suite's time zone") struct CalendarDayTests {
    /// Instants close to midnight around the clock changes of spring and autumn 2026, and anywhere in the year.
    private func instants(_ numbers: inout SeededGenerator, _ zone: TimeZoneRules) -> [Int64] {
        let year = CivilDate(year: 2026, month: 1, day: 1).dayNumber * 86_400
        let changes = (0..<365).map { year + $0 * 86_400 }.filter {
            zone.offset(atUTCSeconds: $0) != zone.offset(atUTCSeconds: $0 + 86_400)
        }
        var seconds: [Int64] = (0..<200).map { _ in year + Int64.random(in: 0..<365 * 86_400, using: &numbers) }
        for change in changes {
            for day in -2...3 as ClosedRange<Int64> {
                let noon = change + day * 86_400
                let midnight = noon / 86_400 * 86_400 - Int64(zone.offset(atUTCSeconds: noon))
                for distance in [-3601, -3600, -1801, -1, 0, 1, 1800, 3599, 3600] as [Int64] {
                    seconds.append(midnight + distance)
                }
            }
        }
        return seconds
    }

    @Test(arguments: ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Tunis", "America/Santiago"])
    func agreeWithPython(name: String) throws {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON") else { return }
        let zone = try TimeZoneFixture.rules(name)
        var numbers = SeededGenerator(seed: 51)
        let seconds = instants(&numbers, zone)
        let script = """
            import datetime, sys, zoneinfo
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            for line in sys.stdin.read().split():
                day = datetime.datetime.fromtimestamp(int(line), zone).date()
                print((day - datetime.date(1970, 1, 1)).days)
            """
        let outcome = try python.run(
            ["-c", script, name], input: seconds.map(String.init).joined(separator: "\n"), folder: try TemporaryFolder()
        )
        try #require(outcome.exitStatus == 0, "\(outcome.errors)")
        let days = outcome.output.split(separator: "\n").compactMap { Int64($0) }
        try #require(days.count == seconds.count)

        // Runs: the last of each day stands for it.
        let now = Instant(milliseconds: (CivilDate(year: 2027, month: 1, day: 3).dayNumber * 86_400) * 1000)
        let points = seconds.enumerated().map { index, second in
            point("run \(index)", Instant(milliseconds: second * 1000), Double(index))
        }
        let daily = BaselineRules.dailyValues(points: points, before: now, windowDays: 400, zone: zone)
        let last = Dictionary(grouping: seconds.indices) { days[$0] }.mapValues { indices in
            indices.max { (seconds[$0], "run \($0)") < (seconds[$1], "run \($1)") } ?? 0
        }
        #expect(daily.map(\.dayNumber) == last.keys.sorted())
        for value in daily { #expect(last[value.dayNumber].map(Double.init) == value.value) }

        // Documents: each falls on one day.
        let check = try Examples.decode(
            Volume.self, ["per": Examples.text("day"), "timestamp": Examples.text("at")], timeZone: zone)
        let context = AnalysisContext(now: now, timeZone: zone)
        let documents = seconds.map { second in
            var builder = BSONBuilder()
            builder.date("at", milliseconds: second * 1000)
            return builder.document
        }
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource(documents), threads: 1,
            progress: ScanProgress())
        let analyzer = try #require(check.analyzers(context).first as? TimestampAnalyzer)
        let state = try #require(try scan.run().states.state(of: analyzer))
        let counted = Dictionary(uniqueKeysWithValues: state.days.all.map { ($0.day, Int($0.count)) })
        #expect(counted == Dictionary(grouping: days) { $0 }.mapValues(\.count))
    }
}
