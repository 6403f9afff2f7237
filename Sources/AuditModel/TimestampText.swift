/// An ISO 8601 date or date-time read from text, before a zone is applied.
///
/// Accepted: `YYYY-MM-DD`, and after `T`, `t` or one space `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f…` (also with a comma), then nothing,
/// `Z`, `z`, `±HH`, `±HHMM` or `±HH:MM`. This covers RFC 3339, Python's `isoformat()` and JavaScript's `toISOString()`.
package struct TimestampText: Sendable, Equatable {
    /// The written clock as if it were UTC, in milliseconds since 1970; digits beyond milliseconds are cut off.
    package let localMilliseconds: Int64
    /// Seconds east of UTC when the text carries a zone.
    package let zoneOffsetSeconds: Int?
    /// Whether a time of day was written.
    package let hasTime: Bool

    /// Milliseconds since 1970; a clock without a zone is read in `zone`.
    package func utcMilliseconds(in zone: TimeZoneRules) -> Int64 {
        if let zoneOffsetSeconds { return localMilliseconds - Int64(zoneOffsetSeconds) * 1000 }
        let (seconds, fraction) = localMilliseconds.flooredDivision(1000)
        return zone.utcSeconds(fromLocal: seconds) * 1000 + fraction
    }

    /// Reads the whole of `text`; nil when it is not such a date, or no such day or time exists.
    package static func parse(_ text: UnsafeRawBufferPointer) -> TimestampText? {
        var scanner = Scanner(text: text)
        if let start = commonStart(text) {
            scanner.position = 19
            guard let fraction = scanner.fractionMilliseconds(), let zone = scanner.zone() else { return nil }
            return TimestampText(
                localMilliseconds: start + fraction, zoneOffsetSeconds: zone.offsetSeconds, hasTime: true)
        }
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else { return nil }
        let midnight = date.dayNumber * 86_400_000
        if scanner.isAtEnd {
            return TimestampText(localMilliseconds: midnight, zoneOffsetSeconds: nil, hasTime: false)
        }
        guard scanner.take("T") || scanner.take("t") || scanner.take(" ") else { return nil }
        guard let clock = scanner.clockMilliseconds() else { return nil }
        guard let zone = scanner.zone() else { return nil }
        return TimestampText(
            localMilliseconds: midnight + clock, zoneOffsetSeconds: zone.offsetSeconds, hasTime: true)
    }

    /// The milliseconds of `YYYY-MM-DDTHH:MM:SS`, with which nearly every time begins, from three loads; nil when it must be looked at closely.
    ///
    /// Exclusive or with the digit 0 and the separators leaves 0–9 at digits and 0 at separators; adding 6 and 15 shows what is more by its upper
    /// half.
    @inline(__always)
    private static func commonStart(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count >= 19 else { return nil }
        let upper: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        let date = UInt64(littleEndian: text.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
        guard (date | (date &+ 0x0F06_060F_0606_0606)) & upper == 0 else { return nil }
        let written = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let separator = written >> 16 & 0xFF
        guard separator == 0x54 || separator == 0x20 || separator == 0x74 else { return nil }
        // Without the separator, which may be one of three.
        let clock = (written ^ 0x3030_3A30_3000_3030) & 0xFFFF_FFFF_FF00_FFFF
        guard (clock | (clock &+ 0x0606_0F06_0600_0606)) & upper == 0 else { return nil }
        let rest = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: 15, as: UInt32.self)) ^ 0x3030_3A30
        guard (rest | (rest &+ 0x0606_0F06)) & 0xF0F0_F0F0 == 0 else { return nil }
        func pair(_ word: UInt64, _ place: UInt64) -> Int {
            Int(word >> (8 * place) & 0xF) * 10 + Int(word >> (8 * place + 8) & 0xF)
        }
        let day = CivilDate(year: pair(date, 0) * 100 + pair(date, 2), month: pair(date, 5), day: pair(clock, 0))
        let hour = pair(clock, 3)
        let minute = pair(clock, 6)
        let second = pair(UInt64(rest), 2)
        guard day.isValid, hour < 24, minute < 60, second <= 60 else { return nil }
        return day.dayNumber * 86_400_000 + Int64(hour * 3600 + minute * 60 + min(second, 59)) * 1000
    }

    /// A cursor over the bytes; every read checks the end first.
    private struct Scanner {
        let text: UnsafeRawBufferPointer
        var position = 0

        var isAtEnd: Bool { position == text.count }

        @inline(__always)
        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(truncatingIfNeeded: character.value) else {
                return false
            }
            position += 1
            return true
        }

        @inline(__always)
        mutating func digits(_ count: Int) -> Int? {
            guard position + count <= text.count else { return nil }
            var value = 0
            for index in position..<position + count {
                let digit = text[index] &- 0x30
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
            }
            position += count
            return value
        }

        /// `HH:MM[:SS[.fraction]]`; a leap second (`:60`) counts as the last second of its minute.
        @inline(__always)
        mutating func clockMilliseconds() -> Int64? {
            guard let hour = digits(2), take(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
            var milliseconds = Int64(hour * 3600 + minute * 60) * 1000
            guard take(":") else { return milliseconds }
            guard let second = digits(2), second <= 60 else { return nil }
            milliseconds += Int64(min(second, 59)) * 1000
            return fractionMilliseconds().map { milliseconds + $0 }
        }

        /// `.f…` or nothing; nil for a separator without a digit behind it.
        @inline(__always)
        mutating func fractionMilliseconds() -> Int64? {
            guard take(".") || take(",") else { return 0 }
            var milliseconds: Int64 = 0
            var scale: Int64 = 100
            let first = position
            while position < text.count, text[position] &- 0x30 < 10 {
                milliseconds += Int64(text[position] &- 0x30) * scale
                scale /= 10
                position += 1
            }
            return position > first ? milliseconds : nil
        }

        /// The zone up to the end of the text; nil when something else stands there.
        @inline(__always)
        mutating func zone() -> (offsetSeconds: Int?, Void)? {
            if isAtEnd { return (nil, ()) }
            if take("Z") || take("z") { return isAtEnd ? (0, ()) : nil }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = digits(2), hours < 24 else { return nil }
            var minutes = 0
            if !isAtEnd {
                _ = take(":")
                guard let written = digits(2), written < 60 else { return nil }
                minutes = written
            }
            return isAtEnd ? (sign * (hours * 3600 + minutes * 60), ()) : nil
        }
    }
}
