import AuditModel
import Foundation
import TestSupport
import Testing

@Suite("Calendar dates")
struct CivilDateTests {
    @Test("every day from 1600 to 2400 follows the one before, and is found again from its number")
    func everyDay() {
        var year = 1600
        var month = 1
        var day = 1
        // 1 January 1600 was a Saturday.
        var weekday = 6
        var number = CivilDate(year: 1600, month: 1, day: 1).dayNumber
        #expect(number == -135_140)
        while year < 2401 {
            let date = CivilDate(dayNumber: number)
            let isRight =
                date.year == year && date.month == month && date.day == day && date.dayNumber == number && date.isValid
                && date.isoWeekday == weekday
            // Asked once a day only when something is wrong: 292,000 expectations would take seconds.
            if !isRight {
                Issue.record("\(date) is not \(year)-\(month)-\(day), weekday \(weekday)")
                return
            }
            number += 1
            weekday = weekday % 7 + 1
            let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let length = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > length { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(number == 157_420, "801 years")
    }

    @Test("agrees with Foundation's calendar")
    func foundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        var numbers = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let number = Int64.random(in: -135_140...800_000, using: &numbers)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let date = CivilDate(dayNumber: number)
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
            #expect(date.isoWeekday == (try #require(parts.weekday) + 5) % 7 + 1)
        }
    }

    @Test("far years come back too")
    func farYears() {
        var numbers = SeededGenerator(seed: 12)
        for _ in 0..<5000 {
            let number = Int64.random(in: -110_000_000_000...110_000_000_000, using: &numbers)
            let date = CivilDate(dayNumber: number)
            #expect(date.dayNumber == number && date.isValid, "\(date)")
        }
    }

    @Test("days that do not exist are not valid")
    func invalid() {
        let none = [
            (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32), (2026, 4, 31), (2026, 2, 29), (1900, 2, 29),
            (2100, 2, 29), (2024, 2, 30), (2026, -1, -1),
        ]
        for (year, month, day) in none { #expect(!CivilDate(year: year, month: month, day: day).isValid) }
        for (year, month, day) in [(2024, 2, 29), (2000, 2, 29), (0, 12, 31), (-4, 2, 29)] {
            #expect(CivilDate(year: year, month: month, day: day).isValid)
        }
    }

    @Test("is written as ISO 8601 says, and ordered by time")
    func textAndOrder() {
        #expect(CivilDate(year: 2026, month: 1, day: 2).description == "2026-01-02")
        #expect(CivilDate(year: 7, month: 10, day: 12).description == "0007-10-12")
        #expect(CivilDate(year: -44, month: 3, day: 15).description == "-44-03-15")
        #expect(CivilDate(year: 10_000, month: 1, day: 1).description == "+10000-01-01")
        var numbers = SeededGenerator(seed: 13)
        for _ in 0..<1000 {
            let first = Int64.random(in: -5000...5000, using: &numbers)
            let second = Int64.random(in: -5000...5000, using: &numbers)
            #expect((CivilDate(dayNumber: first) < CivilDate(dayNumber: second)) == (first < second))
        }
    }
}
