import AuditModel
import RawBSON

/// `$dateDiff`, `$dateAdd`, `$dateSubtract` and `$dateTrunc`.
enum ExpressionCalendar {
    /// Units by the server's names.
    enum Unit: String, CaseIterable {
        case year, quarter, month, week, day, hour, minute, second, millisecond

        /// Of units that are always as long; nil for those that the calendar makes.
        var milliseconds: Int64? {
            switch self {
            case .year, .quarter, .month: nil
            case .week: 604_800_000
            case .day: 86_400_000
            case .hour: 3_600_000
            case .minute: 60_000
            case .second: 1000
            case .millisecond: 1
            }
        }

        var months: Int64 {
            switch self {
            case .year: 12
            case .quarter: 3
            default: 1
            }
        }

        init(_ value: BSONValue) throws(ExpressionFault) {
            guard value.type == 0x02, let unit = Unit(rawValue: String(decoding: value.textBytes, as: UTF8.self)) else {
                throw ExpressionFault()
            }
            self = unit
        }
    }

    /// The day of the week that begins weeks, as days after Monday; nil for a text that names none.
    static func weekday(_ text: [UInt8]) -> Int64? {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let name = String(decoding: text, as: UTF8.self).lowercased()
        return names.firstIndex { $0 == name || $0.prefix(3) == name }.map { Int64($0) }
    }

    private static func weekStart(_ value: BSONValue?) throws(ExpressionFault) -> Int64 {
        guard let value else { return 6 }
        guard value.type == 0x02, let day = weekday(value.textBytes) else { throw ExpressionFault() }
        return day
    }

    /// The first null decides before anything else is looked at.
    private static func hasNull(_ operands: [String: BSONValue], _ names: [String]) -> Bool {
        names.contains { operands[$0]?.isNullish == true }
    }

    private static func needed(_ operands: [String: BSONValue], _ name: String) throws(ExpressionFault) -> BSONValue {
        guard let value = operands[name] else { throw ExpressionFault() }
        return value
    }

    private static func offset(_ operands: [String: BSONValue]) throws(ExpressionFault) -> Int64 {
        guard let zone = operands["timezone"] else { return 0 }
        return try ExpressionDates.zone(zone)
    }

    // MARK: Differences

    /// Counts the borders of units that lie between two times.
    static func difference(_ operands: [String: BSONValue]) throws(ExpressionFault) -> BSONValue {
        if hasNull(operands, ["startDate", "endDate", "unit", "timezone"]) { return .null }
        let unit = try Unit(try needed(operands, "unit"))
        if unit == .week, hasNull(operands, ["startOfWeek"]) { return .null }
        let firstDay = unit == .week ? try weekStart(operands["startOfWeek"]) : 0
        let offset = try offset(operands)
        let from = try ExpressionDates.LocalTime(
            try ExpressionDates.milliseconds(try needed(operands, "startDate")), offset: offset)
        let to = try ExpressionDates.LocalTime(
            try ExpressionDates.milliseconds(try needed(operands, "endDate")), offset: offset)
        return .int64(number(of: unit, to, firstDay) - number(of: unit, from, firstDay))
    }

    /// The number of the unit that a time lies in, counted from anywhere.
    private static func number(of unit: Unit, _ time: ExpressionDates.LocalTime, _ firstDay: Int64) -> Int64 {
        switch unit.milliseconds {
        case nil: monthNumber(time.date) / unit.months
        // 1970-01-01 was a Thursday.
        case _ where unit == .week: (time.day + 3 - firstDay).flooredQuotient(7)
        case let length?: (time.day * 86_400_000 + time.time).flooredQuotient(length)
        }
    }

    /// Months since the year 0.
    private static func monthNumber(_ date: CivilDate) -> Int64 { Int64(date.year) * 12 + Int64(date.month) - 1 }

    // MARK: Sums

    static func sum(_ operands: [String: BSONValue], isNegative: Bool) throws(ExpressionFault) -> BSONValue {
        if hasNull(operands, ["startDate", "unit", "amount", "timezone"]) { return .null }
        let start = try ExpressionDates.milliseconds(try needed(operands, "startDate"))
        let unit = try Unit(try needed(operands, "unit"))
        // Within these bounds nothing overflows.
        guard let given = try needed(operands, "amount").wholeNumber, given.magnitude < 1 << 40 else {
            throw ExpressionFault()
        }
        let amount = isNegative ? -given : given
        let offset = try offset(operands)
        let local = try ExpressionDates.LocalTime(start, offset: offset)
        if unit == .millisecond { return .date(start + amount) }
        // The server adds the milliseconds of a time before 1970 as if they counted backwards from its second.
        let strayed = start % 1000 < 0 ? start - 1000 : start
        let moved: Int64
        if let length = unit.milliseconds {
            let (step, overflow) = length.multipliedReportingOverflow(by: amount)
            guard !overflow, step.magnitude < 1 << 50 else { throw ExpressionFault() }
            moved = strayed + step
        } else {
            let month = monthNumber(local.date) + amount * unit.months
            guard (0..<120_000).contains(month) else { throw ExpressionFault() }
            let (year, place) = (Int(month / 12), Int(month % 12) + 1)
            let day = min(local.date.day, CivilDate.daysInMonth(year: year, month: place))
            moved = strayed + (CivilDate(year: year, month: place, day: day).dayNumber - local.day) * 86_400_000
        }
        _ = try ExpressionDates.LocalTime(moved, offset: offset)
        return .date(moved)
    }

    // MARK: Beginnings

    /// The beginning of the bin that a time lies in; bins are counted from the year 2000.
    static func truncation(_ operands: [String: BSONValue]) throws(ExpressionFault) -> BSONValue {
        if hasNull(operands, ["date", "unit", "binSize", "timezone"]) { return .null }
        let unit = try Unit(try needed(operands, "unit"))
        if unit == .week, hasNull(operands, ["startOfWeek"]) { return .null }
        let firstDay = unit == .week ? try weekStart(operands["startOfWeek"]) : 0
        var size: Int64 = 1
        if let given = operands["binSize"] {
            // Within these bounds nothing overflows.
            guard let whole = given.wholeNumber, (1...100_000).contains(whole) else { throw ExpressionFault() }
            size = whole
        }
        let offset = try offset(operands)
        let local = try ExpressionDates.LocalTime(
            try ExpressionDates.milliseconds(try needed(operands, "date")), offset: offset)
        let start: Int64
        if let length = unit.milliseconds {
            var first = CivilDate(year: 2000, month: 1, day: 1).dayNumber
            // The first such day of the year 2000, which began with a Saturday.
            if unit == .week { first += (firstDay + 2) % 7 }
            let reference = first * 86_400_000
            let bin = length * size
            start = reference + (local.day * 86_400_000 + local.time - reference).flooredQuotient(bin) * bin
        } else {
            let bin = unit.months * size
            let month = 24_000 + (monthNumber(local.date) - 24_000).flooredQuotient(bin) * bin
            guard month >= 0 else { throw ExpressionFault() }
            start = CivilDate(year: Int(month / 12), month: Int(month % 12) + 1, day: 1).dayNumber * 86_400_000
        }
        _ = try ExpressionDates.LocalTime(start, offset: 0)
        return .date(start - offset)
    }
}
