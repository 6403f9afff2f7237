package import AuditModel

/// All runs of a process as JUnit XML, after the schema that Jenkins validates with: a suite of tests for each collection, a test for each
/// check and segment.
///
/// GitLab tells tests apart by class and name, Jenkins by suite, class and name; both stay the same from run to run. What concerns no
/// single check (an audit that could not be completed, a delivery that failed) is the test `(audit)`, which has the time as well: all
/// checks share one scan.
package struct JUnitReport: Sendable {
    /// Whether warnings are failures.
    package let failOn: ExitStatus.FailureLevel

    package init(failOn: ExitStatus.FailureLevel) {
        self.failOn = failOn
    }

    /// The document, ending with a line break.
    package func text(_ outcomes: [SuiteOutcome]) -> String {
        var names: Set<[String]> = []
        let suites = outcomes.enumerated().map { number, outcome in
            var suite = self.suite(outcome, number: number)
            for index in suite.cases.indices {
                let name = suite.cases[index].name
                var copy = 2
                // As they are written: names that differ in what nobody can see may look alike then.
                while !names.insert([suite.className, suite.cases[index].name].map { VisibleText.of($0) }).inserted {
                    suite.cases[index].name = "\(name) (\(copy))"
                    copy += 1
                }
            }
            return suite
        }
        let counts = suites.map(Counts.init)
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dqaudit\""
        xml += XMLText.attribute("tests", String(counts.reduce(0) { $0 + $1.tests }))
        xml += XMLText.attribute("failures", String(counts.reduce(0) { $0 + $1.failures }))
        xml += XMLText.attribute("errors", String(counts.reduce(0) { $0 + $1.errors }))
        xml += XMLText.attribute("time", Self.time(suites.reduce(0) { $0 + $1.seconds })) + ">\n"
        for (suite, counts) in zip(suites, counts) { xml += text(suite, counts) }
        return xml + "</testsuites>\n"
    }

    // MARK: - Contents

    private struct Suite {
        let attributes: [(name: String, value: String)]
        let className: String
        let seconds: Double
        let properties: [(name: String, value: String)]
        var cases: [Case]
    }

    private struct Case {
        var name: String
        var seconds = 0.0
        var outcome = Outcome.passed
    }

    private enum Outcome {
        case passed
        /// Passed, with something to read.
        case noted(String)
        case skipped(message: String)
        case failure(type: String, message: String, text: String)
        case error(type: String, message: String, text: String)
    }

    private struct Counts {
        let tests: Int
        var failures = 0
        var errors = 0
        var skipped = 0

        init(_ suite: Suite) {
            tests = suite.cases.count
            for test in suite.cases {
                switch test.outcome {
                case .failure: failures += 1
                case .error: errors += 1
                case .skipped: skipped += 1
                case .passed, .noted: break
                }
            }
        }
    }

    private func suite(_ outcome: SuiteOutcome, number: Int) -> Suite {
        let className = "\(outcome.namespace).\(outcome.suite)"
        var attributes = [(name: "name", value: outcome.namespace), (name: "package", value: outcome.suite)]
        if let file = outcome.file { attributes.append((name: "file", value: file)) }
        switch outcome.result {
        case .failed(let message, let status):
            let kind = status == .usage ? "configuration" : "incomplete"
            return Suite(
                attributes: attributes + [("id", String(number))], className: className, seconds: 0,
                properties: [("suite", outcome.suite)],
                cases: [
                    Case(name: Self.auditName, outcome: .error(type: kind, message: message, text: message))
                ])
        case .audited(let report):
            attributes += [
                ("id", report.runID), ("timestamp", String(report.startedAt.description.prefix(19))),
                ("version", report.dqauditVersion),
            ]
            let properties = [
                ("suite", report.suite), ("run_id", report.runID), ("now", report.now.description),
                ("dqaudit_version", report.dqauditVersion), ("status", report.status.rawValue),
                ("documents", String(report.scan.documents)), ("report", outcome.reportPath),
            ].compactMap { name, value in value.map { (name: name, value: $0) } }
            return Suite(
                attributes: attributes, className: className, seconds: report.durationSeconds,
                properties: properties, cases: [audit(report)] + report.checks.map { test($0, report) })
        }
    }

    private static let auditName = "(audit)"

    private func audit(_ report: RunReport) -> Case {
        let failed = report.deliveries.filter { $0.status == .failed }.map {
            "delivery failed: \($0.sink): \($0.error ?? "no reason given")"
        }
        var outcome = Outcome.passed
        if let reason = report.reason {
            outcome = .error(type: "incomplete", message: reason, text: ([reason] + failed).joined(separator: "\n"))
        } else if let first = failed.first {
            outcome = .error(type: "delivery", message: first, text: failed.joined(separator: "\n"))
        }
        return Case(name: Self.auditName, seconds: report.durationSeconds, outcome: outcome)
    }

    private func test(_ check: CheckResult, _ report: RunReport) -> Case {
        let message = BreachText.message(check)
        func text() -> String { ([message] + BreachText.lines(check, in: report)).joined(separator: "\n") }
        let outcome: Outcome =
            switch check.status {
            case .pass: .passed
            case .fail: .failure(type: "threshold", message: message, text: text())
            case .warn where failOn == .warn: .failure(type: "warning", message: message, text: text())
            case .warn: .noted("warning: " + text())
            case .learning: .skipped(message: message)
            case .notEvaluated: .error(type: "not_evaluated", message: message, text: text())
            }
        return Case(name: check.id + (check.segment.map { " [\($0)]" } ?? ""), outcome: outcome)
    }

    // MARK: - XML

    private func text(_ suite: Suite, _ counts: Counts) -> String {
        var xml = "  <testsuite" + suite.attributes.map { XMLText.attribute($0.name, $0.value) }.joined()
        xml += XMLText.attribute("tests", String(counts.tests))
        xml += XMLText.attribute("failures", String(counts.failures))
        xml += XMLText.attribute("errors", String(counts.errors))
        xml += XMLText.attribute("skipped", String(counts.skipped))
        xml += XMLText.attribute("time", Self.time(suite.seconds)) + ">\n    <properties>\n"
        for property in suite.properties {
            xml +=
                "      <property" + XMLText.attribute("name", property.name)
                + XMLText.attribute("value", property.value) + "/>\n"
        }
        xml += "    </properties>\n"
        for test in suite.cases { xml += text(test, of: suite) }
        return xml + "  </testsuite>\n"
    }

    private func text(_ test: Case, of suite: Suite) -> String {
        let start =
            "    <testcase" + XMLText.attribute("classname", suite.className) + XMLText.attribute("name", test.name)
            + XMLText.attribute("time", Self.time(test.seconds))
        func element(_ name: String, _ type: String, _ message: String, _ text: String) -> String {
            "<\(name)" + XMLText.attribute("type", type) + XMLText.attribute("message", message) + ">"
                + XMLText.escaped(text) + "</\(name)>"
        }
        let content: String
        switch test.outcome {
        case .passed: return start + "/>\n"
        case .noted(let text): content = "<system-out>\(XMLText.escaped(text))</system-out>"
        case .skipped(let message): content = "<skipped" + XMLText.attribute("message", message) + "/>"
        case .failure(let type, let message, let text): content = element("failure", type, message, text)
        case .error(let type, let message, let text): content = element("error", type, message, text)
        }
        return start + ">\n      " + content + "\n    </testcase>\n"
    }

    /// Seconds as the schema wants them: digits, three at most after a point, no exponent.
    private static func time(_ seconds: Double) -> String {
        let milliseconds = Int64((max(0, min(seconds, 1e9)) * 1000).rounded())
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest)
        return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
