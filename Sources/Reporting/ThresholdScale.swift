import AuditModel

/// A value between its bounds, drawn on a line.
struct ThresholdScale {
    let html: HTML

    /// nil where there is no value, or no bound in the unit of the value.
    init?(_ check: CheckResult, _ language: Language) {
        let bounds = check.valueBounds
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
        let zoneRects = zones.filter { $0.2 > $0.1 }.map { name, start, end -> HTML in
            let (x, width) = (SVGNumber.percent(start), SVGNumber.percent(end - start))
            return "<rect class=\"zone \(name)\" x=\"\(x)\" y=\"19\" width=\"\(width)\" height=\"10\" rx=\"5\"/>"
        }
        let ticks = bounds.map { name, threshold -> HTML in
            let position = share(threshold.value)
            let x = SVGNumber.percent(position)
            // Above the line for a warning and below it for a failure, so that both have room.
            let y = name.isFailure ? "46" : "11"
            let anchor = position < 0.15 ? "start" : position > 0.85 ? "end" : "middle"
            let amount = language.numbers.measurement(threshold.value, threshold.unit)
            return """
                <line class="tick" x1="\(x)" x2="\(x)" y1="16" y2="32"/>\
                <text x="\(x)" y="\(y)" text-anchor="\(anchor)">\(name.levelText(in: language)) \(amount)</text>
                """
        }
        let marker = SVGNumber.percent(min(max(share(value), 0.012), 0.988))
        let words = bounds.compactMap { check.thresholdText($0.bound, in: language) }.joined(separator: ", ")
        let label =
            "\(check.valueText(in: language)) \(language("on a line with", "sur une ligne avec :")) \(words)"
        html = """
            <svg class="scale" width="100%" height="52" role="img" aria-label="\(label)">\
            <rect class="track" x="0" y="19" width="100%" height="10" rx="5"/>\(zoneRects)\(ticks)\
            <circle class="marker" cx="\(marker)" cy="24" r="7"/></svg>

            """
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

extension CheckResult {
    /// The bounds that are on the value itself, in its unit: those that can be drawn beside it.
    var valueBounds: [(bound: Thresholds.Bound, threshold: Threshold)] {
        thresholds.all.filter { $0.threshold.unit == unit && (!judgesDeviation || !$0.bound.isUpper) }
    }
}
