import AuditModel

/// The value of a check in its latest runs as a line, with breaches marked.
struct Sparkline {
    let html: HTML

    private static let height = 72.0
    private static let top = 10.0
    private static let bottom = 62.0

    /// nil with less than two values.
    init?(_ check: CheckResult, of report: RunReport, _ language: Language) {
        var outcomes = check.past?.runs.filter(\.value.isFinite) ?? []
        let earlier = outcomes.count
        if let value = check.value, value.isFinite {
            outcomes.append(CheckPast.Outcome(now: report.now, value: value, status: check.status))
        }
        guard outcomes.count > 1, let first = outcomes.first else { return nil }
        let scale = Scale(check, outcomes.map(\.value))
        let step = 96 / Double(outcomes.count - 1)
        // Room for the marks at both ends.
        func x(_ index: Int) -> String { SVGNumber.hundredths(2 + step * Double(index)) }
        func y(_ value: Double) -> String { SVGNumber.pixels(scale.y(value)) }

        let points = outcomes.indices.map { "\(x($0)) \(y(outcomes[$0].value))" }.joined(separator: "L")
        let marks = outcomes.enumerated().map { index, outcome -> HTML in
            let (x, y) = (x(index) + "%", y(outcome.value))
            let status = outcome.status.styleClass
            let isThis = index == earlier
            let mark: HTML? = outcome.status.isTrouble ? "<use href=\"#mark-\(status)\" x=\"\(x)\" y=\"\(y)\"/>" : nil
            let ring: HTML? = isThis ? "<circle class=\"now \(status)\" cx=\"\(x)\" cy=\"\(y)\" r=\"8\"/>" : nil
            let dot: HTML? =
                mark == nil
                ? "<circle class=\"run\(isThis ? " last \(status)" : "")\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(isThis ? "4" : "2")\"/>"
                : nil
            return "\(ring)\(dot)\(mark)"
        }
        let last =
            earlier < outcomes.count
            ? language("this run", "cet audit") : language.numbers.day(of: outcomes[earlier - 1].now)
        let breaches = outcomes.count(where: \.status.isBreach)
        html = """
            <figure class="past">
            <figcaption>\(Sparkline.caption(earlier: earlier, total: outcomes.count, breaches: breaches, language))</figcaption>
            <svg class="spark" width="100%" height="72" role="img" aria-label="\(Sparkline.label(check, outcomes, language))">\
            \(scale.band)\(scale.limits)\
            <svg viewBox="0 0 100 72" preserveAspectRatio="none" width="100%" height="72"><path class="runs" d="M\(points)"/></svg>\
            \(marks)</svg>
            <p class="ends"><span>\(language.numbers.day(of: first.now))</span><span class="parts">\(scale.legend(language))</span>\
            <span>\(last)</span></p>
            <details class="data"><summary>\(language("The runs as a table", "Les audits en tableau"))</summary>
            \(Sparkline.table(check, outcomes, language))</details>
            </figure>

            """
    }

    /// What height stands for what number.
    private struct Scale {
        let low: Double
        let high: Double
        /// Bounds that can be drawn without pressing the line flat.
        let bounds: [(bound: Thresholds.Bound, threshold: Threshold)]
        let baseline: BaselineResult?

        init(_ check: CheckResult, _ values: [Double]) {
            var numbers = values
            baseline = check.baseline.flatMap { $0.lower == nil && $0.upper == nil ? nil : $0 }
            // Against the values and the band, where that is near; one flat line without a band has no size of its own.
            func isNear(_ number: Double) -> Bool {
                let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 0)
                return most == least || max(most, number) - min(least, number) <= 4 * (most - least)
            }
            numbers += [baseline?.lower, baseline?.upper].compactMap { $0 }.filter(isNear)
            bounds = check.valueBounds.filter { isNear($0.threshold.value) }
            numbers += bounds.map(\.threshold.value)
            let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 0)
            let isFlat = most == least
            low = isFlat ? least - 1 : least
            high = isFlat ? most + 1 : most
        }

        func y(_ value: Double) -> Double {
            let share = min(max((value - low) / (high - low), 0), 1)
            return Sparkline.bottom - (Sparkline.bottom - Sparkline.top) * share
        }

        var band: HTML? {
            guard let baseline else { return nil }
            let top = baseline.upper.map(y) ?? 0
            let bottom = baseline.lower.map(y) ?? Sparkline.height
            let (start, height) = (SVGNumber.pixels(top), SVGNumber.pixels(max(bottom - top, 1)))
            return "<rect class=\"band\" x=\"0\" y=\"\(start)\" width=\"100%\" height=\"\(height)\"/>"
        }

        var limits: [HTML] {
            bounds.map { bound, threshold in
                let y = SVGNumber.pixels(y(threshold.value))
                let level = bound.isFailure ? "fail" : "warn"
                return "<line class=\"limit \(level)\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
            }
        }

        /// What the lines and the band are.
        func legend(_ language: Language) -> HTML {
            let lines = bounds.map { bound, threshold in
                "<span class=\"part limit \(bound.isFailure ? "fail" : "warn")\">\(threshold.text(bound, in: language))</span>"
                    as HTML
            }
            let band: HTML? =
                baseline == nil
                ? nil : "<span class=\"part band\">\(language("band that passes", "bande acceptée"))</span>"
            return "\(lines)\(band)"
        }
    }

    private static func caption(earlier: Int, total: Int, breaches: Int, _ language: Language) -> String {
        let runs = language("The last \(total) runs", "Les \(total) derniers audits")
        switch breaches {
        case 0: return runs
        case 1: return runs + language(", 1 with a breach", ", dont 1 avec un seuil franchi")
        default: return runs + language(", \(breaches) with a breach", ", dont \(breaches) avec un seuil franchi")
        }
    }

    private static func label(_ check: CheckResult, _ outcomes: [CheckPast.Outcome], _ language: Language) -> String {
        func text(_ value: Double?) -> String { value.map { language.numbers.measurement($0, check.unit) } ?? "–" }
        let values = outcomes.map(\.value)
        let (least, most) = (text(values.min()), text(values.max()))
        let breached = outcomes.filter(\.status.isBreach).map { language.numbers.day(of: $0.now) }
        let span = language(
            "\(outcomes.count) runs, from \(least) to \(most), \(text(values.last)) at last",
            "\(outcomes.count) audits, de \(least) à \(most), \(text(values.last)) pour finir")
        guard !breached.isEmpty else { return span }
        let shown = breached.suffix(5).joined(separator: ", ")
        let more = breached.count > 5 ? language("among others ", "entre autres ") : ""
        return span + language("; breached \(more)on \(shown)", "\u{202F}; seuil franchi \(more)le \(shown)")
    }

    private static func table(_ check: CheckResult, _ outcomes: [CheckPast.Outcome], _ language: Language) -> HTML {
        let rows = outcomes.reversed().map { outcome -> HTML in
            let value = language.numbers.measurement(outcome.value, check.unit)
            return """
                <tr><th scope="row">\(language.numbers.instant(outcome.now))</th><td>\(value)</td>\
                <td>\(outcome.status.label(in: language))</td></tr>

                """
        }
        return """
            <table><thead><tr><th scope="col">\(language("Run", "Audit"))</th><th scope="col">\(language("Value", "Valeur"))</th>\
            <th scope="col">\(language("Status", "État"))</th></tr></thead><tbody>
            \(rows)</tbody></table>
            """
    }
}
