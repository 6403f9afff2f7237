package import AuditModel

/// How a check compares a value with its own past: method, direction, guard, thresholds on the deviation.
package struct BaselineRule: Hashable, Sendable {
    package var method: BaselineMethod
    package var direction: BaselineDirection
    /// The window in days.
    package var windowDays: Int
    /// Deviations up to this share of the centre never breach: 0.1 for 10 %.
    package var ignoreBelow: Double
    /// `warn_above` and `fail_above` in the unit of the deviation; bounds below mean nothing here.
    package var thresholds: Thresholds
    /// The unit of the values.
    package var unit: MeasurementUnit
    /// Whether 0 documents can pass.
    package var allowEmpty: Bool

    /// - Parameter ignoreBelow: nil for the default of the method and unit.
    package init(
        method: BaselineMethod = .robust, direction: BaselineDirection = .both, windowDays: Int = 7,
        ignoreBelow: Double? = nil, thresholds: Thresholds, unit: MeasurementUnit = .documents, allowEmpty: Bool = false
    ) {
        self.method = method
        self.direction = direction
        self.windowDays = windowDays
        self.ignoreBelow = ignoreBelow ?? method.defaultIgnoreBelow(forValuesIn: unit)
        self.thresholds = thresholds
        self.unit = unit
        self.allowEmpty = allowEmpty
    }
}

/// What a comparison with the past came to.
package struct BaselineJudgement: Hashable, Sendable {
    package let status: CheckStatus
    /// One sentence; nil for a plain pass.
    package let explanation: Phrase?
    /// The threshold that was crossed, if it was one.
    package let breach: Thresholds.Bound?
    package let result: BaselineResult

    /// The explanation as programs and logs read it.
    package var reason: String? { explanation?.english }
}

extension BaselineRule {
    /// Judges a value by the days chosen for it.
    ///
    /// - No documents fail, with or without a past, unless `allowEmpty`.
    /// - Fewer than ``BaselineRules/daysNeeded`` days: learning.
    /// - Else the worst threshold that is crossed decides, fail before warn.
    ///
    /// - Parameters:
    ///   - value: in `unit`; what is not finite is not evaluated.
    ///   - basis: where the days come from: `runs` or `days`.
    package func judge(_ value: Double, against selection: BaselineSelection, basis: String) -> BaselineJudgement {
        let forecast =
            method == .robust && selection.weekday != nil
            ? WeekdayForecast(from: selection.recent, for: selection.day) : nil
        let measure = measure(of: selection, forecast)
        var result = BaselineResult(
            method: method.rawValue, basis: basis, days: selection.days.count, daysNeeded: BaselineRules.daysNeeded,
            windowDays: selection.weekday == nil ? windowDays : BaselineRules.lookbackDays(windowDays: windowDays),
            weekday: selection.weekday.map(Self.weekdayName),
            deviationUnit: method.deviationUnit(forValuesIn: unit))
        func judgement(_ status: CheckStatus, _ reason: Phrase?, _ breach: Thresholds.Bound? = nil) -> BaselineJudgement
        {
            BaselineJudgement(status: status, explanation: reason, breach: breach, result: result)
        }
        guard value.isFinite else {
            return judgement(
                .notEvaluated,
                Phrase(
                    "there is no value to compare with the past", "il n’y a aucune valeur à comparer avec le passé"))
        }

        var known = selection.days.count >= BaselineRules.daysNeeded ? measure : nil
        var likeness: Phrase?
        if let usual = known, crossed(usual, by: value) != nil,
            let other = likenesses(of: usual, selection, forecast).first(where: {
                crossed($0.measure, by: value) == nil
            })
        {
            known = other.measure
            likeness = other.reason
        }
        if let known {
            result.center = known.center
            result.deviation = known.deviation(of: value)
            (result.lower, result.upper) = passingBand(known)
        }
        if value == 0, unit == .documents, !allowEmpty {
            return judgement(
                .fail,
                Phrase(
                    "no documents where some are expected; 'allow_empty: true' would accept that",
                    "aucun document alors qu’il en est attendu ; 'allow_empty: true' l’accepterait"))
        }
        guard let known else {
            let (days, needed) = (selection.days.count, BaselineRules.daysNeeded)
            return judgement(
                .learning,
                Phrase(
                    "learning: \(days) of \(needed) days of history",
                    "apprentissage : \(days) jours d’historique sur \(needed)"))
        }
        if let (bound, threshold) = crossed(known, by: value) {
            return judgement(bound.isFailure ? .fail : .warn, sentence(value, known, threshold), bound)
        }
        return judgement(.pass, likeness ?? ignoredSentence(value, known))
    }

