/// The rule of a zone for all years to come, as the POSIX variable `TZ` writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// With the extension of RFC 8536, 3.3.1: hours of changes from −167 to 167.
struct PosixTimeZone: Equatable {
    /// Seconds east of UTC.
    let standardOffset: Int
    private let daylight: Daylight?

    var hasDaylightTime: Bool { daylight != nil }

    private struct Daylight: Equatable {
        /// Seconds east of UTC.
        let offset: Int
        let start: Change
        let end: Change
    }

    /// When clocks change: a day of each year, and seconds of wall-clock time after its midnight.
    private struct Change: Equatable {
        enum Day: Equatable {
            /// 1–365; 29 February is never counted.
            case julian(Int)
            /// 0–365; 29 February is counted.
            case ordinal(Int)
            /// Month, week (5 is the last), weekday (0 is Sunday).
            case weekday(month: Int, week: Int, weekday: Int)
        }
        let day: Day
        let seconds: Int

        /// Seconds since 1970 as the wall clock shows them.
        func local(inYear year: Int) -> Int64 {
            let date: Int64
            switch day {
            case .julian(let number):
                let isLeap = CivilDate.daysInMonth(year: year, month: 2) == 29
                let leapDay: Int64 = isLeap && number >= 60 ? 1 : 0
                date = CivilDate(year: year, month: 1, day: 1).dayNumber + Int64(number) - 1 + leapDay
            case .ordinal(let number):
                date = CivilDate(year: year, month: 1, day: 1).dayNumber + Int64(number)
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1)
                var dayOfMonth = 1 + (weekday - first.isoWeekday % 7 + 7) % 7 + (week - 1) * 7
                while dayOfMonth > CivilDate.daysInMonth(year: year, month: month) { dayOfMonth -= 7 }
                date = first.dayNumber + Int64(dayOfMonth) - 1
            }
            return date * 86_400 + Int64(seconds)
        }
    }

    /// The changes of a year in the order in which they happen, each with the offset that begins.
    func changes(ofYear year: Int) -> [(instant: Int64, offset: Int)] {
        guard let daylight else { return [] }
        // Each change is told by the clock that it ends.
        let start = (daylight.start.local(inYear: year) - Int64(standardOffset), daylight.offset)
        let end = (daylight.end.local(inYear: year) - Int64(daylight.offset), standardOffset)
        return start.0 < end.0 ? [start, end] : [end, start]
    }

    /// nil when the text is no such rule.
    init?(parsing text: some Collection<UInt8>) {
        var scanner = Scanner(rest: Array(text)[...])
        guard scanner.name(), let west = scanner.time(maximumHours: 24) else { return nil }
        standardOffset = -west
        if scanner.rest.isEmpty {
            daylight = nil
            return
        }
        guard scanner.name() else { return nil }
        var offset = standardOffset + 3600
        if let next = scanner.rest.first, next != UInt8(ascii: ",") {
            guard let west = scanner.time(maximumHours: 24) else { return nil }
            offset = -west
        }
        guard scanner.take(","), let start = scanner.change(), scanner.take(","), let end = scanner.change(),
            scanner.rest.isEmpty
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        /// Three letters or more, or anything but `>` in angle brackets.
        mutating func name() -> Bool {
            if take("<") {
                guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                let length = close - rest.startIndex
                rest = rest[(close + 1)...]
                return length >= 3
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
            rest.removeFirst(letters.count)
            return letters.count >= 3
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }.prefix(4)
            guard !digits.isEmpty else { return nil }
            rest.removeFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(maximumHours: Int) -> Int? {
            let sign = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard let hours = number(0...maximumHours) else { return nil }
            var seconds = hours * 3600
            if take(":") {
                guard let minutes = number(0...59) else { return nil }
                seconds += minutes * 60
                if take(":") {
                    guard let rest = number(0...59) else { return nil }
                    seconds += rest
                }
            }
            return sign * seconds
        }

        /// A day, and after `/` a time; 02:00 when none is written.
        mutating func change() -> Change? {
            let day: Change.Day
            if take("M") {
                guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                    let weekday = number(0...6)
                else { return nil }
                day = .weekday(month: month, week: week, weekday: weekday)
            } else if take("J") {
                guard let number = number(1...365) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(0...365) else { return nil }
                day = .ordinal(number)
            }
            guard take("/") else { return Change(day: day, seconds: 7200) }
            guard let seconds = time(maximumHours: 167) else { return nil }
            return Change(day: day, seconds: seconds)
        }
    }
}
