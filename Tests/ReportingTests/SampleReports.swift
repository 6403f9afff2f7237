import AuditModel
import Reporting
import Testing

/// Samples say why in plain English.
extension Phrase: ExpressibleByStringLiteral {
    /// English only.
    public init(stringLiteral text: String) { self.init(text, nil) }
}

/// Reports as runs make them, for the tests of every sink.
enum Sample {
    static func report(
        suite: String = "products", runID: String = "20261123T060000Z-7f3a", status: RunStatus = .fail,
        exitCode: Int = 1,
        checks: [CheckResult] = [completeness, freshness, duplicates, invalidRecords, volume], reason: String? = nil,
        deliveries: [Delivery] = []
    ) -> RunReport {
        RunReport(
            runID: runID, suite: suite, status: status, exitCode: exitCode,
            startedAt: Instant(milliseconds: 1_795_413_600_000), finishedAt: Instant(milliseconds: 1_795_413_601_900),
            now: Instant(milliseconds: 1_795_413_600_000), durationSeconds: 1.9, dqauditVersion: "0.1.0",
            source: SourceDescription(
                kind: .mongodb, database: "pricechecktn", collection: "products", serverVersion: "6.0.5",
                consistency: "snapshot", clusterTime: "7541239812349 1"),
            scan: ScanSummary(
                documents: 30_000, bytes: 18_480_000, partitions: 1, threads: 1, seconds: 1.5, serverOperations: 12,
                peakMemoryBytes: 48_000_000),
            reason: reason, checks: checks, deliveries: deliveries)
    }

    /// A run whose connection failed: nothing was measured.
    static var incomplete: RunReport {
        var report = report(
            status: .incomplete, exitCode: 3, checks: [],
            reason: "cannot connect to localhost:27017: connection refused; check the address and that mongod runs")
        report.scan = ScanSummary()
        report.source.serverVersion = nil
        report.source.consistency = "none"
        report.source.clusterTime = nil
        report.durationSeconds = 5.02
        report.finishedAt = Instant(milliseconds: 1_795_413_605_020)
        return report
    }

    static var passing: RunReport {
        var complete = completeness
        complete.status = .pass
        complete.explanation = nil
        complete.value = 99.2
        complete.details.fields.removeAll { $0.status != .pass }
        var fresh = freshness
        fresh.status = .pass
        fresh.explanation = nil
        fresh.value = 11_520
        var valid = invalidRecords
        valid.status = .pass
        valid.explanation = nil
        valid.value = 12
        valid.details.rules = [
            RuleCount(rule: "price greater_than 0", field: "price", documents: 12, percent: 0.04),
            RuleCount(rule: "currency in [TND, EUR]", field: "currency", documents: 0, percent: 0),
        ]
        var steady = volume
        steady.status = .pass
        steady.explanation = nil
        steady.value = 4102
        steady.baseline?.deviation = 0.44
        steady.details.days[7] = DayCount(day: "2026-11-22", documents: 4102, role: .judged)
        return report(status: .pass, exitCode: 0, checks: [complete, fresh, duplicates, valid, steady])
    }

