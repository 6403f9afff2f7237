/// Numbers as people read them, the same in reasons, on a terminal and in HTML.
///
/// Rounding never hides what matters: 99.97 % is not shown as 100 %, and a value just past a bound is not shown as the bound.
package enum NumberText {
    /// A number with its unit: `97.2 %`, `3 h 12 min`, `1,234 documents`.
    /// - Parameter others: Numbers of the same unit, such as bounds, that the text must not be mistaken for.
    package static func measurement(_ value: Double, _ unit: MeasurementUnit, apartFrom others: [Double] = []) -> String
    {
        switch unit {
        case .percent: number(value, places: 1, apartFrom: others + [0, 100]) + " %"
        case .seconds: duration(value, apartFrom: others)
        case .documents: documents(value)
        case .ratio: number(value, places: 3, apartFrom: others + [0, 1])
        case .scaledDeviations: number(value, places: 1, apartFrom: others) + " deviations"
        case .count: number(value, places: 1, apartFrom: others)
        case .unixTime: abs(value) < 9e15 ? instant(Instant(milliseconds: Int64((value * 1000).rounded()))) : "–"
        }
    }

    /// A named number; one that is a point in time by its name (`newest_unix_time`) as an instant.
    package static func measurement(_ measurement: NamedMeasurement) -> String {
        let milliseconds = measurement.value * 1000
        if measurement.name.hasSuffix("_unix_time"), abs(milliseconds) < 1e17 {
            return instant(Instant(milliseconds: Int64(milliseconds)))
        }
        return NumberText.measurement(measurement.value, measurement.unit)
    }

    /// The difference of two numbers, never negative: percentages differ by points, documents go without saying.
    package static func difference(_ value: Double, _ unit: MeasurementUnit) -> String {
        switch unit {
        case .percent: number(value, places: 1, apartFrom: [0]) + (value == 1 ? " point" : " points")
        case .documents: number(value, places: 1, apartFrom: [0])
        default: measurement(value, unit, apartFrom: [0])
        }
    }

    /// `1 document`, `1,234 documents`, `1,234.5 documents`.
    package static func documents(_ value: Double) -> String {
        number(value, places: 1) + (value == 1 ? " document" : " documents")
    }

    /// `1,234`.
    package static func count(_ value: Int64) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return (value < 0 ? "−" : "") + grouped
    }

    /// A number with thousands grouped and at most so many decimal places, more where it would look like another number.
    package static func number(_ value: Double, places: Int, apartFrom others: [Double] = []) -> String {
        guard value.isFinite else { return "–" }
        let different = others.filter { $0 != value }
        for places in places..<7 {
            let text = rounded(value, places: places)
            if !different.contains(where: { rounded($0, places: places) == text }) { return text }
        }
        return rounded(value, places: 7)
    }

    /// - Parameter places: 0 to 7.
    private static func rounded(_ value: Double, places: Int) -> String {
        let size = abs(value)
        guard size < 9e15 else { return (value < 0 ? "−" : "") + (size < 9e18 ? count(Int64(size)) : "\(size)") }
        // At most 2^53 / 10^7 above the point keeps value × scale exact enough to round; beyond, no place after the point is shown.
        let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7][size < 9e8 ? places : 0]
        let steps = Int64((size * scale).rounded())
        let (whole, rest) = steps.quotientAndRemainder(dividingBy: Int64(scale))
        var fraction = rest == 0 ? "" : padded(rest, width: places)
        while fraction.last == "0" { fraction.removeLast() }
        let number = fraction.isEmpty ? count(whole) : "\(count(whole)).\(fraction)"
        return (value < 0 && number != "0" ? "−" : "") + number
    }

    /// `18.5 MB`, in powers of 1,000.
    package static func bytes(_ value: Int64) -> String {
        var amount = Double(value)
        var units = ["B", "kB", "MB", "GB", "TB"][...]
        while amount >= 999.95, units.count > 1 {
            amount /= 1000
            units.removeFirst()
        }
        return number(amount, places: 1) + " " + (units.first ?? "B")
    }

    /// `20,000 documents/s`; nil when nothing was read or no time passed.
    package static func rate(_ scan: ScanSummary) -> String? {
        guard scan.documents > 0, scan.seconds > 0 else { return nil }
        let rate = Double(scan.documents) / scan.seconds
        return number(rate, places: rate < 10 ? 1 : 0) + " documents/s"
    }

    /// `2026-11-23 06:00 UTC`, seconds only where there are any.
    package static func instant(_ instant: Instant) -> String {
        let whole = Instant(milliseconds: instant.wholeSeconds * 1000).description.dropLast()
        let text = whole.hasSuffix(":00") ? whole.dropLast(3) : whole
        return text.split(separator: "T", maxSplits: 1).joined(separator: " ") + " UTC"
    }
}

extension NumberText {
    /// `45 s`, `12 min 5 s`, `3 h 12 min`, `5 d 4 h`: the two largest units, more where it would look like another duration.
    package static func duration(_ seconds: Double, apartFrom others: [Double] = []) -> String {
        guard seconds.isFinite else { return "–" }
        let size = abs(seconds)
        let resolutions: [Double] = [3600, 60, 1, 0.1, 0.001]
        let usual = size >= 172_800 ? 3600 : size >= 3600 ? 60 : size >= 10 ? 1 : size >= 1 ? 0.1 : 0.001
        let different = others.filter { $0 != seconds }
        for resolution in resolutions where resolution <= usual {
            let steps = (size / resolution).rounded()
            let isAlone = !different.contains { (abs($0) / resolution).rounded() == steps && ($0 < 0) == (seconds < 0) }
            if isAlone || resolution == 0.001 {
                return (seconds < 0 ? "−" : "") + parts(milliseconds: (steps * resolution * 1000).rounded())
            }
        }
        return ""
    }

    /// Every unit that is not zero, days from two days on.
    private static func parts(milliseconds: Double) -> String {
        guard milliseconds < 9e15 else { return "–" }
        var rest = Int64(milliseconds)
        if rest < 1000 { return "\(rest) ms" }
        var parts: [String] = []
        for (size, name) in [(Int64(86_400_000), "d"), (3_600_000, "h"), (60_000, "min")] {
            if rest < size || (name == "d" && rest < 2 * size) { continue }
            parts.append("\(count(rest / size)) \(name)")
            rest %= size
        }
        if rest > 0 { parts.append(number(Double(rest) / 1000, places: 3) + " s") }
        return parts.joined(separator: " ")
    }
}
