/// Numbers as people read them, the same in reasons, on a terminal and in HTML.
///
/// Rounding never hides what matters: 99.97 % is not shown as 100 %, and a value just past a bound is not shown as the bound.
package struct NumberText: Hashable, Sendable {
    /// How numbers are grouped, what stands before a fraction, and how units are called.
    package let language: Language

    /// What reasons, JSON and logs are written in.
    package static let english = NumberText(language: .english)

    /// A number with its unit: `97.2 %`, `3 h 12 min`, `1,234 documents`.
    /// - Parameter others: Numbers of the same unit, such as bounds, that the text must not be mistaken for.
    package func measurement(_ value: Double, _ unit: MeasurementUnit, apartFrom others: [Double] = []) -> String {
        switch unit {
        case .percent: number(value, places: 1, apartFrom: others + [0, 100]) + language(" %", "\u{202F}%")
        case .seconds: duration(value, apartFrom: others)
        case .documents: documents(value)
        case .ratio: number(value, places: 3, apartFrom: others + [0, 1])
        case .scaledDeviations:
            number(value, places: 1, apartFrom: others) + language(" deviations", abs(value) < 2 ? " écart" : " écarts")
        case .count: number(value, places: 1, apartFrom: others)
        case .unixTime: abs(value) < 9e15 ? instant(Instant(milliseconds: Int64((value * 1000).rounded()))) : "–"
        }
    }

    /// A named number; one that is a point in time by its name (`newest_unix_time`) as an instant.
    package func measurement(_ measurement: NamedMeasurement) -> String {
        let milliseconds = measurement.value * 1000
        if measurement.name.hasSuffix("_unix_time"), abs(milliseconds) < 1e17 {
            return instant(Instant(milliseconds: Int64(milliseconds)))
        }
        return self.measurement(measurement.value, measurement.unit)
    }

    /// The difference of two numbers, never negative: percentages differ by points, documents go without saying.
    package func difference(_ value: Double, _ unit: MeasurementUnit) -> String {
        switch unit {
        case .percent: number(value, places: 1, apartFrom: [0]) + (isSingular(value) ? " point" : " points")
        case .documents: number(value, places: 1, apartFrom: [0])
        default: measurement(value, unit, apartFrom: [0])
        }
    }

    /// `1 document`, `1,234 documents`, `1,234.5 documents`.
    package func documents(_ value: Double) -> String {
        number(value, places: 1) + (isSingular(value) ? " document" : " documents")
    }

    /// Whether a noun after a number has no plural mark: in French up to anything below 2, in English after 1 alone.
    package func isSingular(_ value: Double) -> Bool { language(value == 1, abs(value) < 2) }

    /// `1,234`; `1 234` with narrow spaces that do not break.
    package func count(_ value: Int64) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(language(",", "\u{202F}")) }
            grouped.append(digit)
        }
        return (value < 0 ? "−" : "") + grouped
    }

    /// A number with thousands grouped and at most so many decimal places, more where it would look like another number.
    package func number(_ value: Double, places: Int, apartFrom others: [Double] = []) -> String {
        guard value.isFinite else { return "–" }
        let different = others.filter { $0 != value }
        for places in places..<7 {
            let text = rounded(value, places: places)
            if !different.contains(where: { rounded($0, places: places) == text }) { return text }
        }
        return rounded(value, places: 7)
    }

    /// - Parameter places: 0 to 7.
    private func rounded(_ value: Double, places: Int) -> String {
        let size = abs(value)
        guard size < 9e15 else { return (value < 0 ? "−" : "") + (size < 9e18 ? count(Int64(size)) : "\(size)") }
        // At most 2^53 / 10^7 above the point keeps value × scale exact enough to round; beyond, no place after the point is shown.
        let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7][size < 9e8 ? places : 0]
        let steps = Int64((size * scale).rounded())
        let (whole, rest) = steps.quotientAndRemainder(dividingBy: Int64(scale))
        var fraction = rest == 0 ? "" : padded(rest, width: places)
        while fraction.last == "0" { fraction.removeLast() }
        let number = fraction.isEmpty ? count(whole) : "\(count(whole))\(language(".", ","))\(fraction)"
        return (value < 0 && number != "0" ? "−" : "") + number
    }

    /// `18.5 MB`, in powers of 1,000.
    package func bytes(_ value: Int64) -> String {
        var amount = Double(value)
        var units = language(["B", "kB", "MB", "GB", "TB"], ["o", "ko", "Mo", "Go", "To"])[...]
        while amount >= 999.95, units.count > 1 {
            amount /= 1000
            units.removeFirst()
        }
        return number(amount, places: 1) + " " + (units.first ?? "")
    }

    /// `20,000 documents/s`; nil when nothing was read or no time passed.
    package func rate(_ scan: ScanSummary) -> String? {
        guard scan.documents > 0, scan.seconds > 0 else { return nil }
        let rate = Double(scan.documents) / scan.seconds
        return number(rate, places: rate < 10 ? 1 : 0) + " documents/s"
    }

    /// `2026-11-23 06:00 UTC`, `23/11/2026 06:00 UTC`; seconds only where there are any.
    package func instant(_ instant: Instant) -> String {
        let whole = Instant(milliseconds: instant.wholeSeconds * 1000).description.dropLast()
        let text = whole.hasSuffix(":00") ? whole.dropLast(3) : whole
        let parts = text.split(separator: "T", maxSplits: 1)
        return ([day(iso: String(parts[0]))] + parts.dropFirst().map(String.init)).joined(separator: " ") + " UTC"
    }

    /// A calendar day given as `2026-11-23`: so in English, `23/11/2026` in French; anything else stays as it is.
    package func day(iso text: String) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard language == .french, parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return text }
        return parts.reversed().joined(separator: "/")
    }
}

extension NumberText {
    /// `45 s`, `12 min 5 s`, `3 h 12 min`, `5 d 4 h`: the two largest units, more where it would look like another duration.
    package func duration(_ seconds: Double, apartFrom others: [Double] = []) -> String {
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
    private func parts(milliseconds: Double) -> String {
        guard milliseconds < 9e15 else { return "–" }
        var rest = Int64(milliseconds)
        if rest < 1000 { return "\(rest) ms" }
        var parts: [String] = []
        for (size, name) in [(Int64(86_400_000), language("d", "j")), (3_600_000, "h"), (60_000, "min")] {
            if rest < size || (size == 86_400_000 && rest < 2 * size) { continue }
            parts.append("\(count(rest / size)) \(name)")
            rest %= size
        }
        if rest > 0 { parts.append(number(Double(rest) / 1000, places: 3) + " s") }
        return parts.joined(separator: " ")
    }
}
