import AuditModel

/// Documents day by day with the band of the baseline, drawn as bars.
struct VolumeChart {
    private let check: CheckResult
    private let language: Language
    private let days: [DayCount]
    private let low: Double
    private let most: Double
    /// Where all lies close together, bars from 0 would hide the band; dots may begin elsewhere.
    private let isZoomed: Bool

    private static let top = 22.0
    private static let bottom = 150.0
    private static let mostDays = 92

    /// nil for a check without days.
    init?(_ check: CheckResult, _ language: Language) {
        days = check.details.days.suffix(VolumeChart.mostDays)
        guard !days.isEmpty else { return nil }
        self.check = check
        self.language = language
        let baseline = check.baseline
        let numbers = days.map(\.documents) + [baseline?.upper, baseline?.center].compactMap { $0 }
        most = max(numbers.max() ?? 1, 1)
        let least = (numbers + [baseline?.lower].compactMap { $0 }).min() ?? 0
        isZoomed = days.count > 1 && least > 0.85 * most && least < most
        low = isZoomed ? max(0, least - 0.5 * (most - least)) : 0
    }

    var html: HTML {
        let zoomNote = language("The axis begins at", "L’axe commence à")
        let note: HTML? = isZoomed ? " \(zoomNote) \(language.numbers.number(low, places: 0))." : nil
        let usual: HTML? = check.baselineText(in: language).map { "\($0)." }
        return """
            <h4>\(language("Day by day", "Jour par jour"))</h4>
            <svg class="chart" width="100%" height="174" role="img" aria-label="\(label)">\
            \(band)\(isZoomed ? stems : bars)<line class="ground" x1="0" x2="100%" y1="150" y2="150"/>\(center)\
            \(isZoomed ? dots : [])\(texts)</svg>
            \(legend)
            <p class="quiet">\(usual)\(note)</p>
            \(table)
            """
    }

    // MARK: - Places

    private func height(_ number: Double) -> Double {
        (VolumeChart.bottom - VolumeChart.top) * min(max((number - low) / (most - low), 0), 1)
    }

    private func y(_ number: Double) -> Double { VolumeChart.bottom - height(number) }

    /// The middle of a day's slot as a share of the width.
    private func middle(_ offset: Int) -> String { SVGNumber.percent((Double(offset) + 0.5) / Double(days.count)) }

    private func styleClass(_ day: DayCount) -> String {
        day.role == .judged ? "judged \(check.status.styleClass)" : day.role.rawValue
    }

    // MARK: - Marks

    /// One path a role: a day is 100 units wide, its bar 66.
    private var bars: HTML {
        var paths: [(name: String, path: String)] = []
        for (offset, day) in days.enumerated() {
            let name = styleClass(day)
            let index = paths.firstIndex { $0.name == name } ?? paths.endIndex
            if index == paths.endIndex { paths.append((name, "")) }
            let (y, height) = (SVGNumber.pixels(y(day.documents)), SVGNumber.pixels(height(day.documents)))
            paths[index].path += "M\(offset * 100 + 17) \(y)h66v\(height)h-66z"
        }
        let marks = paths.map { "<path class=\"day \($0.name)\" d=\"\($0.path)\"/>" as HTML }
        return """
            <svg viewBox="0 0 \(days.count * 100) 174" preserveAspectRatio="none" width="100%" height="174">\(marks)</svg>
            """
    }

    private var stems: HTML {
        HTML(
            days.enumerated().map { offset, day in
                let (x, y) = (middle(offset), SVGNumber.pixels(y(day.documents)))
                return "<line class=\"stem\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(y)\" y2=\"150\"/>"
            })
    }

    private var dots: [HTML] {
        let radius = days.count > 31 ? "4" : "7"
        return days.enumerated().map { offset, day in
            let (x, y) = (middle(offset), SVGNumber.pixels(y(day.documents)))
            return "<circle class=\"day \(styleClass(day))\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"/>"
        }
    }

    private var band: HTML? {
        guard let baseline = check.baseline, baseline.lower != nil || baseline.upper != nil else { return nil }
        let upper = baseline.upper.map(y) ?? 0
        let (start, height) = (SVGNumber.pixels(upper), SVGNumber.pixels(y(baseline.lower ?? low) - upper))
        return "<rect class=\"band\" x=\"0\" y=\"\(start)\" width=\"100%\" height=\"\(height)\"/>"
    }

