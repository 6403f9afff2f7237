import AuditChecks
import AuditModel
import TestSupport
import Testing

@Suite("How far a value lies from its past")
struct BaselineMeasureTests {
    private func measure(
        _ series: [Double], _ method: BaselineMethod, direction: BaselineDirection = .both, ignoreBelow: Double = 0,
        unit: MeasurementUnit = .documents
    ) throws -> BaselineMeasure {
        try #require(
            BaselineMeasure(
                of: series, method: method, direction: direction, ignoreBelow: ignoreBelow, unit: unit))
    }

    @Test("absolute: documents from the mean")
    func absolute() throws {
        let measure = try measure([900, 1000, 1100, 1000], .absolute)
        #expect(measure.center == 1000)
        #expect(measure.deviation(of: 799) == 201)
        #expect(measure.band(limit: 200) == (lower: 800, upper: 1200))
    }

    @Test("relative: percent of the mean")
    func relative() throws {
        let measure = try measure([900, 1000, 1100, 1000], .relative)
        #expect(measure.deviation(of: 750) == 25)
        #expect(measure.deviation(of: 1250) == 25)
        #expect(measure.band(limit: 25) == (lower: 750, upper: 1250))
    }

    @Test("robust: the example of Leys et al. (2013)")
    func published() throws {
        let series: [Double] = [1, 3, 3, 6, 8, 10, 10, 1000]
        let deviation = try #require(SeriesStatistics.medianAbsoluteDeviation(series))
        #expect(abs(deviation * SeriesStatistics.normalConsistency - 5.1891) < 1e-9)
        let measure = try measure(series, .robust)
        #expect(measure.center == 7)
        #expect(abs(measure.unitLength - 5.1891) < 1e-9, "above the noise of √7")
        #expect(abs(try #require(measure.deviation(of: 1000)) - 993 / 5.1891) < 1e-9)
    }

    @Test("robust: a flat series has the noise of counting, and small counts one document")
    func floors() throws {
        #expect(try measure([10_000, 10_000, 10_000], .robust).unitLength == 100)
        #expect(try measure([0, 0, 0], .robust).unitLength == 1)
        #expect(try measure([0.25, 0.25, 0.25], .robust).unitLength == 1)
        #expect(try measure([97, 97, 97], .robust, unit: .ratio).unitLength == 0.097)
        #expect(try measure([0, 0, 0], .robust, unit: .ratio).unitLength > 0)
        // A spread beyond the noise is what counts.
        #expect(try measure([9000, 10_000, 11_000], .robust).unitLength == 1482.6)
    }

    @Test("robust: one bad day moves nothing")
    func outlier() throws {
        let clean = try measure([1000, 1010, 990, 1005, 995, 1002, 998], .robust)
        let spoilt = try measure([1000, 1010, 990, 1005, 995, 1002, 0], .robust)
        #expect(abs(clean.center - spoilt.center) <= 2)
        #expect(spoilt.breaches(500, limit: 4))
        #expect(!spoilt.breaches(1010, limit: 4))
    }

    @Test("the guard widens the band, in the centre's own measure")
    func guarding() throws {
        let measure = try measure([1000, 1000, 1000], .robust, ignoreBelow: 0.2)
        #expect(measure.band(limit: 4) == (lower: 800, upper: 1200))
        #expect(!measure.breaches(800, limit: 4))
        #expect(measure.breaches(799, limit: 4))
        let wide = measure.band(limit: 10)
        #expect(wide.lower == 1000 - 10 * 1000.0.squareRoot())
    }

    @Test("around a mean of zero percent has no meaning, but a change is one")
    func zeroMean() throws {
        let measure = try measure([0, 0, 0], .relative)
        #expect(measure.deviation(of: 0) == 0)
        #expect(measure.deviation(of: 5) == nil)
        #expect(measure.band(limit: 50) == (lower: 0, upper: 0))
        #expect(measure.breaches(1, limit: 50))
        #expect(!measure.breaches(0, limit: 50))
    }

    @Test("nothing has no centre")
    func empty() {
        for method in BaselineMethod.allCases {
            #expect(BaselineMeasure(of: [], method: method, ignoreBelow: 0, unit: .documents) == nil)
        }
        #expect(SeriesStatistics.mean([]) == nil)
        #expect(SeriesStatistics.median([]) == nil)
        #expect(SeriesStatistics.medianAbsoluteDeviation([]) == nil)
    }

    @Test("the edge of the band passes, just beyond breaches", arguments: BaselineMethod.allCases)
    func edges(method: BaselineMethod) throws {
        var numbers = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let series = randomSeries(&numbers)
            let direction = BaselineDirection.allCases.randomElement(using: &numbers)!
            let limit = [0, 0.5, 4, 25, 200].randomElement(using: &numbers)!
            let measure = try measure(
                series, method, direction: direction, ignoreBelow: [0, 0.1, 0.5].randomElement(using: &numbers)!,
                unit: Bool.random(using: &numbers) ? .documents : .ratio)
            let band = measure.band(limit: limit)
            #expect((band.lower == nil) == (direction == .spike))
            #expect((band.upper == nil) == (direction == .drop))
            #expect(!measure.breaches(measure.center, limit: limit))
            if let lower = band.lower {
                #expect(!measure.breaches(lower, limit: limit))
                #expect(measure.breaches(lower.nextDown, limit: limit))
            } else {
                #expect(!measure.breaches(-1e300, limit: limit))
            }
            if let upper = band.upper {
                #expect(!measure.breaches(upper, limit: limit))
                #expect(measure.breaches(upper.nextUp, limit: limit))
            } else {
                #expect(!measure.breaches(1e300, limit: limit))
            }
        }
    }

    @Test("agrees with a second, plain implementation", arguments: BaselineMethod.allCases)
    func reference(method: BaselineMethod) throws {
        var numbers = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let series = randomSeries(&numbers)
            let isCount = Bool.random(using: &numbers)
            let share = [0, 0.1, 0.3].randomElement(using: &numbers)!
            let limit = [0.5, 4, 25].randomElement(using: &numbers)!
            let value = series[0] * .random(in: 0...2, using: &numbers)
            let measure = try measure(series, method, ignoreBelow: share, unit: isCount ? .documents : .ratio)

            let (center, deviation) = naive(value, series, method, isCount: isCount)
            #expect(abs(measure.center - center) <= 1e-9 * max(1, abs(center)))
            guard let deviation else { continue }
            let own = try #require(measure.deviation(of: value))
            #expect(abs(own - deviation) <= 1e-6 * max(1, deviation), "\(series) \(value)")
            // Near the edge rounding decides; away from it the two must agree.
            guard abs(deviation - limit) > 1e-6, abs(abs(value - center) - share * abs(center)) > 1e-6 else { continue }
            #expect(
                measure.breaches(value, limit: limit)
                    == (deviation > limit && abs(value - center) > share * abs(center)))
        }
    }

    @Test("the order of the past does not matter, to the last bit", arguments: BaselineMethod.allCases)
    func order(method: BaselineMethod) throws {
        var numbers = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let series = randomSeries(&numbers)
            let one = try measure(series, method)
            #expect(try measure(series.shuffled(using: &numbers), method) == one)
        }
    }

    @Test("extremes never become infinite or no number", arguments: BaselineMethod.allCases)
    func extremes(method: BaselineMethod) throws {
        let huge = Double.greatestFiniteMagnitude
        let tiny = Double.leastNonzeroMagnitude
        for series in [
            [huge, huge, huge], [-huge, huge, 0], [tiny, tiny, tiny], [-huge, -huge, huge, huge], [0, 0, 0],
        ] {
            for share in [0, 0.1, 100] {
                let measure = try measure(series, method, ignoreBelow: share)
                #expect(measure.center.isFinite && measure.unitLength.isFinite && measure.ignoredDistance.isFinite)
                for value in [0, 1, -huge, huge, tiny] {
                    #expect(measure.deviation(of: value)?.isFinite ?? true)
                    let band = measure.band(limit: 1e300)
                    #expect(try #require(band.lower).isFinite && #require(band.upper).isFinite)
                }
            }
        }
    }

    /// Three to nine values: counts, fractions, flat, zero, negative.
    private func randomSeries(_ numbers: inout SeededGenerator) -> [Double] {
        let count = Int.random(in: 3...9, using: &numbers)
        switch Int.random(in: 0...4, using: &numbers) {
        case 0: return (0..<count).map { _ in Double(Int.random(in: 0...100_000, using: &numbers)) }
        case 1: return (0..<count).map { _ in .random(in: 0...100, using: &numbers) }
        case 2: return Array(repeating: Double(Int.random(in: 0...1000, using: &numbers)), count: count)
        case 3: return (0..<count).map { _ in .random(in: -5...5, using: &numbers) }
        default: return (0..<count).map { _ in 1000 + Double(Int.random(in: -3...3, using: &numbers)) }
        }
    }

    private func naive(
        _ value: Double, _ series: [Double], _ method: BaselineMethod, isCount: Bool
    ) -> (center: Double, deviation: Double?) {
        func middle(_ values: [Double]) -> Double {
            var rest = values.sorted()
            while rest.count > 2 {
                rest.removeFirst()
                rest.removeLast()
            }
            return rest.reduce(0, +) / Double(rest.count)
        }
        let mean = series.reduce(0, +) / Double(series.count)
        switch method {
        case .absolute: return (mean, abs(value - mean))
        case .relative: return (mean, abs(mean) < 1e-12 ? nil : abs(value - mean) / abs(mean) * 100)
        case .robust:
            let center = middle(series)
            let spread = middle(series.map { abs($0 - center) })
            let least = isCount ? max(abs(center).squareRoot(), 1) : max(abs(center) * 0.001, 1e-9)
            return (center, abs(value - center) / max(1.4826 * spread, least))
        }
    }
}
