import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("Dates written as text")
struct TimestampTextTests {
    private func parse(_ text: String) -> TimestampText? {
        withBytes(text.utf8) { TimestampText.parse($0) }
    }

    @Test(
        "every accepted form",
        arguments: [
            // text, the clock as UTC, zone in seconds, whether a time is written
            ("2026-11-23", "2026-11-23T00:00:00Z", nil, false), ("2026-11-23T06:07", "2026-11-23T06:07:00Z", nil, true),
            ("2026-11-23 06:07:08", "2026-11-23T06:07:08Z", nil, true),
            ("2026-11-23t06:07:08z", "2026-11-23T06:07:08Z", 0, true),
            ("2026-11-23T06:07:08.9", "2026-11-23T06:07:08.900Z", nil, true),
            ("2026-11-23T06:07:08,09", "2026-11-23T06:07:08.090Z", nil, true),
            ("2026-11-23T06:07:08.123456", "2026-11-23T06:07:08.123Z", nil, true),
            ("2026-11-23T06:07:08.999999999999999999999999Z", "2026-11-23T06:07:08.999Z", 0, true),
            ("2026-11-23T06:07:08+01", "2026-11-23T06:07:08Z", 3600, true),
            ("2026-11-23T06:07:08+0130", "2026-11-23T06:07:08Z", 5400, true),
            ("2026-11-23T06:07:08-05:30", "2026-11-23T06:07:08Z", -19_800, true),
            ("2026-11-23T06:07Z", "2026-11-23T06:07:00Z", 0, true),
            ("2026-11-23T23:59:60Z", "2026-11-23T23:59:59Z", 0, true),
            ("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00Z", 0, true),
            ("0000-01-01", "0000-01-01T00:00:00Z", nil, false), ("9999-12-31", "9999-12-31T00:00:00Z", nil, false),
            ("1969-12-31T23:59:59.999", "1969-12-31T23:59:59.999Z", nil, true),
        ] as [(String, String, Int?, Bool)])
    func accepted(text: String, clock: String, zone: Int?, hasTime: Bool) throws {
        let parsed = try #require(parse(text))
        #expect(parsed.localMilliseconds == Instant(rfc3339: clock)?.milliseconds)
        #expect(parsed.zoneOffsetSeconds == zone)
        #expect(parsed.hasTime == hasTime)
    }

    @Test(
        "what is refused",
        arguments: [
            "", " ", "2026", "2026-11", "2026-11-2", "2026-1-23", "26-11-23", "20261123", "2026/11/23", "2026-11-31",
            "2026-13-01", "2026-00-10", "2026-02-29", "2026-11-23T", "2026-11-23 ", "2026-11-23T6:07", "2026-11-23T06",
            "2026-11-23T06:7", "2026-11-23T24:00", "2026-11-23T23:60", "2026-11-23T23:59:61", "2026-11-23T23:59:",
            "2026-11-23T23:59:5", "2026-11-23T23:59:59.", "2026-11-23T23:59:59.Z", "2026-11-23T23:59:59.5x",
            "2026-11-23T23:59:59 Z", "2026-11-23T23:59:59ZZ", "2026-11-23T23:59:59+", "2026-11-23T23:59:59+1",
            "2026-11-23T23:59:59+24:00", "2026-11-23T23:59:59+01:60", "2026-11-23T23:59:59+01:",
            "2026-11-23T23:59:59+01:0",
            "2026-11-23T23:59:59+01:000", "2026-11-23Z", "2026-11-23+01:00", " 2026-11-23", "2026-11-23\n",
            "-2026-11-23",
            "+2026-11-23", "２０２６-11-23", "yesterday", "1795000000", "2026-11-23T٠٦:00",
        ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test("what Python, JavaScript and Foundation write is read as they mean it")
    func otherWriters() throws {
        var numbers = SeededGenerator(seed: 16)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for _ in 0..<1000 {
            let milliseconds = Int64.random(in: -60_000_000_000_000...250_000_000_000_000, using: &numbers)
            // Foundation's calendar is Julian before 1582.
            guard milliseconds > -12_000_000_000_000 else { continue }
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
            #expect(parse(text)?.localMilliseconds == milliseconds, "\(text)")
        }
    }

    @Test("every cut and every changed byte is read or refused, never a trap; what is read exists")
    func corruption() throws {
        for text in ["2026-11-23T06:07:08.123456+01:30", "2024-02-29 23:59:60Z", "2026-11-23T06:07"] {
            let bytes = Array(text.utf8)
            for length in 0...bytes.count { _ = withBytes(bytes.prefix(length)) { TimestampText.parse($0) } }
            var changed = bytes
            for index in bytes.indices {
                for value in UInt8.min...UInt8.max {
                    changed[index] = value
                    guard let parsed = withBytes(changed, { TimestampText.parse($0) }) else { continue }
                    let isPlausible =
                        Instant(rfc3339: Instant(milliseconds: parsed.localMilliseconds).description)?.milliseconds
                        == parsed.localMilliseconds && abs(parsed.zoneOffsetSeconds ?? 0) < 86_400
                    if !isPlausible { Issue.record("\(String(decoding: changed, as: UTF8.self))") }
                }
                changed[index] = bytes[index]
            }
        }
        #expect(TimestampText.parse(UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test("a changed byte is read only where a digit stays a digit, or one separator takes another's place")
    func changedBytes() {
        let bytes = Array("2024-12-22T02:11:11".utf8)
        for index in bytes.indices {
            var changed = bytes
            for value in UInt8.min...UInt8.max where value != bytes[index] {
                changed[index] = value
                let isDigit = (0x30...0x39).contains(value)
                let isAllowed =
                    (0x30...0x39).contains(bytes[index]) ? isDigit : index == 10 && [0x20, 0x54, 0x74].contains(value)
                // A sign in place of the last colon makes a zone of the seconds.
                if index == 16, [0x2B, 0x2D].contains(value) { continue }
                let isRead = withBytes(changed) { TimestampText.parse($0) } != nil
                if isRead, !isAllowed { Issue.record("\(String(decoding: changed, as: UTF8.self)) was read") }
                // Of the digits some name no day or hour, but every last one of the year does.
                if index == 3 || index == 10, isAllowed { #expect(isRead) }
            }
        }
    }
}
