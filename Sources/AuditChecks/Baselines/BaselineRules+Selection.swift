import AuditModel

extension BaselineRules {
    /// Chooses the days that a value of `day` is compared with, among daily values of any length.
    ///
    /// Where at least ``weekdayValuesNeeded`` earlier days within ``lookbackDays(windowDays:)`` fall on the same weekday, these:
    /// shops and scrapers have weeks. Else the days of the window.
    ///
    /// When breaches leave too few days in the window, the last good days before them stay the baseline: an outage that lasts longer
    /// than the window must not become the new normal by itself. Somebody accepts it, or it goes on failing. Weekdays are then looked for
    /// as if the day followed them within the week, so that what is known of them is not forgotten meanwhile.
    ///
    /// - Parameters:
    ///   - breached: days that are known, and no part of `daily` because they breached.
    ///   - unreviewed: values of breached days that may turn out to be the weekday's own, see ``recurring(_:among:judging:)``.
    ///   - usesWeekdays: whether days of the same weekday may be chosen.
    package static func selection(
        from daily: [DailyValue], judging day: Int64, windowDays: Int, breached: Set<Int64> = [],
        unreviewed: [DailyValue] = [], usesWeekdays: Bool = true
    ) -> BaselineSelection {
        let good = daily.filter { $0.dayNumber < day && !breached.contains($0.dayNumber) }
            .sorted { $0.dayNumber < $1.dayNumber }
        let window = good.filter { $0.dayNumber >= day - Int64(windowDays) }
        let isEmptiedByBreaches =
            window.count < daysNeeded && breached.contains { $0 < day && $0 >= day - Int64(windowDays) }
        if usesWeekdays {
            let repeated = recurring(unreviewed, among: good, judging: day)
            let all = repeated.isEmpty ? good : (good + repeated).sorted { $0.dayNumber < $1.dayNumber }
            var place = day
            if isEmptiedByBreaches, let last = all.last { place -= (day - last.dayNumber - 1) / 7 * 7 }
            let first = place - Int64(lookbackDays(windowDays: windowDays))
            let same = all.filter { $0.dayNumber >= first && ($0.dayNumber - place) % 7 == 0 }
            if same.count >= weekdayValuesNeeded {
                return BaselineSelection(
                    days: same, weekday: CivilDate(dayNumber: day).isoWeekday, day: place,
                    recent: recent(all, before: place))
            }
        }
        return BaselineSelection(
            days: isEmptiedByBreaches ? Array(good.suffix(windowDays)) : window, day: day,
            recent: recent(good, before: day))
    }

    private static func recent(_ days: [DailyValue], before day: Int64) -> [DailyValue] {
        days.filter { $0.dayNumber >= day - Int64(forecastDays) }
    }

    /// The breached days of the last six weeks that are how this weekday is, because they come back every week.
    ///
    /// A check that starts on a Monday cannot know weekends: the first ones breach, and as breaches they would stay out of the baseline
    /// and breach for ever. So, with four weeks of history, a breach that nobody rejected counts for its own weekday when
    /// at least ``weekdayValuesNeeded`` values of that weekday agree with each other within ``weekdayAgreement``, and each of
    /// the breaches was over within the week, with at least ``daysNeeded`` good days behind it. What lasts longer is an outage.
    package static func recurring(
        _ unreviewed: [DailyValue], among good: [DailyValue], judging day: Int64
    ) -> [DailyValue] {
        func isSameWeekday(_ value: DailyValue) -> Bool {
            value.dayNumber < day && value.dayNumber >= day - Int64(weekdayLookbackDays)
                && (day - value.dayNumber) % 7 == 0
        }
        let candidates = unreviewed.filter { breach in
            guard isSameWeekday(breach) else { return false }
            let followers = good.filter {
                $0.dayNumber > breach.dayNumber && $0.dayNumber < breach.dayNumber + 7
            }
            return followers.count >= daysNeeded
        }
        guard !candidates.isEmpty else { return [] }
        let known = good.filter(isSameWeekday)
        guard let center = SeriesStatistics.median((known + candidates).map(\.value)), center > 0 else { return [] }
        func agrees(_ value: DailyValue) -> Bool { abs(value.value - center) <= weekdayAgreement * center }
        let repeated = candidates.filter(agrees)
        return known.filter(agrees).count + repeated.count >= weekdayValuesNeeded ? repeated : []
    }
}
