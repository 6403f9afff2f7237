import AuditChecks
import AuditModel
import TestSupport
import Testing

@Suite("What the last six weeks let expect of a day")
struct WeekdayForecastTests {
    private static let week = [1.0, 1.05, 0.98, 1.02, 0.95, 0.6, 0.45]
    private let today: Int64 = 20_780

    private func days(_ count: Int64 = 49, _ value: (Int64) -> Double) -> [DailyValue] {
        (1...count).map { DailyValue(dayNumber: today - $0, value: value(today - $0)) }
    }

    private func level(_ day: Int64) -> Double { 4000 * Self.week[Int((day + 3) % 7)] }

    @Test("weeks that repeat exactly are forecast exactly, for every weekday")
    func exactWeeks() throws {
        for shift in 0..<7 {
            let day = today + Int64(shift)
            let past = (1...49).map { DailyValue(dayNumber: day - $0, value: level(day - $0)) }
            let forecast = try #require(WeekdayForecast(from: past, for: day))
            #expect(abs(forecast.expected - level(day)) < 1e-6 * level(day))
            #expect(forecast.relativeSpread < 1e-9)
            #expect(abs(try #require(forecast.older) - level(day)) < 1e-6 * level(day))
        }
    }

    @Test("a steady growth is forecast exactly, with or without weeks", arguments: [0.97, 1.0, 1.01, 1.05])
    func growth(factor: Double) throws {
        func power(_ day: Int64) -> Double {
            (0..<(day - today + 60)).reduce(1000) { value, _ in value * factor }
        }
        let flat = try #require(WeekdayForecast(from: days { power($0) }, for: today))
        #expect(abs(flat.expected / power(today) - 1) < 1e-9)
        // With weeks the median of the last seven days falls on changing weekdays, which leaves a little.
        let weekly = try #require(WeekdayForecast(from: days { power($0) * level($0) }, for: today))
        #expect(abs(weekly.expected / (power(today) * level(today)) - 1) < 0.16 * abs(factor - 1) * 20 + 1e-9)
        #expect(weekly.relativeSpread < 5 * abs(factor - 1) + 1e-9)
    }

    @Test("a step is followed within four days, by every weekday at once")
    func step() throws {
        let forecast = try #require(
            WeekdayForecast(from: days { level($0) * ($0 >= today - 4 ? 1.5 : 1) }, for: today))
        #expect(abs(forecast.expected / (1.5 * level(today)) - 1) < 0.05)
        #expect(abs(try #require(forecast.older) / level(today) - 1) < 0.05)
    }

    @Test("single bad days move nothing")
    func outliers() throws {
        let clean = try #require(WeekdayForecast(from: days { level($0) }, for: today))
        let spoilt = try #require(
            WeekdayForecast(from: days { [3, 14, 20, 33].contains(today - $0) ? 1 : level($0) }, for: today))
        #expect(abs(spoilt.expected / clean.expected - 1) < 0.05)
        #expect(spoilt.relativeSpread < 0.05)
    }

    @Test("the order does not matter, nor the day itself, later ones and those too long ago")
    func order() throws {
        var numbers = SeededGenerator(seed: 11)
        for _ in 0..<100 {
            let past = days { level($0) * .random(in: 0.8...1.2, using: &numbers) }
            let forecast = try #require(WeekdayForecast(from: past, for: today))
            #expect(WeekdayForecast(from: past.shuffled(using: &numbers), for: today) == forecast)
            let others = [0, 1, 7, -50, -400].map { DailyValue(dayNumber: today + $0, value: 1e9) }
            #expect(WeekdayForecast(from: others + past, for: today) == forecast)
        }
    }

    @Test("the spread is that of the days, a little wider, and never far off")
    func spread() throws {
        var numbers = SeededGenerator(seed: 12)
        func uniform() -> Double { .random(in: -1...1, using: &numbers) }
        var spreads: [Double] = []
        for _ in 0..<200 {
            // Three uniform numbers together are nearly normal, with a standard deviation of 1.
            let past = days { level($0) * (1 + 0.04 * (uniform() + uniform() + uniform())) }
            spreads.append(try #require(WeekdayForecast(from: past, for: today)).relativeSpread)
        }
        let middle = try #require(SeriesStatistics.median(spreads))
        #expect((0.04...0.07).contains(middle))
        #expect(spreads.allSatisfy { (0.02...0.12).contains($0) })
    }

    @Test("no forecast without four weeks of positive numbers")
    func impossible() {
        #expect(WeekdayForecast(from: [], for: today) == nil)
        #expect(WeekdayForecast(from: days(20) { level($0) }, for: today) == nil)
        #expect(WeekdayForecast(from: days { _ in 0 }, for: today) == nil)
        #expect(WeekdayForecast(from: days { _ in -5 }, for: today) == nil)
        let huge = WeekdayForecast(from: days { $0.isMultiple(of: 2) ? .greatestFiniteMagnitude : 1 }, for: today)
        #expect(huge?.expected.isFinite ?? true)
        #expect(huge?.relativeSpread.isFinite ?? true)
    }

    @Test("a day is carried from its weekday to another")
    func carried() throws {
        let forecast = try #require(WeekdayForecast(from: days { level($0) }, for: today))
        for distance in 1...20 as ClosedRange<Int64> {
            let value = DailyValue(dayNumber: today - distance, value: 2 * level(today - distance))
            #expect(abs(forecast.onJudgedWeekday(value) / (2 * level(today)) - 1) < 1e-9)
        }
    }
}
