import AuditModel
import RawBSON

/// Parts of times, in UTC.
enum ExpressionDates {
    static func part(_ function: ExpressionFunction, of value: BSONValue) throws(ExpressionFault) -> BSONValue {
        if value.isNullish { return .null }
        let milliseconds: Int64
        switch value.type {
        case 0x09: milliseconds = value.withRaw(\.integer)
        // Both begin, or end, with seconds since 1970.
        case 0x11: milliseconds = Int64(value.withRaw(\.bits) >> 32) * 1000
        case 0x07: milliseconds = Int64(value.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) * 1000
        default: throw ExpressionFault()
        }
        let (days, time) = milliseconds.flooredDivision(86_400_000)
        let date = CivilDate(dayNumber: days)
        // What lies beyond the years that a server's calendar holds is not compared.
        guard (0...9999).contains(date.year) else { throw ExpressionFault() }
        switch function {
        case .year: return .int32(Int32(date.year))
        case .month: return .int32(Int32(date.month))
        case .dayOfMonth: return .int32(Int32(date.day))
        case .dayOfYear:
            let first = CivilDate(year: date.year, month: 1, day: 1)
            return .int32(Int32(days - first.dayNumber) + 1)
        // 1 is Sunday.
        case .dayOfWeek: return .int32(Int32(date.isoWeekday % 7) + 1)
        case .hour: return .int32(Int32(time / 3_600_000))
        case .minute: return .int32(Int32(time / 60_000 % 60))
        case .second: return .int32(Int32(time / 1000 % 60))
        case .millisecond: return .int32(Int32(time % 1000))
        default: throw ExpressionFault()
        }
    }
}