    /// The worst threshold that a value crosses, fail before warn.
    private func crossed(_ measure: BaselineMeasure, by value: Double) -> (Thresholds.Bound, Threshold)? {
        for (bound, threshold) in [
            (Thresholds.Bound.failAbove, thresholds.failAbove), (.warnAbove, thresholds.warnAbove),
        ] {
            if let threshold, measure.breaches(value, limit: threshold.value) { return (bound, threshold) }
        }
        return nil
    }

    private func measure(of selection: BaselineSelection, _ forecast: WeekdayForecast?) -> BaselineMeasure? {
        guard let forecast else {
            return BaselineMeasure(
                of: selection.days.map(\.value), method: method, direction: direction, ignoreBelow: ignoreBelow,
                unit: unit)
        }
        return BaselineMeasure(
            forecast: forecast, direction: direction, ignoreBelow: ignoreBelow, unit: unit,
            judgesDecline: !selection.recent.contains(where: \.isAccepted))
    }

    /// What else a value may be like, and what a report says then.
    ///
    /// - A value of the window that breached and was accepted: a person said that so much is fine, which would be worth little if
    ///   the next day breached again until the median has moved.
    /// - `robust`, weekday not known yet: the day a week before, so that the second weekend is no surprise.
    /// - `robust`, weekday known: what the weekday had weeks ago, when a decline is over.
    private func likenesses(
        of usual: BaselineMeasure, _ selection: BaselineSelection, _ forecast: WeekdayForecast?
    ) -> [(measure: BaselineMeasure, reason: Phrase)] {
        var list = selection.accepted(windowDays: windowDays).map { day in
            (
                usual.around(forecast?.onJudgedWeekday(day) ?? day.value),
                Phrase { language in
                    let date = language.numbers.day(iso: CivilDate(dayNumber: day.dayNumber).description)
                    return language("like \(date), which was accepted", "comme le \(date), qui a été accepté")
                }
            )
        }
        guard method == .robust else { return list }
        if let forecast {
            if let older = forecast.older, older > usual.center {
                list.append(
                    (
                        usual.around(older),
                        Phrase("as much as four to six weeks before", "autant qu’il y a quatre à six semaines")
                    ))
            }
        } else if let before = selection.weekBefore {
            list.append(
                (
                    usual.around(before.value),
                    Phrase("like the same day a week before", "comme le même jour de la semaine précédente")
                ))
        }
        return list
    }

    /// The band of the strictest threshold; without one there is none. Where 0 documents fail, the band of a count begins at 1.
    private func passingBand(_ measure: BaselineMeasure) -> (lower: Double?, upper: Double?) {
        let limits = [thresholds.warnAbove, thresholds.failAbove].compactMap { $0?.value }
        guard let limit = limits.min() else { return (nil, nil) }
        var band = measure.band(limit: limit)
        if unit == .documents, let lower = band.lower, (band.upper ?? 1) >= 1 {
            band.lower = max(lower, allowEmpty ? 0 : 1)
        }
        // Shares end at 0 and 100: a band beyond them would promise what cannot be.
        if unit == .percent {
            band.lower = band.lower.map { max($0, 0) }
            band.upper = band.upper.map { min($0, 100) }
        }
        return band
    }

