import AuditModel

/// Swift Testing has an `ExitStatus` too.
typealias FailureLevel = ExitStatus.FailureLevel

extension Sample {
    /// The morning after a scraper broke: three shops, a past, documents and filters, in both languages.
    static var broken: RunReport {
        var report = report()
        report.previous = PreviousRun(
            runID: "20261122T060000Z-5d20", now: instant(daysAgo: 1), status: .pass, documents: 30_120)
        report.checks[0].details.filters = [
            EvidenceFilter(
                about: "image_url", filter: "{ \"image_url\": { \"$in\": [null, \"\"] } }", finds: .all)
        ]
        report.checks[0].past = past(94.1, since: 0)
        report.checks[1].explanation = Phrase(
            "age of the newest scraped_at: 13 h 20 min is above 12 h (warn_above)",
            "âge du plus récent scraped_at : 13 h 20 min dépasse 12 h (warn_above)")
        report.checks[1].past = past(40_000, since: 0)
        report.checks[3].past = past(398, since: 6)
        report.checks[3].evidence[0].problem = "not_a_number"
        report.checks[3].evidence[0].value = "double negative, 3 digits"
        report.checks[4].past = past(4_101, since: 0)
        for index in report.checks.indices where report.checks[index].kind != "freshness" {
            let whole = report.checks[index]
            for (name, share) in [("mytek", 0.3), ("tunisianet", 0.2), ("ldlc", 0.5)] {
                report.checks.append(segment(name, of: whole, share))
            }
        }
        report.deliveries = [
            Delivery(sink: "history", status: .delivered), Delivery(sink: "json", status: .delivered),
        ]
        return report
    }

    private static func past(_ value: Double, since days: Int64) -> CheckPast {
        CheckPast(
            previous: CheckPast.Outcome(now: instant(daysAgo: 1), value: value, status: days > 0 ? .fail : .pass),
            since: instant(daysAgo: days))
    }

    private static func segment(_ name: String, of whole: CheckResult, _ share: Double) -> CheckResult {
        var check = whole
        check.segment = name
        check.past?.runs = []
        if name == "ldlc", whole.status != .pass { return check }
        // Of the shops that are well, duplicates of one are not.
        let isWarning = name == "mytek" && whole.status == .pass
        check.status = isWarning ? .warn : .pass
        check.explanation =
            isWarning
            ? Phrase("duplicates: 5.4 % is above 5 % (warn_above)", "doublons : 5,4 % dépasse 5 % (warn_above)") : nil
        check.value = isWarning ? 5.4 : whole.unit == .documents ? whole.value.map { ($0 * share / 10).rounded() } : 99
        if isWarning { check.thresholds = Thresholds(warnAbove: Threshold(value: 5, unit: .percent)) }
        check.past = nil
        check.evidence = []
        check.details = CheckDetails()
        check.baseline = nil
        return check
    }
}
