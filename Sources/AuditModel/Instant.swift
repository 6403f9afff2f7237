/// A point in time: milliseconds since 1970-01-01T00:00:00Z, the resolution of a BSON date.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch, negative before 1970.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Seconds since the Unix epoch, with fraction.
    package var seconds: Double { Double(milliseconds) / 1000 }

    /// Whole seconds since the Unix epoch, rounded towards the past.
    package var wholeSeconds: Int64 { milliseconds.flooredQuotient(1000) }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This instant moved by a number of seconds; stays at the end of the range instead of overflowing.
    package func adding(seconds: Int64) -> Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, carried) = milliseconds.addingReportingOverflow(product)
        if overflow || carried {
            return Instant(milliseconds: seconds < 0 ? .min : .max)
        }
        return Instant(milliseconds: sum)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC; milliseconds only when there are any: `2026-11-23T06:00:00Z`.
    package var description: String {
        let (day, second) = wholeSeconds.flooredDivision(86_400)
        let date = CivilDate(dayNumber: day)
        let fraction = milliseconds.flooredRemainder(1000)
        let clock =
            "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
            + (fraction == 0 ? "" : ".\(padded(fraction, width: 3))")
        return "\(date)T\(clock)Z"
    }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 instant: \(text)")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Instant {
    /// Reads an RFC 3339 instant (`2026-11-23T07:00:00+01:00`); nil when the text is none or carries no zone.
    package init?(rfc3339 text: String) {
        var utf8 = text
        let parsed = utf8.withUTF8 { TimestampText.parse(UnsafeRawBufferPointer($0)) }
        guard let parsed, let offset = parsed.zoneOffsetSeconds, parsed.hasTime else { return nil }
        self.init(milliseconds: parsed.localMilliseconds - Int64(offset) * 1000)
    }
}