    private func sentence(_ value: Double, _ measure: BaselineMeasure, _ threshold: Threshold) -> Phrase {
        Phrase { sentence(value, measure, threshold, $0) }
    }

    private func sentence(
        _ value: Double, _ measure: BaselineMeasure, _ threshold: Threshold, _ language: Language
    ) -> String {
        let numbers = language.numbers
        if let least = measure.leastAfterDecline(limit: threshold.value), value < least,
            measure.band(limit: threshold.value).lower == least, let older = measure.older
        {
            let lost = numbers.measurement(100 * (1 - value / older), .percent)
            let usual = numbers.measurement(older, unit, apartFrom: [value])
            return language(
                "\(lost) below the \(usual) of four to six weeks before",
                "\(lost) au-dessous de ce qu’il y avait il y a quatre à six semaines (\(usual))")
        }
        let past =
            measure.isForecast
            ? language("forecast", "la prévision")
            : method == .robust ? language("median", "la médiane") : language("mean", "la moyenne")
        let side = value < measure.center ? language("below", "au-dessous de") : language("above", "au-dessus de")
        let center = numbers.measurement(measure.center, unit, apartFrom: [value])
        guard let deviation = measure.deviation(of: value) else {
            let text = numbers.measurement(value, unit)
            return language(
                "\(text) \(side) a \(past) of 0, where percent has no meaning",
                "\(text) \(side) \(past), qui est 0 : un pourcentage n’a pas de sens")
        }
        let distance = phrase(deviation, apartFrom: threshold.value, language)
        let allowed = phrase(threshold.value, apartFrom: deviation, language)
        return language(
            "\(distance) \(side) the \(past) of \(center); allowed are \(allowed)",
            "\(distance) \(side) \(past) (\(center)) ; sont permis \(allowed)")
    }

    private func phrase(_ deviation: Double, apartFrom other: Double, _ language: Language) -> String {
        language.numbers.measurement(deviation, method.deviationUnit(forValuesIn: unit), apartFrom: [other])
    }

    /// Why a deviation beyond a threshold passes nevertheless, nil when there is none.
    private func ignoredSentence(_ value: Double, _ measure: BaselineMeasure) -> Phrase? {
        let limits = [thresholds.warnAbove, thresholds.failAbove].compactMap { $0?.value }
        guard let limit = limits.min(), let deviation = measure.deviation(of: value), deviation > limit else {
            return nil
        }
        if direction == .drop, value > measure.center {
            return Phrase("only drops are judged", "seules les baisses sont jugées")
        }
        if direction == .spike, value < measure.center {
            return Phrase("only spikes are judged", "seuls les pics sont jugés")
        }
        let distance = abs(value - measure.center)
        guard distance > limit * measure.unitLength, distance <= measure.ignoredDistance else { return nil }
        return Phrase { language in
            let allowed = language.numbers.measurement(100 * ignoreBelow, .percent)
            let text = phrase(deviation, apartFrom: limit, language)
            return language(
                "\(text), but within the \(allowed) that ignore_below allows",
                "\(text), mais dans les \(allowed) que permet ignore_below")
        }
    }

    private static func weekdayName(_ weekday: Int) -> String {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday - 1]
    }
}

extension BaselineRule {
    /// Judges the value of a day by the past: chooses the days, and compares.
    package func judge(
        _ value: Double, of day: Int64, against past: BaselinePast
    ) -> (judgement: BaselineJudgement, selection: BaselineSelection) {
        // `absolute` is the first users' own rule, the mean of the last days whatever their weekday.
        let selection = BaselineRules.selection(
            from: past.daily, judging: day, windowDays: windowDays, breached: past.breached,
            unreviewed: past.unreviewed, usesWeekdays: method != .absolute)
        return (judge(value, against: selection, basis: past.basis), selection)
    }
}
