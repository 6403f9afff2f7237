package import AuditModel

/// The first line of output under `--exit-codes nagios`: status, text, and performance data (Nagios Plugin Development Guidelines, 2).
package enum NagiosStatusLine {
    /// - Parameters:
    ///   - refusals: why other suites were not audited; first, because the status is theirs.
    ///   - code: 0 OK, 1 WARNING, 2 CRITICAL, everything else UNKNOWN.
    package static func text(of reports: [RunReport], refusals: [String] = [], code: Int32) -> String {
        let performance = reports.flatMap { report in
            // A label stands once in a line, and hundreds of segments are no line.
            report.checks.filter { $0.segment == nil }.compactMap {
                Self.performance($0, in: reports.count > 1 ? report.suite : nil)
            }
        }
        let parts = refusals.map(firstLine) + reports.map(summary)
        return "\(word(code)) - \(parts.joined(separator: "; ")) | \(performance.joined(separator: " "))"
    }

    /// The line of a run that could not begin.
    package static func text(ofFailure message: String) -> String {
        "\(word(3)) - \(firstLine(message))"
    }

    private static func firstLine(_ message: String) -> String {
        plain(message.split(separator: "\n").first.map(String.init) ?? "")
    }

    private static func word(_ code: Int32) -> String {
        let words = ["OK", "WARNING", "CRITICAL"]
        return words.indices.contains(Int(code)) ? words[Int(code)] : "UNKNOWN"
    }

    private static func summary(_ report: RunReport) -> String {
        let name = "\(report.suite) (\(report.source.namespace))"
        if let reason = report.reason { return plain("\(name): \(reason)") }
        let troubled = CheckGroup.all(of: report).compactMap { group -> String? in
            if let whole = group.whole, whole.status.isTrouble { return "\(whole.id) \(whole.status.rawValue)" }
            guard let worst = group.segments.first else { return nil }
            let rest = group.segments.count > 1 ? " and \(group.segments.count - 1) more" : ""
            return "\(worst.id) [\(worst.segment ?? "")\(rest)] \(worst.status.rawValue)"
        }
        if !troubled.isEmpty { return plain("\(name): " + troubled.joined(separator: ", ")) }
        let checks = report.checks.filter { $0.segment == nil }
        let learning = checks.filter { $0.status == .learning }.count
        let passed = "\(name): \(checks.count - learning) of \(checks.count) checks passed"
        return plain(learning > 0 ? "\(passed), \(learning) learning" : passed)
    }

    /// `'label'=value[unit];warn;crit`, ranges as `low:` and `high`; only for checks whose thresholds are on the value itself.
    private static func performance(_ check: CheckResult, in suite: String?) -> String? {
        guard let value = check.value else { return nil }
        let unit =
            switch check.unit {
            case .percent: "%"
            case .seconds: "s"
            case .documents, .ratio, .scaledDeviations, .count, .unixTime: ""
            }
        func range(_ lower: Threshold?, _ upper: Threshold?) -> String {
            let low = lower.map { $0.unit == check.unit ? number($0.value) + ":" : "" } ?? ""
            let high = upper.map { $0.unit == check.unit && !check.judgesDeviation ? number($0.value) : "" } ?? ""
            return low + high
        }
        let warn = range(check.thresholds.warnBelow, check.thresholds.warnAbove)
        let fail = range(check.thresholds.failBelow, check.thresholds.failAbove)
        // A quotation mark within a label is written twice.
        let label = plain(suite.map { "\($0)/\(check.id)" } ?? check.id).replacing("'", with: "''")
        return "'\(label)'=\(number(value))\(unit);\(warn);\(fail)"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    /// A bar would end the text, a line break the line.
    private static func plain(_ text: String) -> String {
        VisibleText.of(text).replacing("|", with: "/")
    }
}
