import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("Instants")
struct InstantTests {
    @Test("text and instant are each other's inverse")
    func roundTrip() throws {
        var numbers = SeededGenerator(seed: 14)
        // Years 0 to 9999.
        let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
        for _ in 0..<5000 {
            let instant = Instant(milliseconds: .random(in: range, using: &numbers))
            #expect(Instant(rfc3339: instant.description) == instant, "\(instant)")
        }
        for milliseconds in [0, -1, 1, -1000, 999, range.lowerBound, range.upperBound] {
            let instant = Instant(milliseconds: milliseconds)
            #expect(Instant(rfc3339: instant.description) == instant)
        }
    }

    @Test("is written as Foundation writes it")
    func foundation() throws {
        let formatter = ISO8601DateFormatter()
        var numbers = SeededGenerator(seed: 15)
        for _ in 0..<1000 {
            let seconds = Int64.random(in: -11_000_000_000...13_000_000_000, using: &numbers)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(Instant(milliseconds: seconds * 1000).description == expected)
        }
        #expect(Instant(milliseconds: 1_795_000_000_007).description == "2026-11-18T11:06:40.007Z")
        #expect(Instant(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: -1).wholeSeconds == -1)
        #expect(Instant(milliseconds: 1500).seconds == 1.5)
    }

    @Test("the ends of the range are written without a trap")
    func extremes() {
        #expect(Instant(milliseconds: .max).description.hasPrefix("+292278994-08-17T"))
        #expect(Instant(milliseconds: .min).description.hasPrefix("-292275055-05-16T"))
    }

    @Test("moving stays within the range")
    func adding() {
        #expect(Instant(milliseconds: 5).adding(seconds: -1) == Instant(milliseconds: -995))
        #expect(Instant(milliseconds: 5).adding(seconds: .max) == Instant(milliseconds: .max))
        #expect(Instant(milliseconds: 5).adding(seconds: .min) == Instant(milliseconds: .min))
        #expect(Instant(milliseconds: .max).adding(seconds: 1) == Instant(milliseconds: .max))
        #expect(Instant(milliseconds: .min).adding(seconds: -1) == Instant(milliseconds: .min))
    }

    @Test("an instant needs a time and a zone")
    func parsing() {
        #expect(Instant(rfc3339: "2026-11-23T07:00:00+01:00") == Instant(rfc3339: "2026-11-23T06:00:00Z"))
        #expect(Instant(rfc3339: "2026-11-23T06:00:00-00:00") == Instant(rfc3339: "2026-11-23T06:00:00Z"))
        for text in ["", "2026-11-23", "2026-11-23T06:00:00", "now", "2026-11-23Z", "2026-11-23T06:00:00Z "] {
            #expect(Instant(rfc3339: text) == nil, "\(text)")
        }
    }

    @Test("goes through JSON as text")
    func coding() throws {
        let instants = [Instant(milliseconds: 0), Instant(milliseconds: -1)]
        let data = try JSONEncoder().encode(instants)
        #expect(String(decoding: data, as: UTF8.self) == #"["1970-01-01T00:00:00Z","1969-12-31T23:59:59.999Z"]"#)
        #expect(try JSONDecoder().decode([Instant].self, from: data) == instants)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Instant].self, from: Data(#"["today"]"#.utf8)) }
    }
}
