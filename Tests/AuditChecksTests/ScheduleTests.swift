import AuditChecks
import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("The time within a schedule") struct ScheduleTests {
    private func instant(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

    private func hours(_ schedule: Schedule, _ from: String, _ to: String, _ zone: TimeZoneRules = .utc) throws
        -> Double
    {
        let milliseconds = try schedule.milliseconds(
            from: instant(from).milliseconds, to: instant(to), zone: zone)
        return Double(milliseconds) / 3_600_000
    }

    private let shop = Schedule(
        weekdays: Set(1...6), from: 6 * 3600, to: 22 * 3600,
        holidays: [CivilDate(year: 2026, month: 3, day: 20).dayNumber])

    @Test("nights, Sundays and holidays do not count")
    func shopHours() throws {
        // 2026-03-16 is a Monday.
        #expect(try hours(shop, "2026-03-16T08:00:00Z", "2026-03-16T09:30:00Z") == 1.5)
        #expect(try hours(shop, "2026-03-16T23:00:00Z", "2026-03-17T05:59:59Z") == 0)
        #expect(try hours(shop, "2026-03-16T21:00:00Z", "2026-03-17T07:00:00Z") == 2)
        #expect(try hours(shop, "2026-03-14T20:00:00Z", "2026-03-16T08:00:00Z") == 4, "over a Sunday")
        #expect(try hours(shop, "2026-03-19T20:00:00Z", "2026-03-21T08:00:00Z") == 4, "over a holiday")
        #expect(try hours(shop, "2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z") == 80, "five days of sixteen hours")
        #expect(try hours(shop, "2026-03-16T09:00:00Z", "2026-03-16T08:00:00Z") == 0, "a newest value after now")
        #expect(try hours(shop, "2026-03-16T08:00:00.250Z", "2026-03-16T08:00:01Z") * 3600 == 0.75)
    }

    @Test("hours over midnight belong to the day on which they begin")
    func overMidnight() throws {
        let night = Schedule(weekdays: [5], from: 22 * 3600, to: 6 * 3600)
        #expect(try hours(night, "2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z") == 8)
        #expect(try hours(night, "2026-03-21T00:00:00Z", "2026-03-21T12:00:00Z") == 6, "Saturday before six")
        #expect(try hours(night, "2026-03-20T00:00:00Z", "2026-03-20T12:00:00Z") == 0)
    }

    @Test("a whole day has 23 or 25 hours when the clocks change")
    func clockChanges() throws {
        let paris = try TimeZoneFixture.rules("Europe/Paris")
        let sundays = Schedule(weekdays: [7])
        #expect(try hours(sundays, "2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z", paris) == 23)
        #expect(try hours(sundays, "2026-10-24T12:00:00Z", "2026-10-27T00:00:00Z", paris) == 25)
        let day = Schedule(weekdays: [7], from: 6 * 3600, to: 22 * 3600)
        #expect(try hours(day, "2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z", paris) == 16)
        let night = Schedule(weekdays: [6], from: 22 * 3600, to: 6 * 3600)
        #expect(try hours(night, "2026-03-28T12:00:00Z", "2026-03-31T00:00:00Z", paris) == 7)
        #expect(try hours(night, "2026-10-24T12:00:00Z", "2026-10-27T00:00:00Z", paris) == 9)
    }

    @Test("times as far away as a BSON date can be")
    func extremes() throws {
        let now = try instant("2026-03-16T12:00:00Z")
        for start in [Int64.min, Int64.min + 1, -1_000_000_000_000_000, 0] as [Int64] {
            let age = shop.milliseconds(from: start, to: now, zone: .utc)
            #expect(age > 30 * 365 * 86_400_000 / 2)
        }
        #expect(shop.milliseconds(from: .max, to: now, zone: .utc) == 0)
    }

    @Test("parts add up, and nothing but the schedule counts")
    func additive() throws {
        let paris = try TimeZoneFixture.rules("Europe/Paris")
        var numbers = SeededGenerator(seed: 31)
        for _ in 0..<500 {
            let schedule = randomSchedule(&numbers)
            let times = (0..<3).map { _ in 1_770_000_000_000 + Int64.random(in: 0...40_000_000_000, using: &numbers) }
                .sorted()
            func between(_ start: Int64, _ end: Int64) -> Int64 {
                schedule.milliseconds(from: start, to: Instant(milliseconds: end), zone: paris)
            }
            #expect(between(times[0], times[2]) == between(times[0], times[1]) + between(times[1], times[2]))
            #expect(between(times[0], times[2]) <= times[2] - times[0])
            #expect(
                Schedule().milliseconds(from: times[0], to: Instant(milliseconds: times[2]), zone: paris) == times[2]
                    - times[0])
        }
    }

    /// Hours that no clock change touches, over midnight or not.
    private func randomSchedule(_ numbers: inout SeededGenerator) -> Schedule {
        let from = Int64.random(in: 4...23, using: &numbers) * 3600
        let to = Int64.random(in: 4...24, using: &numbers) * 3600
        let first = CivilDate(year: 2026, month: 2, day: 1).dayNumber
        return Schedule(
            weekdays: Set((1...7).filter { _ in Int.random(in: 0...3, using: &numbers) > 0 }), from: from,
            to: to == from ? from + 3600 : to,
            holidays: Set((0..<20).map { _ in first + .random(in: 0...400, using: &numbers) }))
    }

    /// Minute by minute, with the offsets of Python's zoneinfo: a minute counts when its clock is within the hours of its day.
    @Test(arguments: ["Africa/Tunis", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func agreesWithPython(name: String) throws {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON") else { return }
        let zone = try TimeZoneFixture.rules(name)
        var numbers = SeededGenerator(seed: 32)
        var lines: [String] = []
        var own: [String] = []
        for _ in 0..<60 {
            let schedule = randomSchedule(&numbers)
            // Around the changes of 2026, and anywhere.
            let around =
                [1_774_700_000, 1_793_000_000, 1_772_900_000, 1_775_300_000].randomElement(using: &numbers) ?? 0
            let start = (Int64(around) + .random(in: -400_000...400_000, using: &numbers)) / 60 * 60
            let end = start + Int64.random(in: 0...20_000, using: &numbers) * 60
            own.append(
                String(
                    schedule.milliseconds(
                        from: start * 1000, to: Instant(milliseconds: end * 1000), zone: zone) / 60_000))
            lines.append(
                [
                    "\(start)", "\(end)", "\(schedule.from / 60)", "\(schedule.to / 60)",
                    schedule.weekdays.map(String.init).joined(separator: ",") + ",0",
                    schedule.holidays.map(String.init).joined(separator: ","),
                ].joined(separator: " "))
        }
        let script = """
            import datetime, sys, zoneinfo
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            for line in sys.stdin.read().splitlines():
                start, end, opens, closes, days, holidays = line.split(" ")
                days = {int(day) for day in days.split(",")}
                holidays = {int(day) for day in holidays.split(",")}
                opens, closes, count = int(opens), int(closes), 0
                for second in range(int(start), int(end), 60):
                    local = datetime.datetime.fromtimestamp(second, zone)
                    minute, day = local.hour * 60 + local.minute, local.date()
                    if closes > opens: inside = opens <= minute < closes
                    elif minute >= opens: inside = True
                    else:
                        inside = minute < closes
                        day -= datetime.timedelta(days=1)
                    number = (day - datetime.date(1970, 1, 1)).days
                    count += inside and day.isoweekday() in days and number not in holidays
                print(count)
            """
        let outcome = try python.run(
            ["-c", script, name], input: lines.joined(separator: "\n"), folder: try TemporaryFolder())
        try #require(outcome.exitStatus == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").map(String.init) == own)
    }
}
