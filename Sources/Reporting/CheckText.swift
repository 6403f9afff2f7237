package import AuditModel

/// What reports say of a check, in the same words on a terminal and in HTML.
extension CheckResult {
    /// `97.2 %`, or a dash when it could not be measured.
    package var valueText: String {
        guard let value else { return "–" }
        let bounds = thresholds.all.filter { $0.threshold.unit == unit }.map(\.threshold.value)
        let band = [baseline?.lower, baseline?.upper].compactMap { $0 }
        return NumberText.measurement(value, unit, apartFrom: bounds + band)
    }

    /// `fail below 90 %`; for a volume `fail beyond ±4 deviations`.
    package func thresholdText(_ bound: Thresholds.Bound) -> String? {
        guard let threshold = thresholds[bound] else { return nil }
        if bound.isUpper, judgesDeviation, let baseline { return deviationText(bound, threshold, baseline) }
        let amount = NumberText.measurement(threshold.value, threshold.unit)
        return "\(bound.isFailure ? "fail" : "warn") \(bound.isUpper ? "above" : "below") \(amount)"
    }

    /// `fail beyond ±4 deviations` of the check's `anomaly`; nil without one.
    private var anomalyText: String? {
        guard let baseline, let all = baseline.thresholds?.all,
            let (bound, threshold) = all.first(where: { $0.bound.isFailure }) ?? all.first
        else { return nil }
        return deviationText(bound, threshold, baseline)
    }

    private func deviationText(
        _ bound: Thresholds.Bound, _ threshold: Threshold, _ baseline: BaselineResult
    ) -> String {
        let amount = NumberText.measurement(threshold.value, threshold.unit)
        let sign =
            switch (baseline.lower, baseline.upper) {
            case (nil, .some): "+"
            case (.some, nil): "−"
            default: "±"
            }
        return "\(bound.isFailure ? "fail" : "warn") beyond \(sign)\(amount)"
    }

    /// The bound to name where there is room for one: the one that `headroom` is about, else the first.
    package var mainThresholdText: String {
        guard let first = thresholds.all.first?.bound else { return anomalyText ?? "no threshold" }
        if let headroom, headroom.bound == nil, let anomalyText { return anomalyText }
        let failing = thresholds.all.first { $0.bound.isFailure }?.bound ?? first
        return thresholdText(headroom?.bound ?? failing) ?? ""
    }

    /// `learning 2 of 3 days`; nil unless the check is learning.
    package var learningText: String? {
        guard status == .learning, let baseline else { return nil }
        return "learning \(baseline.days) of \(baseline.daysNeeded) days"
    }

    /// `usual 4,020, band 3,316 to 4,724 (7 days)`; nil without a centre.
    package var baselineText: String? {
        guard let baseline, let center = baseline.center else { return nil }
        let band =
            switch (baseline.lower, baseline.upper) {
            case (let lower?, let upper?): ", band \(plain(lower)) to \(plain(upper))"
            case (let lower?, nil): ", at least \(plain(lower))"
            case (nil, let upper?): ", at most \(plain(upper))"
            case (nil, nil): ""
            }
        return "usual \(plain(center))\(band) (\(baseline.days) \(baseline.days == 1 ? "day" : "days"))"
    }

    private func plain(_ number: Double) -> String {
        unit == .documents
            ? NumberText.number(number, places: 1) : NumberText.measurement(number, unit, apartFrom: [])
    }

    /// Fields that have cells missing or of a wrong type, worst first.
    package var worstFields: [FieldCompleteness] {
        details.fields.enumerated()
            .filter { $0.element.present < $0.element.cells || $0.element.wrongType > 0 || $0.element.cells == 0 }
            .sorted { left, right in
                let first = left.element.completeness ?? -1
                let second = right.element.completeness ?? -1
                return first != second ? first < second : left.offset < right.offset
            }
            .map(\.element)
    }

