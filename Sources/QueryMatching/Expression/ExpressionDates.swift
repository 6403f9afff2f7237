import AuditModel
import RawBSON

/// Parts of times.
enum ExpressionDates {
    /// A time that can be taken apart: local, as if it were UTC.
    struct LocalTime {
        let day: Int64
        let date: CivilDate
        /// Milliseconds of the day.
        let time: Int64

        /// - Throws: for what lies beyond the years that a server's calendar holds.
        init(_ milliseconds: Int64, offset: Int64) throws(ExpressionFault) {
            let (local, overflow) = milliseconds.addingReportingOverflow(offset)
            (day, time) = local.flooredDivision(86_400_000)
            // Far beyond the calendar the arithmetic of days would not hold.
            guard !overflow, day.magnitude < 4_000_000 else { throw ExpressionFault() }
            date = CivilDate(dayNumber: day)
            guard (0...9999).contains(date.year) else { throw ExpressionFault() }
        }

        /// 0 for the first of January.
        var dayOfYear: Int64 { day - CivilDate(year: date.year, month: 1, day: 1).dayNumber }

        /// The year and the number of its week by ISO 8601, both of the week's Thursday.
        var isoWeek: (year: Int, week: Int64) {
            let thursday = day + 4 - Int64(date.isoWeekday)
            let year = CivilDate(dayNumber: thursday).year
            return (year, (thursday - CivilDate(year: year, month: 1, day: 1).dayNumber) / 7 + 1)
        }
    }

    /// - Parameter values: the time, and its zone where one is given.
    static func part(_ function: ExpressionFunction, of values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        if values[0].isNullish { return .null }
        let milliseconds = try milliseconds(values[0])
        var offset: Int64 = 0
        if values.count > 1 {
            if values[1].isNullish { return .null }
            offset = try zone(values[1])
        }
        let local = try LocalTime(milliseconds, offset: offset)
        switch function {
        case .year: return .int32(Int32(local.date.year))
        case .month: return .int32(Int32(local.date.month))
        case .dayOfMonth: return .int32(Int32(local.date.day))
        case .dayOfYear: return .int32(Int32(local.dayOfYear) + 1)
        // 1 is Sunday.
        case .dayOfWeek: return .int32(Int32(local.date.isoWeekday % 7) + 1)
        // 1 is Monday.
        case .isoDayOfWeek: return .int32(Int32(local.date.isoWeekday))
        // Days before the first Sunday are in week 0.
        case .week: return .int32(Int32((local.dayOfYear + 7 - Int64(local.date.isoWeekday % 7)) / 7))
        case .isoWeek: return .int32(Int32(local.isoWeek.week))
        case .isoWeekYear: return .int64(Int64(local.isoWeek.year))
        case .hour: return .int32(Int32(local.time / 3_600_000))
        case .minute: return .int32(Int32(local.time / 60_000 % 60))
        case .second: return .int32(Int32(local.time / 1000 % 60))
        case .millisecond: return .int32(Int32(local.time % 1000))
        default: throw ExpressionFault()
        }
    }

    /// Milliseconds since 1970 of a date, a timestamp or an ObjectId.
    static func milliseconds(_ value: BSONValue) throws(ExpressionFault) -> Int64 {
        switch value.type {
        case 0x09: value.withRaw(\.integer)
        // Both begin, or end, with seconds since 1970.
        case 0x11: Int64(value.withRaw(\.bits) >> 32) * 1000
        // The seconds of an ObjectId are signed to the server.
        case 0x07:
            Int64(Int32(bitPattern: value.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })) * 1000
        default: throw ExpressionFault()
        }
    }

    /// A time as the server writes it: `2026-01-31T12:00:00.000Z`.
    static func text(_ milliseconds: Int64) throws(ExpressionFault) -> String {
        let local = try LocalTime(milliseconds, offset: 0)
        let parts = [local.time / 3_600_000, local.time / 60_000 % 60, local.time / 1000 % 60].map { padded($0) }
        return "\(local.date)T\(parts.joined(separator: ":")).\(padded(local.time % 1000, width: 3))Z"
    }

    /// Milliseconds east of UTC.
    static func zone(_ value: BSONValue) throws(ExpressionFault) -> Int64 {
        guard value.type == 0x02, let offset = offset(value.textBytes) else { throw ExpressionFault() }
        return offset
    }

    /// Milliseconds east of UTC of `UTC`, `GMT`, `+HH`, `+HHMM` or `+HH:MM`; nil for zones by name, whose rules a server has of its own.
    static func offset(_ zone: [UInt8]) -> Int64? {
        if zone == Array("UTC".utf8) || zone == Array("GMT".utf8) { return 0 }
        guard let sign = zone.first, sign == 0x2B || sign == 0x2D else { return nil }
        var digits = zone.dropFirst().map { Int64($0) - 0x30 }
        if digits.count == 5 {
            guard zone[3] == 0x3A else { return nil }
            digits.remove(at: 2)
        }
        guard digits.count == 2 || digits.count == 4, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let hours = digits[0] * 10 + digits[1]
        let minutes = digits.count == 4 ? digits[2] * 10 + digits[3] : 0
        guard hours < 24, minutes < 60 else { return nil }
        return (sign == 0x2D ? -1 : 1) * (hours * 60 + minutes) * 60_000
    }
}
