import AuditModel
import Foundation
import Testing

@Suite("Time zone files")
struct TimeZoneFileTests {
    /// A file of version 2 with an empty 32-bit block, as `zic -b slim` writes it.
    private func slim(
        version: UInt8 = 0x32, times: [(Int64, UInt8)] = [], offsets: [Int32] = [0], footer: String? = "UTC0",
        leapSeconds: Int = 0
    ) -> [UInt8] {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.bigEndian) { Array($0) }
        }
        func header(_ counts: [Int]) -> [UInt8] {
            Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15) + counts.flatMap { bytes(UInt32($0)) }
        }
        var file = header([0, 0, 0, 0, 1, 1]) + [0, 0, 0, 0, 0, 0, 0]
        file += header([0, 0, leapSeconds, times.count, offsets.count, 4])
        file += times.flatMap { bytes($0.0) } + times.map(\.1)
        for offset in offsets { file += bytes(offset) + [0, 0] }
        file += Array("XXX\0".utf8) + Array(repeating: 0, count: leapSeconds * 12)
        if let footer { file += Array("\n\(footer)\n".utf8) }
        return file
    }

    private func offsets(_ file: [UInt8], _ years: ClosedRange<Int>) throws -> [Int] {
        let rules = try TimeZoneRules(tzif: file, identifier: "Test/Zone")
        return years.map { year in
            rules.offset(atUTCSeconds: CivilDate(year: year, month: 7, day: 1).dayNumber * 86_400)
        }
    }

    @Test("the rule holds after the last change, the first offset before the first")
    func slimFile() throws {
        let file = slim(
            times: [(0, 1), (31_536_000, 2)], offsets: [1800, 7200, 3600], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(try offsets(file, 1969...1973) == [1800, 7200, 7200, 7200, 7200])
        #expect(try offsets(slim(times: [(0, 1)], offsets: [1800, 7200], footer: ""), 1969...1970) == [1800, 7200])
    }

    @Test("without a listed change the rule holds always")
    func ruleOnly() throws {
        #expect(try offsets(slim(offsets: [0], footer: "<+0530>-5:30"), 1900...1900) == [19_800])
        let summer = try offsets(slim(offsets: [-18_000], footer: "EST5EDT,M3.2.0,M11.1.0"), 1601...2700)
        #expect(Set(summer) == [-14_400])
    }

    @Test(
        "rules of every form",
        arguments: [
            // rule, an instant, the offset then
            ("XXX3YYY,J60/0,J61/0", "2023-03-01T03:00:00Z", -7200),
            ("XXX3YYY,J60/0,J61/0", "2023-03-01T02:59:59Z", -10_800),
            ("XXX3YYY,J60/0,J61/0", "2024-03-01T03:00:00Z", -7200),
            ("XXX3YYY,59/0,60/0", "2024-02-29T03:00:00Z", -7200),
            ("XXX3YYY,59/0,60/0", "2023-03-01T03:00:00Z", -7200),
            ("XXX3YYY4,0/0,J365/23", "2024-12-31T12:00:00Z", -14_400),
            ("XXX0YYY-2:30:15,M1.1.0,M12.5.6", "2026-07-01T00:00:00Z", 9015),
            ("XXX-24:59:59", "2026-07-01T00:00:00Z", 89_999),
            ("XXX+2", "2026-07-01T00:00:00Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10_800),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7200),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
        ])
    func footers(rule: String, text: String, expected: Int) throws {
        let rules = try TimeZoneRules(tzif: slim(version: 0x33, footer: rule), identifier: "Test/Zone")
        let instant = try #require(Instant(rfc3339: text))
        #expect(rules.offset(atUTCSeconds: instant.wholeSeconds) == expected)
    }

    @Test("daylight time all the year round never ends")
    func allYear() throws {
        // The example of RFC 8536, 3.3.1.
        let rules = try TimeZoneRules(
            tzif: slim(version: 0x33, footer: "XXX3EDT4,0/0,J365/23"), identifier: "Test/Zone")
        for day in 20_000...20_800 as ClosedRange<Int64> {
            for hour in 0..<24 as Range<Int64> {
                #expect(rules.offset(atUTCSeconds: day * 86_400 + hour * 3600) == -14_400)
            }
        }
    }

    @Test(
        "rules that are none are damage",
        arguments: [
            "X0", "UTC", "UTC25", "UTC0:60", "<>0", "<ab>0", "<abc0", "CET-1CEST", "CET-1CEST,M3.5.0",
            "CET-1CEST,M3.5.0,",
            "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
            "CET-1CEST,M3.5.0,M10.5.0x",
            "CET-1CEST,J0,J365", "CET-1CEST,J1,J366", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0",
            "CET-1CEST,M3.5,M1.1.1",
            "99999999999999999999999", "CET-99999999999999999999",
        ])
    func badFooters(rule: String) {
        let error = #expect(throws: TimeZoneError.self) {
            try TimeZoneRules(tzif: slim(footer: rule), identifier: "Test/Zone")
        }
        #expect(error?.message.contains("Test/Zone") == true && error?.message.contains("footer") == true)
    }

    @Test("files that break the format are refused with what is wrong")
    func damaged() {
        let cases: [([UInt8], String)] = [
            ([], "no TZif file"), (Array("TZif2".utf8), "no TZif file"),
            (Array(repeating: 0x41, count: 200), "no TZif file"), (slim(version: 0x31), "unknown version"),
            (slim(times: [(5, 0), (5, 0)]), "not in order"), (slim(times: [(5, 1)]), "unknown type"),
            (slim(offsets: [93_600]), "impossible offset"), (slim(offsets: [.min]), "impossible offset"),
            (slim(offsets: []), "no type"), (slim(footer: nil), "no footer"),
            (slim(leapSeconds: 1), "counts leap seconds"), (slim(times: [(.max, 0)]), "impossible instant"),
            (slim().dropLast(), "no footer"), (Array(slim().prefix(97)), "cut off"),
        ]
        for (file, expected) in cases {
            let error = #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: file, identifier: "Test/Zone") }
            #expect(error?.message.contains(expected) == true, "\(expected): \(String(describing: error))")
        }
    }

    @Test("a file of version 1 is read")
    func versionOne() throws {
        var file = Array("TZif".utf8) + Array(repeating: UInt8(0), count: 16)
        for count in [0, 0, 0, 2, 2, 4] as [UInt8] { file += [0, 0, 0, count] }
        file += [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 10, 1, 0, 0, 0, 0x0E, 0x10, 0, 0, 0xFF, 0xFF, 0xF1, 0xF0, 0, 0]
        file += Array("XXX\0".utf8)
        let rules = try TimeZoneRules(tzif: file, identifier: "Test/Zone")
        #expect([-2, -1, 9, 10].map { rules.offset(atUTCSeconds: $0) } == [3600, -3600, -3600, 3600])
    }

    @Test("every truncation and every changed byte of real files is read or refused, never a trap")
    func corruption() throws {
        // Paris has a rule for daylight time, whose long table makes it slow: a sample of its bytes, and its whole rule.
        for (zone, step) in [("Africa/Tunis", 1), ("Europe/Paris", 11), ("Asia/Kathmandu", 1)] {
            let path = "/usr/share/zoneinfo/\(zone)"
            let file = Array(try #require(FileManager.default.contents(atPath: path), "tzdata is not installed"))
            for length in 0..<file.count {
                #expect(throws: TimeZoneError.self) {
                    try TimeZoneRules(tzif: Array(file.prefix(length)), identifier: zone)
                }
            }
            var changed = file
            for index in file.indices where index % step == 0 || index > file.count - 30 {
                for value in [0x00, 0xFF, file[index] ^ 0x01, file[index] ^ 0x80] {
                    changed[index] = value
                    if let rules = try? TimeZoneRules(tzif: changed, identifier: zone) {
                        _ = rules.offset(atUTCSeconds: 1 << 40)
                        _ = rules.utcSeconds(fromLocal: -(1 << 40))
                    }
                }
                changed[index] = file[index]
            }
        }
    }
}