    private var center: HTML? {
        check.baseline?.center.map {
            let y = SVGNumber.pixels(y($0))
            return "<line class=\"center\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
    }

    // MARK: - Words

    /// Eight labels have room on a phone, five where the outer ones are moved inwards. With many days only the judged one has its number: others would stand
    /// on the bars beside them.
    private var texts: [HTML] {
        let labels = days.count > 31 ? 5 : 8
        let step = (days.count + labels - 1) / labels
        return days.enumerated().map { offset, day in
            // Counted from the newest, so that the judged day always has its label.
            let isLabelled = (days.count - 1 - offset).isMultiple(of: step)
            let isCounted = day.role == .judged || (isLabelled && days.count <= 31)
            let x = middle(offset)
            let isFirst = days.count > 12 && offset == 0
            let anchor = isFirst ? "start" : days.count > 12 && offset > days.count - 3 ? "end" : "middle"
            let dayX = anchor == "end" ? "100%" : anchor == "start" ? "0" : x
            let dayText: HTML? =
                isLabelled
                ? "<text class=\"axis\" x=\"\(dayX)\" y=\"168\" text-anchor=\"\(anchor)\">\(language.numbers.shortDay(iso: day.day))</text>"
                : nil
            let countY = SVGNumber.pixels(y(day.documents) - (isZoomed ? 12 : 6))
            let countText: HTML? =
                isCounted
                ? "<text class=\"count\" x=\"\(dayX)\" y=\"\(countY)\" text-anchor=\"\(anchor)\">\(shortCount(day.documents))</text>"
                : nil
            return "\(dayText)\(countText)"
        }
    }

    private var legend: HTML {
        let excluded = days.contains { $0.role == .excluded }
        let hasBand = check.baseline?.lower != nil || check.baseline?.upper != nil
        func part(_ name: String, _ text: String) -> HTML { "<span class=\"part \(name)\">\(text)</span>" }
        let parts: [HTML?] = [
            part("judged \(check.status.styleClass)", DayCount.Role.judged.words(in: language)),
            part("baseline", DayCount.Role.baseline.words(in: language)),
            excluded ? part("excluded", DayCount.Role.excluded.words(in: language)) : nil,
            hasBand ? part("band", language("band that passes", "bande acceptée")) : nil,
            check.baseline?.center == nil ? nil : part("center", language("usual", "habituel")),
        ]
        return "<p class=\"parts legend\">\(parts.compactMap { $0 })</p>"
    }

    private var label: String {
        let numbers = language.numbers
        let (first, last) = (numbers.day(iso: days[0].day), numbers.day(iso: days[days.count - 1].day))
        let span = days.count == 1 ? first : language("\(first) to \(last)", "du \(first) au \(last)")
        let judged = days.last { $0.role == .judged }.map { day in
            let (count, name) = (numbers.number(day.documents, places: 1), numbers.day(iso: day.day))
            return language("; \(count) on \(name) is judged", "\u{202F}; \(count) le \(name), jour jugé")
        }
        let usual = check.baselineText(in: language).map { language("; ", "\u{202F}; ") + $0 }
        return "\(language("Documents a day,", "Documents par jour,")) \(span)\(judged ?? "")\(usual ?? "")"
    }

    private var table: HTML {
        let rows = days.reversed().map { day -> HTML in
            """
            <tr><th scope="row">\(language.numbers.day(iso: day.day))</th><td>\(language.numbers.number(day.documents, places: 1))</td>\
            <td>\(day.role.words(in: language))</td></tr>

            """
        }
        return """
            <details class="data"><summary>\(language("The days as a table", "Les jours en tableau"))</summary>
            <table><thead><tr><th scope="col">\(language("Day", "Jour"))</th><th scope="col">Documents</th>\
            <th scope="col">\(language("Use", "Emploi"))</th></tr></thead><tbody>
            \(rows)</tbody></table>
            </details>

            """
    }

    /// At most five characters, `4,020`, `18.5k`, `1.2M`; more where small differences are the point.
    private func shortCount(_ number: Double) -> String {
        let numbers = language.numbers
        switch number {
        case ..<999_999.5 where isZoomed: return numbers.number(number.rounded(), places: 0)
        case ..<9999.5: return numbers.number(number.rounded(), places: 0)
        case ..<999_500: return numbers.number(number / 1000, places: number < 99_950 ? 1 : 0) + "k"
        default: return numbers.number(number / 1_000_000, places: number < 99_950_000 ? 1 : 0) + "M"
        }
    }
}
