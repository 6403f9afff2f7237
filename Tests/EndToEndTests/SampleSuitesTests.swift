import AuditModel
import Foundation
import TestSupport
import Testing

/// The suites of `checks/` on the sample that `scripts/sample-data.py` makes: every number of every report is the one that was planted.
@Suite(.enabled(if: AuditProgram.isReady && SampleData.python != nil, "\(SampleData.absence)"))
struct SampleSuitesTests {
    /// The suites where a broken scraper has to show.
    private static let broken: Set = ["price_history", "products", "reviews"]

    @Test(.timeLimit(.minutes(4)))
    func `find what was planted, before a scraper breaks and after`() throws {
        let database = try TestDatabase()
        let place = try AuditFolder()
        let sample = SampleData(folder: place.folder)
        try sample.call("--uri", database.uri, "--database", database.name, "--through-day", "7")
        try audit(day: 7, expecting: 0, failing: [], database, place, sample)
        try sample.call("--uri", database.uri, "--database", database.name, "--day", "8")
        try audit(day: 8, expecting: 1, failing: Self.broken, database, place, sample)
    }

    private func audit(
        day: Int, expecting status: Int32, failing: Set<String>, _ database: TestDatabase, _ place: AuditFolder,
        _ sample: SampleData
    ) throws {
        let summary = try sample.summary(throughDay: day)
        let outcome = try place.call(
            ["run", SampleData.suites, "--uri", database.uri, "--now", summary.auditTime],
            environment: ["MONGODB_DATABASE": database.name])
        #expect(outcome.status == status, "day \(day): \(outcome)")
        #expect(Set(try place.folder.names(in: "reports")).isSuperset(of: summary.collections.keys))
        for (name, planted) in summary.collections.sorted(by: { $0.key < $1.key }) {
            let report = try place.latest(name)
            #expect((report.status == .fail) == failing.contains(name), "day \(day): \(name) is \(report.status)")
            compare(report, planted, "day \(day), \(name)")
        }
    }

    private func compare(_ report: RunReport, _ planted: SampleData.Collection, _ place: String) {
        #expect(report.scan.documents == planted.documents, "\(place)")
        for check in report.checks {
            let name = "\(place), \(check.id)" + (check.segment.map { " [\($0)]" } ?? "")
            #expect(check.status != .notEvaluated, "\(name): \(check.reason ?? "")")
            if check.kind == "segments" {
                let found = check.details.segments.map { ($0.segment, $0.documents) }
                #expect(
                    Dictionary(uniqueKeysWithValues: found) == planted.segments.mapValues(\.documents), "\(name)")
                continue
            }
            let checks = check.segment.map { planted.segments[$0]?.checks ?? [:] } ?? planted.checks
            guard let numbers = checks[check.id] else {
                Issue.record("\(name): the sample does not say what is to be found")
                continue
            }
            numbers.compare(with: check, name)
        }
        // A check or a segment that the report does not have would have been compared with nothing.
        let told = Set(report.checks.filter { $0.segment == nil && $0.kind != "segments" }.map(\.id))
        #expect(told == Set(planted.checks.keys), "\(place)")
        #expect(Set(report.checks.compactMap(\.segment)) == Set(planted.segments.keys), "\(place)")
    }
}

extension SampleData.Numbers {
    /// Compares every number with that of the same name in a result, and every field, rule and day of the result with its number.
    fileprivate func compare(with check: CheckResult, _ name: String) {
        for (key, wanted) in measurements {
            let found = key == "value" ? check.value : check.details.measurement(key)
            #expect(
                found.map { abs($0 - wanted) <= 1e-9 * max(1, abs(wanted)) } == true,
                "\(name): \(key) is \(String(describing: found)) instead of \(wanted)")
        }
        for field in check.details.fields {
            #expect(field.cells - field.present == missing[field.field], "\(name): \(field.field)")
        }
        #expect(check.details.fields.count == missing.count, "\(name)")
        for rule in check.details.rules {
            #expect(rule.documents == rules[rule.rule], "\(name): \(rule.rule)")
        }
        #expect(check.details.rules.count == rules.count, "\(name)")
        for day in check.details.days where !days.isEmpty {
            #expect(day.documents == days[day.day] ?? 0, "\(name): \(day.day)")
        }
        #expect(days.isEmpty || !check.details.days.isEmpty, "\(name)")
    }
}
