/// Statistics of a few finite numbers; the order of the numbers never matters.
package enum SeriesStatistics {
    /// Makes the median absolute deviation of normally distributed values estimate their standard deviation: 1 / Φ⁻¹(3/4).
    ///
    /// Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", JASA 88 (1993).
    package static let normalConsistency = 1.4826

    /// The arithmetic mean; nil of nothing.
    package static func mean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        // Added in a fixed order, because floating-point sums depend on it.
        let sorted = values.sorted()
        let count = Double(values.count)
        let sum = sorted.reduce(0, +)
        return sum.isFinite ? sum / count : sorted.reduce(0) { $0 + $1 / count }.clampedToFinite
    }

    /// The middle value, or the mean of the two middle ones; nil of nothing.
    package static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return sorted[middle] }
        let sum = sorted[middle - 1] + sorted[middle]
        return sum.isFinite ? sum / 2 : sorted[middle - 1] / 2 + sorted[middle] / 2
    }

    /// The median of the distances from the median, not scaled; nil of nothing.
    package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
        guard let center = median(values) else { return nil }
        return median(values.map { abs($0 - center).clampedToFinite })
    }
}

extension Double {
    /// The nearest finite number: what is written into a report must be a number.
    var clampedToFinite: Double {
        Swift.min(Swift.max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
}
