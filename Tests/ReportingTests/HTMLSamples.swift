import AuditModel

/// Reports with a past, with segments and with many days, for the tests of pages.
extension Sample {
    /// The failing report on its thirty-first run.
    static var withPast: RunReport {
        var report = report(deliveries: deliveries)
        report.previous = PreviousRun(
            runID: "20261122T060000Z-11aa", now: instant(daysAgo: 1), status: .warn, documents: 29_120)
        report.scan.resumptions = 2
        report.source.setNoSnapshot(because: "the server is a standalone mongod, which has no snapshots")
        report.checks[0].past = past(
            values: (0..<30).map { Double(96) + Double($0 * 31 % 17) / 9 }, breachesFrom: 27, since: 3, low: 88.2)
        report.checks[0].details.fields[1].previous = 98.9
        report.checks[0].details.fields[4].previous = 92.4
        report.checks[0].details.fields[5].previous = 72.1
        report.checks[0].details.filters = [
            EvidenceFilter(about: "image_url", filter: #"{ "image_url": { $in: [ null, "", "n/a" ] } }"#, finds: .all),
            EvidenceFilter(
                about: "specifications.cpu", filter: #"{ "specifications.cpu": { $in: [ null, "" ] } }"#, finds: .all),
        ]
        report.checks[1].past = past(values: (0..<30).map { 20_000 + Double($0 * 7919 % 13_000) }, since: 0)
        report.checks[2].past = past(values: Array(repeating: 1.2, count: 12))
        report.checks[2].baseline = BaselineResult(
            method: "robust", basis: "runs", days: 7, daysNeeded: 3, windowDays: 7, center: 1.2, lower: 0.9, upper: 1.5,
            deviation: 0, deviationUnit: .scaledDeviations)
        report.checks[2].baseline?.thresholds = Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations))
        report.checks[3].past = past(
            values: (0..<30).map { Double(40 + $0 * 31 % 37) }, breachesFrom: 28, since: 2, low: 390)
        report.checks[3].details.rules[0].previous = 190
        report.checks[3].details.rules[2].previous = 117
        report.checks[3].evidence.append(
            Evidence(
                id: "{\"$oid\":\"507f1f77bcf86cd799439012\"}", about: "url matches ^https?://",
                value: "string of 18 characters"))
        report.checks[3].details.filters = [
            EvidenceFilter(
                about: "price greater_than 0", filter: #"{ "price": { $type: "number", $not: { $gt: 0 } } }"#,
                finds: .all)
        ]
        report.checks[4].past = past(values: (0..<30).map { Double(3900 + $0 * 53 % 300) }, since: 0)
        return report
    }

    /// Runs a day apart before this one.
    /// - Parameters:
    ///   - breachesFrom: the first run that failed, with the value `low` from there on.
    ///   - since: where the check breaches now, days since it began.
    static func past(
        values: [Double], breachesFrom: Int = .max, since: Int64? = nil, low: Double = 0
    ) -> CheckPast {
        let runs = values.enumerated().map { index, value in
            let isBreach = index >= breachesFrom
            return CheckPast.Outcome(
                now: instant(daysAgo: Int64(values.count - index)),
                value: isBreach ? low + Double(index % 3) / 4 : value,
                status: isBreach ? .fail : index == 13 ? .warn : .pass)
        }
        return CheckPast(previous: runs.last, since: since.map { instant(daysAgo: $0) }, runs: runs)
    }

    static func instant(daysAgo days: Int64) -> Instant { Instant(milliseconds: 1_795_413_600_000 - days * 86_400_000) }

    /// Every day of three months, the last one failing.
    static func days(_ count: Int) -> [DayCount] {
        (0..<count).map { offset in
            let isLast = offset == count - 1
            let documents = isLast ? 2310 : Double(3700 + offset * 7919 % 600)
            return DayCount(
                day: String(instant(daysAgo: Int64(count - offset)).description.prefix(10)), documents: documents,
                role: isLast ? .judged : offset < count - 8 ? .excluded : .baseline)
        }
    }

    /// The report with results of a few shops.
    static var segmented: RunReport {
        var report = withPast
        let shops = ["mytek", "tunisianet", "ldlc", "(missing)", "متجر تونس"]
        report.checks += segments(shops, of: report.checks)
        return report
    }

    static func segments(_ names: [String], of checks: [CheckResult]) -> [CheckResult] {
        names.enumerated().flatMap { number, name in
            checks.enumerated().map { column, whole in
                var check = whole
                check.segment = name
                check.past = nil
                check.baseline = nil
                check.evidence = []
                check.details = CheckDetails(segments: [
                    SegmentCount(segment: name, documents: Int64(9000 / (number + 1)))
                ])
                check.value = (check.value ?? 0) * (0.9 + Double(number % 4) / 20)
                let isTroubled = (number * 3 + column) % 17 == 4
                check.status = isTroubled ? (column.isMultiple(of: 2) ? .fail : .warn) : .pass
                if !isTroubled { check.explanation = nil }
                check.past = CheckPast(
                    previous: CheckPast.Outcome(
                        now: instant(daysAgo: 1), value: check.value ?? 0, status: number == 1 ? .fail : .pass),
                    since: isTroubled ? instant(daysAgo: Int64(number % 3)) : nil)
                return check
            }
        }
    }

    /// Ten checks, a hundred segments and what is left of them, and three months of days.
    static var large: RunReport {
        var report = withPast
        for number in 0..<5 {
            var check = report.checks[number]
            check.id += "-2"
            report.checks.append(check)
        }
        for index in [4, 9] { report.checks[index].details.days = days(90) }
        let names = (1...100).map { "marchand-\($0).example.tn" } + ["(other)"]
        report.checks += segments(names, of: report.checks)
        return report
    }

    /// Names and values that are much too long, or meant to break a page.
    static var unruly: RunReport {
        let long = String(repeating: "très long ", count: 1024)
        let unbroken = String(repeating: "x", count: 10_240)
        var report = segmented
        report.suite = "products 🛒 👩🏽‍🔬 \u{1B}[31m\u{0}\u{202E}abc"
        report.checks[0].id = unbroken
        report.checks[0].description = long
        report.checks[0].details.fields[0].field = unbroken
        report.checks[0].details.fields[0].status = .fail
        report.checks[3].details.rules[0].rule = long
        report.checks[3].evidence = [
            Evidence(id: "\"\(unbroken)\"", about: long, value: unbroken),
            Evidence(id: "\"<script>alert(1)</script>\"", about: "url matches ^https?://"),
        ]
        report.checks[3].details.filters = [
            EvidenceFilter(about: long, filter: "{ _id: \"\(unbroken)\" }", finds: .examples)
        ]
        for index in report.checks.indices where report.checks[index].segment == "ldlc" {
            report.checks[index].segment = unbroken
            report.checks[index].status = .fail
        }
        return report
    }
}
