package import AuditModel

extension Schedule {
    private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let longNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// What `schedule` may hold.
    package static let keys: [SuiteKey] = {
        let day = "(" + (longNames + dayNames).joined(separator: "|") + ")"
        return [
            SuiteKey(
                "days", meaning: "days such as mon, or ranges such as mon-sat; left out: every day",
                .listOrOne(.string(pattern: "^\(day)(-\(day))?$"))),
            SuiteKey(
                "from", meaning: "a time of day such as \"06:00\" in the suite's time zone; left out: midnight",
                .string(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$")),
            SuiteKey(
                "to", meaning: "a time of day such as \"22:00\", 24:00 at most; before `from` it is the next day's",
                .string(pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")),
            SuiteKey(
                "holidays", meaning: "dates such as 2026-03-20, and files beside the suite with one date a line",
                .listOrOne(.string())),
        ]
    }()

    /// Reads `schedule: { days: [mon-sat], from: "06:00", to: "22:00", holidays: [2026-03-20, holidays.txt] }`; nil when it is not
    /// there or has an issue.
    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Schedule? {
        guard let node = reader.node("schedule"),
            let nested = MappingReader(node, subject: "'schedule'", log: reader.log)
        else { return nil }
        let before = reader.log.issues.count
        let weekdays = decodeDays(nested)
        let from = decodeTime(nested, "from", in: 0...86_399) ?? 0
        let to = decodeTime(nested, "to", in: 0...86_400) ?? 86_400
        let holidays = decodeHolidays(nested, in: context)
        nested.finish()
        if case .mapping(let entries) = node.content, entries.isEmpty {
            reader.report("'schedule' is empty: give it days, from and to, or holidays", at: node.position)
        }
        if from == to {
            reader.report("'from' and 'to' are the same time; leave both out for the whole day", at: node.position)
        }
        if weekdays.isEmpty, reader.log.issues.count == before {
            reader.report("'days' names no day, so that nothing would ever be old", at: nested.node("days")?.position)
        }
        guard reader.log.issues.count == before else { return nil }
        return Schedule(weekdays: weekdays, from: from, to: to, holidays: holidays)
    }

    /// `mon`, `monday`, or a range such as `mon-sat`; `sat-mon` goes over Sunday.
    private static func decodeDays(_ reader: MappingReader) -> Set<Int> {
        guard let elements = reader.list("days") else { return Set(1...7) }
        var days: Set<Int> = []
        for element in elements {
            let ends = element.text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            let numbers = ends.map(weekday)
            guard (1...2).contains(ends.count), let first = numbers[0], let last = numbers[numbers.count - 1] else {
                let unknown = ends.first { weekday($0) == nil } ?? ""
                reader.report(
                    "'days' lists days such as mon, or ranges such as mon-sat, not '\(element.text)'"
                        + Spelling.suggestion(for: unknown, among: dayNames), at: element.position)
                continue
            }
            for offset in 0...(last - first + 7) % 7 { days.insert((first - 1 + offset) % 7 + 1) }
        }
        return days
    }

    /// 1–7; nil for what is no name of a day.
    private static func weekday(_ name: String) -> Int? {
        (dayNames.firstIndex(of: name) ?? longNames.firstIndex(of: name)).map { $0 + 1 }
    }

    /// Seconds after midnight of `06:00`.
    private static func decodeTime(_ reader: MappingReader, _ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let node = reader.node(key) else { return nil }
        let parts = node.text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int64? in
            part.count == 2 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
        }
        guard parts.count == 2, numbers.count == 2, numbers[1] < 60,
            range.contains(numbers[0] * 3600 + numbers[1] * 60)
        else {
            let last = range.upperBound == 86_400 ? "24:00" : "23:59"
            reader.report(
                "'\(key)' must be a time of day from 00:00 to \(last), such as \"06:00\", not '\(node.text)'",
                at: node.position)
            return nil
        }
        return numbers[0] * 3600 + numbers[1] * 60
    }

    /// Dates, and files of dates: one a line, `#` begins a comment.
    private static func decodeHolidays(_ reader: MappingReader, in context: SuiteContext) -> Set<Int64> {
        var holidays: Set<Int64> = []
        for element in reader.list("holidays") ?? [] {
            guard case .string(let text) = element.content else {
                reader.report(
                    "'holidays' lists dates such as 2026-03-20 and names of files, not \(element.typeName)",
                    at: element.position)
                continue
            }
            // What has only digits and what stands between them in dates is a date, or a mistyped one.
            if text.utf8.allSatisfy({ (0x2D...0x39).contains($0) }) {
                if let day = dayNumber(text) {
                    holidays.insert(day)
                } else {
                    reader.report("'\(text)' is no date; write it as 2026-03-20", at: element.position)
                }
                continue
            }
            for (line, place) in context.readLines(text, element.position, reader.log) ?? [] {
                var words = line.prefix { $0 != "#" }
                while let last = words.last, last.isWhitespace { words.removeLast() }
                let date = words.drop { $0.isWhitespace }
                if date.isEmpty { continue }
                if let day = dayNumber(String(date)) {
                    holidays.insert(day)
                } else {
                    let column = place.column + (words.count - date.count)
                    reader.report(
                        "a line of a file of holidays is a date such as 2026-03-20, and '#' begins a comment",
                        at: SourcePosition(file: place.file, line: place.line, column: column))
                }
            }
        }
        return holidays
    }

    /// The day of `2026-03-20`; nil for what is none.
    private static func dayNumber(_ text: String) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return date.isValid ? date.dayNumber : nil
    }
}
