import AuditModel

/// A value between its bounds, drawn on a line.
struct ThresholdScale {
    let scaleLabel: String
    let zones: [Zone]
    let ticks: [Tick]
    let markerX: String

    /// A stretch of the line where the check would warn or fail.
    struct Zone {
        let zoneClass: String
        let zoneX: String
        let zoneWidth: String
    }

    /// A bound with its text, above the line for a warning and below it for a failure.
    struct Tick {
        let tickX: String
        let tickY: String
        let tickAnchor: String
        let tickText: String
    }

    /// nil where there is no value, or no bound in the unit of the value.
    init?(_ check: CheckResult) {
        let bounds = check.thresholds.all.filter {
            $0.threshold.unit == check.unit && (!check.judgesDeviation || !$0.bound.isUpper)
        }
        guard let value = check.value, value.isFinite, !bounds.isEmpty else { return nil }
        let (low, high) = ThresholdScale.range(value, bounds, unit: check.unit)
        func share(_ number: Double) -> Double { min(max((number - low) / (high - low), 0), 1) }
        func bound(_ name: Thresholds.Bound) -> Double? {
            bounds.first { $0.bound == name }.map { share($0.threshold.value) }
        }
        var zones: [(String, Double, Double)] = []
        if let warn = bound(.warnBelow) { zones.append(("warn", bound(.failBelow) ?? 0, warn)) }
        if let fail = bound(.failBelow) { zones.append(("fail", 0, fail)) }
        if let warn = bound(.warnAbove) { zones.append(("warn", warn, bound(.failAbove) ?? 1)) }
        if let fail = bound(.failAbove) { zones.append(("fail", fail, 1)) }
        self.zones = zones.filter { $0.2 > $0.1 }.map {
            Zone(zoneClass: $0.0, zoneX: SVGNumber.percent($0.1), zoneWidth: SVGNumber.percent($0.2 - $0.1))
        }
        ticks = bounds.map { name, threshold in
            let position = share(threshold.value)
            return Tick(
                tickX: SVGNumber.percent(position), tickY: name.isFailure ? "46" : "11",
                tickAnchor: position < 0.15 ? "start" : position > 0.85 ? "end" : "middle",
                tickText:
                    "\(name.isFailure ? "fail" : "warn") \(NumberText.english.measurement(threshold.value, threshold.unit))"
            )
        }
        markerX = SVGNumber.percent(min(max(share(value), 0.012), 0.988))
        let words = bounds.compactMap { check.thresholdText($0.bound, in: .english) }.joined(separator: ", ")
        scaleLabel = "\(check.valueText(in: .english)) on a line with \(words)"
    }

    /// The ends of the line: around value and bounds, with the interesting part in the middle.
    private static func range(
        _ value: Double, _ bounds: [(bound: Thresholds.Bound, threshold: Threshold)], unit: MeasurementUnit
    ) -> (Double, Double) {
        let numbers = bounds.map(\.threshold.value) + [value]
        let least = numbers.min() ?? 0
        let most = numbers.max() ?? 0
        let hasLower = bounds.contains { !$0.bound.isUpper }
        let hasUpper = bounds.contains { $0.bound.isUpper }
        var low = min(0, least)
        var high = most * (hasUpper ? 1.35 : 1.15)
        if unit == .percent {
            high = hasLower ? 100 : min(100, high)
            if !hasUpper { low = max(0, least - (100 - least) * 0.4) }
        }
        high = max(high, most)
        return high > low ? (low, high) : (low, low + 1)
    }
}
