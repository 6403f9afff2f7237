/// Measurements in words for reasons and summaries, in English: `97.2 %`, `3h12m`, `1,234 documents`.
package enum MeasurementText {
    /// A value with its unit.
    package static func text(_ value: Double, _ unit: MeasurementUnit) -> String {
        switch unit {
        case .percent: "\(number(value, decimals: 2)) %"
        case .seconds: duration(value)
        case .documents: documents(value)
        case .ratio: number(value, decimals: 4)
        case .scaledDeviations: "\(number(value, decimals: 2)) scaled deviations"
        }
    }

    /// `1 document`, `1,234 documents`.
    package static func documents(_ value: Double) -> String {
        "\(number(value, decimals: 1)) \(value == 1 ? "document" : "documents")"
    }

    package static func documents(_ value: Int64) -> String { documents(Double(value)) }

    /// Two units are enough to judge an age by: `2d4h`, `3h12m`, `45s`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.magnitude < 9e15 else { return "\(seconds)s" }
        var whole = Int64(seconds.rounded(.toNearestOrAwayFromZero))
        let sign = whole < 0 ? "-" : ""
        whole = abs(whole)
        if whole >= 172_800 { whole -= whole % 3600 } else if whole >= 3600 { whole -= whole % 60 }
        return sign + DurationText.text(seconds: whole)
    }

    /// A number with thousands separators and at most so many decimals; rounding never hides that a value is not 0 or not 100 exactly.
    package static func number(_ value: Double, decimals: Int) -> String {
        guard value.magnitude < 1e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        var scaled = (value.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        if scaled == 100 * scale, value.magnitude != 100 {
            scaled = value.magnitude < 100 ? scaled - 1 : scaled + 1
        }
        let whole = Int64(scaled / scale)
        let fraction = Int64(scaled) - whole * Int64(scale)
        if whole == 0, fraction == 0, value != 0 { return value < 0 ? "-0" : "<\(1 / scale)" }
        var text = grouped(whole)
        if fraction > 0 {
            var digits = padded(fraction, width: decimals)
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return (value < 0 ? "-" : "") + text
    }

    private static func grouped(_ value: Int64) -> String {
        var text = ""
        for (place, digit) in String(value).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
