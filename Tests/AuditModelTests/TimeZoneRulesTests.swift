import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("Time zones")
struct TimeZoneRulesTests {
    private static let folder = "/usr/share/zoneinfo"

    static let zones = [
        "Africa/Tunis", "Africa/Casablanca", "Africa/Cairo", "Africa/Monrovia", "America/New_York", "America/Sao_Paulo",
        "America/St_Johns", "America/Caracas", "America/Nuuk", "Antarctica/Troll", "Asia/Gaza", "Asia/Jerusalem",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Dublin",
        "Europe/Istanbul", "Europe/Lisbon", "Europe/Moscow", "Europe/Paris", "Pacific/Apia", "Pacific/Chatham",
        "Pacific/Easter", "Pacific/Kiritimati", "Etc/GMT+12",
    ]

    static func rules(_ zone: String) throws -> TimeZoneRules {
        let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(zone)"), "tzdata is not installed")
        return try TimeZoneRules(tzif: Array(bytes), identifier: zone)
    }

    /// Noon of the first of January, UTC.
    private static func seconds(_ year: Int) -> Int64 {
        CivilDate(year: year, month: 1, day: 1).dayNumber * 86_400 + 43_200
    }

    @Test("offsets equal those of Foundation, which has data of its own", arguments: zones)
    func foundation(zone: String) throws {
        let rules = try Self.rules(zone)
        let reference = try #require(TimeZone(identifier: zone))
        var numbers = SeededGenerator(seed: 7)
        var instants = (0..<4000).map { _ in
            Int64.random(in: Self.seconds(1970)..<Self.seconds(2037), using: &numbers)
        }
        instants += Self.changes(of: reference, from: Self.seconds(1970), to: Self.seconds(2037)).flatMap {
            [$0 - 1, $0]
        }
        let wrong = instants.filter { instant in
            rules.offset(atUTCSeconds: instant)
                != reference.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
        }
        #expect(wrong.isEmpty)
    }

    @Test(
        "offsets equal those of another reader of the same data, from 1900 to 2300",
        arguments: zones)
    func otherReader(zone: String) throws {
        let rules = try Self.rules(zone)
        var numbers = SeededGenerator(seed: 8)
        let instants = (0..<4000).map { _ in
            Int64.random(in: Self.seconds(1900)..<Self.seconds(2300), using: &numbers)
        }
        let answers = try zoneinfo(zone, instants)
        try #require(answers.count == instants.count)
        let wrong = zip(instants, answers).filter { rules.offset(atUTCSeconds: $0) != $1 }.map(\.0)
        #expect(wrong.isEmpty)
    }

