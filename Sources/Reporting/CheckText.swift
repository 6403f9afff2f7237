package import AuditModel

/// What reports say of a check, in the same words on a terminal and in HTML.
extension CheckResult {
    /// `97.2 %`, or a dash when it could not be measured.
    package func valueText(in language: Language) -> String {
        guard let value else { return "–" }
        let bounds = thresholds.all.filter { $0.threshold.unit == unit }.map(\.threshold.value)
        let band = [baseline?.lower, baseline?.upper].compactMap { $0 }
        return language.numbers.measurement(value, unit, apartFrom: bounds + band)
    }

    /// `fail below 90 %`; for a volume `fail beyond ±4 deviations`.
    package func thresholdText(_ bound: Thresholds.Bound, in language: Language) -> String? {
        guard let threshold = thresholds[bound] else { return nil }
        if bound.isUpper, judgesDeviation, let baseline { return deviationText(bound, threshold, baseline, language) }
        let amount = language.numbers.measurement(threshold.value, threshold.unit)
        let side = bound.isUpper ? language("above", "au-dessus de") : language("below", "au-dessous de")
        return "\(bound.levelText(in: language)) \(side) \(amount)"
    }

    /// `fail beyond ±4 deviations` of the check's `anomaly`; nil without one.
    private func anomalyText(_ language: Language) -> String? {
        guard let baseline, let all = baseline.thresholds?.all,
            let (bound, threshold) = all.first(where: { $0.bound.isFailure }) ?? all.first
        else { return nil }
        return deviationText(bound, threshold, baseline, language)
    }

    private func deviationText(
        _ bound: Thresholds.Bound, _ threshold: Threshold, _ baseline: BaselineResult, _ language: Language
    ) -> String {
        let amount = language.numbers.measurement(threshold.value, threshold.unit)
        let sign =
            switch (baseline.lower, baseline.upper) {
            case (nil, .some): "+"
            case (.some, nil): "−"
            default: "±"
            }
        return "\(bound.levelText(in: language)) \(language("beyond", "au-delà de")) \(sign)\(amount)"
    }

    /// The bound to name where there is room for one: the one that `headroom` is about, else the first.
    package func mainThresholdText(in language: Language) -> String {
        guard let first = thresholds.all.first?.bound else {
            return anomalyText(language) ?? language("no threshold", "sans seuil")
        }
        if let headroom, headroom.bound == nil, let anomalyText = anomalyText(language) { return anomalyText }
        let failing = thresholds.all.first { $0.bound.isFailure }?.bound ?? first
        return thresholdText(headroom?.bound ?? failing, in: language) ?? ""
    }

    /// `learning 2 of 3 days`; nil unless the check is learning.
    package func learningText(in language: Language) -> String? {
        guard status == .learning, let baseline else { return nil }
        let (days, needed) = (baseline.days, baseline.daysNeeded)
        return language("learning \(days) of \(needed) days", "apprentissage\u{202F}: \(days) jours sur \(needed)")
    }

    /// `usual 4,020, band 3,316 to 4,724 (7 days)`; nil without a centre.
    package func baselineText(in language: Language) -> String? {
        guard let baseline, let center = baseline.center else { return nil }
        func plain(_ number: Double) -> String { self.plain(number, language) }
        let band =
            switch (baseline.lower, baseline.upper) {
            case (let lower?, let upper?):
                language(
                    ", band \(plain(lower)) to \(plain(upper))", ", bande de \(plain(lower)) à \(plain(upper))")
            case (let lower?, nil): language(", at least \(plain(lower))", ", au moins \(plain(lower))")
            case (nil, let upper?): language(", at most \(plain(upper))", ", au plus \(plain(upper))")
            case (nil, nil): ""
            }
        let days = baseline.days == 1 ? language("1 day", "1 jour") : "\(baseline.days) \(language("days", "jours"))"
        return "\(language("usual", "habituel\u{202F}:")) \(plain(center))\(band) (\(days))"
    }

    /// A number of the check's own unit; documents go without saying.
    private func plain(_ number: Double, _ language: Language) -> String {
        unit == .documents
            ? language.numbers.number(number, places: 1) : language.numbers.measurement(number, unit)
    }

    /// Why the check is not a plain pass; nil for a plain pass.
    package func reasonText(in language: Language) -> String? { explanation?.text(in: language) }

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

extension Thresholds.Bound {
    /// What crossing it means: `fail`, `warn`.
    func levelText(in language: Language) -> String {
        isFailure ? language("fail", "échec") : language("warn", "alerte")
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

    /// Whether somebody should look.
    package var isTrouble: Bool { self == .fail || self == .warn || self == .notEvaluated }
}
