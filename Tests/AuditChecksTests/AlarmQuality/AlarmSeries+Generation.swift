import Foundation
import TestSupport

extension AlarmSeries {
    /// A series of a kind; the same seed makes the same one.
    static func make(_ kind: Kind, seed: UInt64) -> AlarmSeries {
        let place = UInt64(Kind.allCases.firstIndex(of: kind) ?? 0)
        var maker = Maker(numbers: SeededGenerator(seed: seed &* 1_000_003 &+ place))
        switch kind {
        case .flat: return maker.flat()
        case .weekly: return maker.weekly()
        case .trend: return maker.trend()
        case .steps: return maker.steps()
        case .outage: return maker.outage()
        case .partial: return maker.partial()
        case .duplicate: return maker.duplicate()
        case .decay: return maker.decay()
        case .holiday: return maker.holiday()
        case .small: return maker.small()
        }
    }

    /// Shares of the level from Monday to Sunday.
    static let week = [1.0, 1.05, 0.98, 1.02, 0.95, 0.6, 0.45]

    /// Makes series: a level a day, times what happens on it, with the chance of counting and a spread of its own.
    private struct Maker {
        var numbers: SeededGenerator
        var factors = Array(repeating: 1.0, count: AlarmSeries.days)
        var labels = Array(repeating: Label.fine, count: AlarmSeries.days)

        /// Nothing happens, and hardly a document more or less.
        mutating func flat() -> AlarmSeries {
            let counts = (0..<AlarmSeries.days).map { _ in 5000 + Int64.random(in: -5...5, using: &numbers) }
            return AlarmSeries(segments: [counts], labels: labels)
        }

        /// Three single days lose from 30 % to everything.
        mutating func weekly() -> AlarmSeries {
            for day in days(3) {
                factors[day] = 1 - .random(in: 0.3...1, using: &numbers)
                labels[day] = .incident
            }
            return series { 4000 * AlarmSeries.week[$0 % 7] }
        }

        /// From 0.3 % to 1.5 % more each day, and two days that lose half.
        mutating func trend() -> AlarmSeries {
            let growth = 1 + Double.random(in: 0.003...0.015, using: &numbers)
            for day in days(2) {
                factors[day] = 0.5
                labels[day] = .incident
            }
            return series { 3000 * pow(growth, Double($0)) }
        }

        /// Half as much again, and later two fifths more, for good: new shops.
        mutating func steps() -> AlarmSeries {
            let steps = days(2, apart: 25).sorted()
            return series { 3000 * ($0 >= steps[0] ? 1.5 : 1) * ($0 >= steps[1] ? 1.4 : 1) }
        }

        mutating func outage() -> AlarmSeries {
            for day in days(2) {
                factors[day] = Bool.random(using: &numbers) ? 0 : 0.05
                labels[day] = .incident
            }
            return series { _ in 4000 }
        }

        /// The smallest of three shops delivers a fifth or less for three days: hardly seen in the whole.
        mutating func partial() -> AlarmSeries {
            let first = days(1)[0]
            let affected = first..<first + 3
            for day in affected { labels[day] = .incident }
            let levels = [2500.0, 1500, 400]
            let segments = levels.indices.map { segment in
                (0..<AlarmSeries.days).map { day in
                    let isBroken = segment == 2 && affected.contains(day)
                    let factor = isBroken ? Double.random(in: 0...0.2, using: &numbers) : 1
                    return count(levels[segment] * AlarmSeries.week[day % 7] * factor)
                }
            }
            return AlarmSeries(segments: segments, labels: labels)
        }

        /// Two days are loaded nearly or wholly twice.
        mutating func duplicate() -> AlarmSeries {
            for day in days(2) {
                factors[day] = .random(in: 1.6...2, using: &numbers)
                labels[day] = .incident
            }
            return series { 4000 * AlarmSeries.week[$0 % 7] }
        }

        /// 2 % less each day for thirty days, then all is well again; an incident from a loss of 30 % on.
        mutating func decay() -> AlarmSeries {
            let first = Int.random(in: AlarmSeries.warmUpDays + 5..<AlarmSeries.warmUpDays + 35, using: &numbers)
            for day in first..<first + 30 {
                factors[day] = pow(0.98, Double(day - first + 1))
                labels[day] = factors[day] <= 0.7 ? .incident : .between
            }
            return series { _ in 4000 }
        }

        /// Holidays on weekdays bring half as much as usual, as everybody but the method knows; one other day is an outage.
        mutating func holiday() -> AlarmSeries {
            for day in days(3) where day % 7 < 5 { factors[day] = .random(in: 0.35...0.55, using: &numbers) }
            let outage = days(1)[0]
            if factors[outage] == 1 {
                factors[outage] = 0.1
                labels[outage] = .incident
            }
            return series { 4000 * AlarmSeries.week[$0 % 7] }
        }

        /// A dozen a day, and two days without any.
        mutating func small() -> AlarmSeries {
            let first = days(1)[0]
            for day in first..<first + 2 {
                factors[day] = 0
                labels[day] = .incident
            }
            return series(spread: 0.15) { _ in 12 }
        }

        private mutating func series(spread: Double = 0.03, _ level: (Int) -> Double) -> AlarmSeries {
            let counts = (0..<AlarmSeries.days).map { count(level($0) * factors[$0], spread: spread) }
            return AlarmSeries(segments: [counts], labels: labels)
        }

        /// Different judged days, at least `apart` days from each other and with room behind them.
        private mutating func days(_ wanted: Int, apart: Int = 8) -> [Int] {
            var list: [Int] = []
            while list.count < wanted {
                let day = Int.random(in: AlarmSeries.warmUpDays + 2..<AlarmSeries.days - 3, using: &numbers)
                if list.allSatisfy({ abs($0 - day) >= apart }) { list.append(day) }
            }
            return list
        }

        /// A count around a level: log-normal with a spread of its own, and the chance of counting on top.
        private mutating func count(_ level: Double, spread: Double = 0.03) -> Int64 {
            poisson(level * exp(spread * normal()))
        }

        /// Box and Muller, 1958.
        private mutating func normal() -> Double {
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &numbers))).squareRoot()
            return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &numbers))
        }

        /// Knuth's product of uniforms for small means, the normal approximation for others.
        private mutating func poisson(_ mean: Double) -> Int64 {
            guard mean > 0 else { return 0 }
            if mean > 50 { return max(0, Int64((mean + mean.squareRoot() * normal()).rounded())) }
            let limit = exp(-mean)
            var product = Double.random(in: 0..<1, using: &numbers)
            var count: Int64 = 0
            while product > limit {
                product *= .random(in: 0..<1, using: &numbers)
                count += 1
            }
            return count
        }
    }
}