    /// The second day of a new suite: the volume check has too little history.
    static var learning: RunReport {
        var report = passing
        report.checks[4] = CheckResult(
            id: "volume", kind: "volume", description: "Products a day", status: .learning,
            reason: "2 of 3 days of history; nothing is judged yet", value: 4102, unit: .documents,
            thresholds: Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations)),
            baseline: BaselineResult(
                method: "robust", basis: "runs", days: 2, daysNeeded: 3, windowDays: 7, deviationUnit: .scaledDeviations
            ),
            details: CheckDetails(days: [
                DayCount(day: "2026-11-21", documents: 4020, role: .baseline),
                DayCount(day: "2026-11-22", documents: 4102, role: .baseline),
                DayCount(day: "2026-11-23", documents: 4102, role: .judged),
            ]))
        return report
    }

    static var completeness: CheckResult {
        CheckResult(
            id: "completeness", kind: "completeness", description: "Fields that the site shows", status: .fail,
            reason: "87.4 % of the cells are present, fail below 90 %", value: 87.4, unit: .percent,
            thresholds: Thresholds(
                warnBelow: Threshold(value: 95, unit: .percent), failBelow: Threshold(value: 90, unit: .percent)),
            details: CheckDetails(
                measurements: [
                    NamedMeasurement("cells", 180_000, .documents),
                    NamedMeasurement("complete_documents", 58.3, .percent),
                ],
                fields: [
                    field("name", present: 30_000, status: .pass),
                    field("price", present: 29_100, absent: 120, null: 700, nan: 80),
                    field("url", present: 29_990, absent: 10, wrongType: 4, types: ["string": 29_986, "object": 4]),
                    field("brand", present: 27_640, empty: 340, placeholder: 2020, status: .warn),
                    field("image_url", present: 18_360, absent: 4140, null: 7_200, empty: 300, status: .fail),
                    field("specifications.cpu", present: 21_630, absent: 8370, status: .fail),
                ]),
            evidence: [
                Evidence(id: "\"prod_000123\"", about: "image_url"),
                Evidence(id: "\"prod_004711\"", about: "image_url"),
                Evidence(id: "\"prod_000017\"", about: "specifications.cpu"),
            ])
    }

    static func field(
        _ name: String, present: Int64, absent: Int64 = 0, null: Int64 = 0, empty: Int64 = 0, nan: Int64 = 0,
        placeholder: Int64 = 0, wrongType: Int64 = 0, status: CheckStatus = .pass, types: [String: Int64]? = nil
    ) -> FieldCompleteness {
        let cells = present + absent + null + empty + nan + placeholder
        return FieldCompleteness(
            field: name, cells: cells, present: present, absent: absent, null: null, empty: empty, notANumber: nan,
            placeholder: placeholder, wrongType: wrongType,
            completeness: cells == 0 ? nil : 100 * Double(present) / Double(cells), status: status, thresholds: .none,
            types: types ?? ["string": present])
    }

    static var freshness: CheckResult {
        CheckResult(
            id: "freshness", kind: "freshness", status: .warn,
            reason: "the newest value of scraped_at is 13 h 20 min old, warn above 12 h", value: 48_000, unit: .seconds,
            thresholds: Thresholds(
                warnAbove: Threshold(value: 43_200, unit: .seconds), failAbove: Threshold(value: 86_400, unit: .seconds)
            ),
            details: CheckDetails(measurements: [
                NamedMeasurement("future", 3, .documents), NamedMeasurement("unreadable", 12, .documents),
                NamedMeasurement("missing", 0, .documents),
            ]))
    }

    static var duplicates: CheckResult {
        CheckResult(
            id: "duplicates", kind: "duplicates", description: "One document a product page", status: .pass, value: 1.2,
            unit: .percent, thresholds: Thresholds(failAbove: Threshold(value: 5, unit: .percent)),
            details: CheckDetails(measurements: [
                NamedMeasurement("documents_with_key", 29_990, .documents),
                NamedMeasurement("distinct_keys", 29_630, .documents),
            ]))
    }

    static var invalidRecords: CheckResult {
        CheckResult(
            id: "invalid_records", kind: "invalid_records", status: .fail,
            reason: "412 documents break a rule, fail above 100 documents", value: 412, unit: .documents,
            thresholds: Thresholds(failAbove: Threshold(value: 100, unit: .documents)),
            details: CheckDetails(
                measurements: [NamedMeasurement("invalid_percent", 1.3733333333, .percent)],
                rules: [
                    RuleCount(rule: "price greater_than 0", field: "price", documents: 310, percent: 1.0333333),
                    RuleCount(rule: "currency in [TND, EUR]", field: "currency", documents: 0, percent: 0),
                    RuleCount(rule: "url matches ^https?://", field: "url", documents: 102, percent: 0.34),
                ]),
            evidence: [Evidence(id: "{\"$oid\":\"507f1f77bcf86cd799439011\"}", about: "price greater_than 0")])
    }

    static var volume: CheckResult {
        CheckResult(
            id: "volume", kind: "volume", description: "Products a day", status: .fail,
            reason: "2,310 documents, 9.7 deviations below the usual 4,020", value: 2310, unit: .documents,
            thresholds: Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations)),
            baseline: BaselineResult(
                method: "robust", basis: "days", days: 7, daysNeeded: 3, windowDays: 7, center: 4020, lower: 3316,
                upper: 4724, deviation: 9.7, deviationUnit: .scaledDeviations),
            details: CheckDetails(
                days: [3985, 4020, 4110, 3890, 4051, 4200, 3998].enumerated().map { offset, count in
                    DayCount(day: "2026-11-\(15 + offset)", documents: count, role: .baseline)
                } + [DayCount(day: "2026-11-22", documents: 2310, role: .judged)]))
    }

    static var deliveries: [Delivery] {
        [
            Delivery(sink: "history", status: .delivered), Delivery(sink: "textfile", status: .delivered),
            Delivery(
                sink: "pushgateway", status: .failed,
                error: "push to http://localhost:9091 failed after 4 tries: cannot connect; check the address"),
        ]
    }

    /// A report whose every text tries to be HTML.
    static var evil: RunReport {
        let script = "<script>alert(1)</script>"
        let attribute = "x\"\u{301} onload=\"alert(1)\"' onclick='alert(1)' \u{202E}\u{0}"
        let text = script + attribute
        var report = report(
            suite: text, runID: text, deliveries: [Delivery(sink: text, status: .failed, error: text)])
        report.source = SourceDescription(
            kind: .mongodb, database: text, collection: text, path: text, serverVersion: text, consistency: text,
            clusterTime: text)
        report.dqauditVersion = text
        for index in report.checks.indices {
            report.checks[index].id = text
            report.checks[index].kind = script
            report.checks[index].description = text
            report.checks[index].explanation = Phrase(text, nil)
            report.checks[index].segment = text
            report.checks[index].evidence = [Evidence(id: text, about: text)]
            report.checks[index].details.measurements.append(NamedMeasurement(text, 1, .documents))
            report.checks[index].details.days.append(DayCount(day: text, documents: 1, role: .excluded))
        }
        report.checks[0].details.fields[4].field = text
        report.checks[0].details.fields[4].types = [text: 1]
        report.checks[3].details.rules[0].rule = text
        return report
    }

    /// The gauges that the checks of the report export, as the checks make them.
    static func gauges(_ report: RunReport) -> [Gauge] {
        report.checks.compactMap { check in
            guard let value = check.value else { return nil }
            let names = [
                "completeness": ("data_completeness", "Percent of cells present, 0-100."),
                "freshness": ("data_freshness", "Seconds since the newest value."),
                "duplicates": ("duplicate_rate", "Percent of documents that repeat a key, 0-100."),
                "invalid_records": ("invalid_records", "Documents that break at least one rule."),
                "volume": ("products_consolidated", "Documents of the judged day."),
            ]
            guard let (name, help) = names[check.kind] else { return nil }
            return Gauge(name, help: help, labels: [Gauge.Label("check", check.id)], value: value)
        }
    }

    /// The checks of a report on their way to a file.
    static func encoded(_ report: RunReport) -> Task<EncodedChecks, any Error> {
        Task { try await EncodedChecks.make(of: report.checks) }
    }

    static func run(_ report: RunReport) -> CompletedRun {
        CompletedRun(report: report, checkGauges: gauges(report))
    }
}

extension RunReport: CustomTestStringConvertible {
    /// A word in the list of tests instead of the whole report.
    package var testDescription: String { "\(suite.prefix(12)) \(status.rawValue)" }
}
