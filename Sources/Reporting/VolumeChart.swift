import AuditModel

/// Documents day by day with the band of the baseline, drawn as bars.
struct VolumeChart {
    let chartLabel: String
    let bars: [Bar]
    let bandY: String?
    let bandHeight: String?
    let centerY: String?
    let axisNote: String?
    let hasExcluded: Bool
    let dayRows: [DayRow]

    struct Bar {
        let barClass: String
        let barX: String
        let barWidth: String
        let barY: String
        let barHeight: String
        let barMiddle: String
        let barTextY: String
        /// The height of a dot in place of the bar, where the axis does not begin at 0.
        let barDot: String?
        let barText: String?
        let barDay: String?
    }

    /// A row of the table beside the picture.
    struct DayRow {
        let dayName: String
        let dayCount: String
        let dayRole: String
    }

    private static let top = 22.0
    private static let bottom = 150.0

    /// nil for a check without days.
    init?(_ check: CheckResult) {
        let days = check.details.days.suffix(60)
        guard !days.isEmpty else { return nil }
        let baseline = check.baseline
        let numbers = days.map(\.documents) + [baseline?.upper, baseline?.center].compactMap { $0 }
        let most = max(numbers.max() ?? 1, 1)
        let least = (numbers + [baseline?.lower].compactMap { $0 }).min() ?? 0
        // Where all lies close together, bars from 0 would hide the band; dots may begin elsewhere.
        let isZoomed = days.count > 1 && least > 0.85 * most && least < most
        let low = isZoomed ? max(0, least - 0.5 * (most - least)) : 0
        func height(_ number: Double) -> Double {
            (VolumeChart.bottom - VolumeChart.top) * min(max((number - low) / (most - low), 0), 1)
        }
        func y(_ number: Double) -> Double { VolumeChart.bottom - height(number) }

        let slot = 1 / Double(days.count)
        // Labels of days and numbers have room for so many on a phone.
        let step = (days.count + 7) / 8
        bars = days.enumerated().map { offset, day in
            let isJudged = day.role == .judged
            // Counted from the newest, so that the judged day always has its label.
            let isLabelled = (days.count - 1 - offset).isMultiple(of: step)
            return Bar(
                barClass: isJudged ? "judged \(check.status.styleClass)" : day.role.rawValue,
                barX: SVGNumber.percent(slot * (Double(offset) + 0.17)), barWidth: SVGNumber.percent(slot * 0.66),
                barY: SVGNumber.pixels(y(day.documents)), barHeight: SVGNumber.pixels(height(day.documents)),
                barMiddle: SVGNumber.percent(slot * (Double(offset) + 0.5)),
                barTextY: SVGNumber.pixels(y(day.documents) - (isZoomed ? 12 : 6)),
                barDot: isZoomed ? SVGNumber.pixels(y(day.documents)) : nil,
                barText: isJudged || isLabelled ? VolumeChart.label(day.documents, exactly: isZoomed) : nil,
                barDay: isLabelled ? String(day.day.suffix(5)) : nil)
        }
        if let baseline, baseline.lower != nil || baseline.upper != nil {
            let upper = baseline.upper.map(y) ?? 0
            bandY = SVGNumber.pixels(upper)
            bandHeight = SVGNumber.pixels(y(baseline.lower ?? low) - upper)
        } else {
            bandY = nil
            bandHeight = nil
        }
        centerY = baseline?.center.map { SVGNumber.pixels(y($0)) }
        axisNote = isZoomed ? "The axis begins at \(NumberText.english.number(low, places: 0))." : nil
        hasExcluded = days.contains { $0.role == .excluded }
        dayRows = days.reversed().map { day in
            DayRow(
                dayName: day.day, dayCount: NumberText.english.number(day.documents, places: 1), dayRole: day.role.words
            )
        }
        chartLabel = VolumeChart.label(check, days: days)
    }

    private static func label(_ check: CheckResult, days: ArraySlice<DayCount>) -> String {
        let span = days.count == 1 ? days.first?.day ?? "" : "\(days.first?.day ?? "") to \(days.last?.day ?? "")"
        let judged = days.last { $0.role == .judged }.map {
            "; \(NumberText.english.number($0.documents, places: 1)) on \($0.day) is judged"
        }
        return "Documents a day, \(span)\(judged ?? "")" + (check.baselineText(in: .english).map { "; \($0)" } ?? "")
    }

    /// At most five characters, `4,020`, `18.5k`, `1.2M`; more where small differences are the point.
    private static func label(_ number: Double, exactly: Bool) -> String {
        switch number {
        case ..<999_999.5 where exactly: NumberText.english.number(number.rounded(), places: 0)
        case ..<9999.5: NumberText.english.number(number.rounded(), places: 0)
        case ..<999_500: NumberText.english.number(number / 1000, places: number < 99_950 ? 1 : 0) + "k"
        default: NumberText.english.number(number / 1_000_000, places: number < 99_950_000 ? 1 : 0) + "M"
        }
    }
}

extension DayCount.Role {
    fileprivate var words: String {
        switch self {
        case .baseline: "baseline"
        case .judged: "judged"
        case .excluded: "not used"
        }
    }
}