    /// The offsets that Python's `zoneinfo` finds, with the same files.
    private func zoneinfo(_ zone: String, _ instants: [Int64]) throws -> [Int] {
        let script = """
            import sys, zoneinfo
            from datetime import datetime, timedelta, timezone
            zoneinfo.reset_tzpath(to=[sys.argv[1]])
            zone = zoneinfo.ZoneInfo(sys.argv[2])
            start = datetime(1970, 1, 1, tzinfo=timezone.utc)
            for line in sys.stdin:
                moment = (start + timedelta(seconds=int(line))).astimezone(zone)
                print(round(moment.utcoffset().total_seconds()))
            """
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, Self.folder, zone]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let text = instants.map(String.init).joined(separator: "\n")
        // Less than the pipe holds, so that nobody waits for anybody.
        try #require(text.utf8.count < 65_000)
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }

    /// Instants at which Foundation's offset changes.
    private static func changes(of zone: TimeZone, from: Int64, to end: Int64) -> [Int64] {
        func offset(_ instant: Int64) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))) }
        var found: [Int64] = []
        var start = from
        while start < end {
            let next = start + 86_400
            if offset(start) != offset(next) {
                var low = start
                var high = next
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == offset(start) { low = middle } else { high = middle }
                }
                found.append(high)
            }
            start = next
        }
        return found
    }

    @Test("a wall clock means the first of two readings, and the offset before where it has none", arguments: zones)
    func wallClocks(zone: String) throws {
        let rules = try Self.rules(zone)
        let reference = try #require(TimeZone(identifier: zone))
        func offset(_ instant: Int64) -> Int64 {
            Int64(reference.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
        }
        var readings: [Int64] = []
        for change in Self.changes(of: reference, from: Self.seconds(1990), to: Self.seconds(2030)) {
            let before = offset(change - 1)
            let after = offset(change)
            for edge in [change + before, change + after] {
                readings += [edge - 1, edge, edge + 1, edge - 86_400, edge + 86_400]
            }
            readings.append(change + (before + after) / 2)
        }
        for year in 1990..<2030 { readings.append(Self.seconds(year)) }
        for reading in readings {
            // Every instant that shows this reading, by trying every offset around it.
            let offsets = Set((-30...30).map { offset(reading + $0 * 3600) })
            let instants = offsets.map { reading - $0 }.filter { $0 + offset($0) == reading }
            let expected = instants.min() ?? reading - offset(reading - 30 * 3600)
            #expect(rules.utcSeconds(fromLocal: reading) == expected, "\(zone) \(reading)")
        }
    }

    @Test("every instant is found again from its wall clock, unless that was shown before", arguments: zones)
    func roundTrip(zone: String) throws {
        let rules = try Self.rules(zone)
        var numbers = SeededGenerator(seed: 9)
        let instants = (0..<5000).map { _ in
            Int64.random(in: Self.seconds(1700)..<Self.seconds(3500), using: &numbers)
        }
        let wrong = instants.filter { instant in
            let local = instant + Int64(rules.offset(atUTCSeconds: instant))
            let found = rules.utcSeconds(fromLocal: local)
            let isFirst = found <= instant && instant - found < 93_600
            return !isFirst || found + Int64(rules.offset(atUTCSeconds: found)) != local
        }
        #expect(wrong.isEmpty)
    }

    @Test("the calendar repeats after 400 years", arguments: ["Europe/Paris", "America/Sao_Paulo", "Pacific/Chatham"])
    func cycle(zone: String) throws {
        let rules = try Self.rules(zone)
        let cycle: Int64 = 146_097 * 86_400
        var numbers = SeededGenerator(seed: 10)
        for _ in 0..<5000 {
            let instant = Int64.random(in: Self.seconds(2050)..<Self.seconds(2450), using: &numbers)
            for times in [1, 2, 1000] as [Int64] {
                let far = instant + times * cycle
                #expect(rules.offset(atUTCSeconds: far) == rules.offset(atUTCSeconds: instant))
                #expect(rules.utcSeconds(fromLocal: far) == rules.utcSeconds(fromLocal: instant) + times * cycle)
            }
        }
    }

    @Test("known days: the first users' zone, a missing day, a half-hour change")
    func knownDays() throws {
        let tunis = try Self.rules("Africa/Tunis")
        let noon = try #require(Instant(rfc3339: "2026-11-23T12:00:00Z"))
        let summer = try #require(Instant(rfc3339: "2008-07-01T00:00:00Z"))
        #expect(tunis.offset(atUTCSeconds: noon.wholeSeconds) == 3600)
        #expect(tunis.offset(atUTCSeconds: summer.wholeSeconds) == 7200)
        let lateEvening = try #require(Instant(rfc3339: "2026-11-22T23:30:00Z"))
        #expect(CivilDate(dayNumber: tunis.dayNumber(of: lateEvening)).description == "2026-11-23")
        let beforeTheEpoch = try #require(Instant(rfc3339: "1969-12-31T22:59:59.999Z"))
        #expect(tunis.dayNumber(of: beforeTheEpoch) == -1)
        #expect(tunis.dayNumber(of: Instant(milliseconds: beforeTheEpoch.milliseconds + 1)) == 0)

        // Samoa had no 30 December 2011.
        let apia = try Self.rules("Pacific/Apia")
        let change = try #require(Instant(rfc3339: "2011-12-30T10:00:00Z"))
        let days = [change.adding(seconds: -1), change].map { CivilDate(dayNumber: apia.dayNumber(of: $0)).description }
        #expect(days == ["2011-12-29", "2011-12-31"])

        let lordHowe = try Self.rules("Australia/Lord_Howe")
        #expect(lordHowe.offset(atUTCSeconds: Self.seconds(2100)) == 11 * 3600)
        #expect(lordHowe.offset(atUTCSeconds: Self.seconds(2100) + 180 * 86_400) == 37_800)
    }

    @Test("extreme instants trap nowhere")
    func extremes() throws {
        for zone in ["Europe/Paris", "Africa/Tunis"] {
            let rules = try Self.rules(zone)
            for seconds in [Int64.min, .min + 1, -(1 << 60), 1 << 60, .max - 1, .max] {
                #expect(abs(rules.offset(atUTCSeconds: seconds)) < 93_600)
                _ = rules.utcSeconds(fromLocal: seconds)
            }
            _ = rules.dayNumber(of: Instant(milliseconds: .min))
            _ = rules.dayNumber(of: Instant(milliseconds: .max))
        }
    }
}