    /// Rules by documents that break them, most first; rules that nothing breaks last, in the order of the suite.
    package var rulesByDamage: [RuleCount] {
        details.rules.enumerated()
            .sorted { left, right in
                left.element.documents != right.element.documents
                    ? left.element.documents > right.element.documents : left.offset < right.offset
            }
            .map(\.element)
    }
}

extension CheckStatus {
    /// The worst first: what could not be looked at comes before what was seen to be bad.
    package var severity: Int {
        switch self {
        case .notEvaluated: 0
        case .fail: 1
        case .warn: 2
        case .learning: 3
        case .pass: 4
        }
    }
}

extension RunReport {
    /// The checks, the worst first, else in the order of the suite.
    package var checksBySeverity: [CheckResult] {
        shownChecks.enumerated()
            .sorted { left, right in
                left.element.status.severity != right.element.status.severity
                    ? left.element.status.severity < right.element.status.severity : left.offset < right.offset
            }
            .map(\.element)
    }

    /// Checks of the whole collection, and those of single segments that are in trouble, as far as people read.
    private var shownChecks: [CheckResult] {
        var segments = 0
        return checks.filter { check in
            guard check.segment != nil else { return true }
            guard check.status.isTrouble else { return false }
            segments += 1
            return segments <= RunReport.mostShownSegments
        }
    }

    private static let mostShownSegments = 20

    /// The results of single segments in one line; nil when there are none.
    package var segmentsHeadline: String? {
        let segments = checks.filter { $0.segment != nil }
        guard !segments.isEmpty else { return nil }
        func count(_ status: CheckStatus) -> Int { segments.filter { $0.status == status }.count }
        let words: [(CheckStatus, String)] = [
            (.notEvaluated, "not evaluated"), (.fail, "failed"), (.warn, "in warning"), (.learning, "learning"),
            (.pass, "passed"),
        ]
        let parts = words.filter { count($0.0) > 0 }.map { "\(NumberText.count(Int64(count($0.0)))) \($0.1)" }
        let names = Set(segments.compactMap(\.segment)).count
        let troubled = segments.filter(\.status.isTrouble).count
        let rest =
            troubled > RunReport.mostShownSegments
            ? "; \(RunReport.mostShownSegments) of \(troubled) are shown, the report has all" : ""
        return "\(NumberText.count(Int64(names))) segments: \(parts.joined(separator: ", "))\(rest)"
    }

    /// The run in one line: `2 of 5 checks failed, 1 warning`. Segments have a line of their own, see ``segmentsHeadline``.
    package var headline: String {
        if reason != nil { return "The audit could not be completed" }
        let checks = checks.filter { $0.segment == nil }
        func count(_ status: CheckStatus) -> Int { checks.filter { $0.status == status }.count }
        func ofAll(_ number: Int) -> String { "\(number) of \(checks.count) checks" }
        var parts: [String] = []
        if count(.notEvaluated) > 0 { parts.append("\(ofAll(count(.notEvaluated))) could not be evaluated") }
        if count(.fail) > 0 {
            parts.append(parts.isEmpty ? "\(ofAll(count(.fail))) failed" : "\(count(.fail)) failed")
        }
        if count(.warn) > 0 { parts.append(count(.warn) == 1 ? "1 warning" : "\(count(.warn)) warnings") }
        if parts.isEmpty {
            if count(.learning) == checks.count { return "Nothing was judged yet: \(count(.learning)) learning" }
            let passed = count(.pass)
            parts.append(
                passed == checks.count
                    ? (passed == 1 ? "The check passed" : "All \(passed) checks passed") : "\(ofAll(passed)) passed")
        }
        if count(.learning) > 0 { parts.append("\(count(.learning)) learning") }
        return parts.joined(separator: ", ")
    }
}

extension CheckStatus {
    /// Whether somebody should look.
    var isTrouble: Bool { self == .fail || self == .warn || self == .notEvaluated }
}
