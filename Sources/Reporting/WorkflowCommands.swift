package import AuditModel

/// What GitHub Actions shows beside the code: `::error file=…,line=…,title=…::message`.
///
/// GitHub shows ten errors and ten warnings of a step; the worst come first, and the last says how many there are besides.
package struct WorkflowCommands: Sendable {
    /// Whether warnings are errors.
    package let failOn: ExitStatus.FailureLevel
    /// Makes of a suite's file the path within the repository; nil for a file outside.
    package let path: @Sendable (String) -> String?

    private static let most = 10

    package init(failOn: ExitStatus.FailureLevel, path: @escaping @Sendable (String) -> String?) {
        self.failOn = failOn
        self.path = path
    }

    /// One line each.
    package func lines(_ outcomes: [SuiteOutcome]) -> [String] {
        let all = outcomes.flatMap(annotations).enumerated()
            .sorted { ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset) }.map(\.element)
        return lines(all.filter(\.isError), "error") + lines(all.filter { !$0.isError }, "warning")
    }

    /// One line each for mistakes in suites, where they are.
    package func lines(_ issues: [ConfigIssue]) -> [String] {
        lines(
            issues.map { issue in
                Annotation(
                    isError: true, severity: 0, file: path(issue.position.file), line: issue.position.line,
                    column: issue.position.column, title: "dqaudit: nothing was audited", message: issue.message)
            }, "error")
    }

    private struct Annotation {
        let isError: Bool
        /// The lowest first.
        let severity: Int
        let file: String?
        let line: Int?
        var column: Int?
        let title: String
        let message: String
    }

    private func annotations(_ outcome: SuiteOutcome) -> [Annotation] {
        let file = outcome.file.flatMap(path)
        func annotation(_ title: String, _ message: String, _ status: CheckStatus = .notEvaluated, line: Int? = nil)
            -> Annotation
        {
            Annotation(
                isError: status != .warn || failOn == .warn, severity: status.severity, file: file, line: line,
                title: title, message: message)
        }
        switch outcome.result {
        case .failed(let message, _): return [annotation("\(outcome.suite): not audited", message)]
        case .audited(let report):
            if let reason = report.reason { return [annotation("\(outcome.suite): audit not completed", reason)] }
            let checks = CheckGroup.all(of: report).flatMap { group -> [Annotation] in
                // Where the whole is in trouble, its segments are part of that.
                let troubled = [group.whole].compactMap(\.self).filter(\.status.isTrouble)
                return (troubled.isEmpty ? group.segments : troubled).map { check in
                    let segment = check.segment.map { " [\($0)]" } ?? ""
                    let past = check.pastText(asOf: report.now, in: .english).map { " (\($0))" } ?? ""
                    return annotation(
                        "\(outcome.suite): \(check.id)\(segment)", BreachText.message(check) + past, check.status,
                        line: outcome.lines[check.id])
                }
            }
            let deliveries = report.deliveries.filter { $0.status == .failed }.map { delivery in
                annotation("\(outcome.suite): delivery failed", "\(delivery.sink): \(delivery.error ?? "")")
            }
            return checks + deliveries
        }
    }

    private func lines(_ annotations: [Annotation], _ command: String) -> [String] {
        let shown = annotations.count > Self.most ? Self.most - 1 : annotations.count
        var lines = annotations.prefix(shown).map { line($0, command) }
        if annotations.count > shown {
            lines.append("::\(command) title=dqaudit::\(annotations.count - shown) more, see the summary")
        }
        return lines
    }

    private func line(_ annotation: Annotation, _ command: String) -> String {
        var properties: [String] = []
        if let file = annotation.file {
            properties.append("file=\(Self.property(file))")
            if let line = annotation.line { properties.append("line=\(line)") }
            if let column = annotation.column { properties.append("col=\(column)") }
        }
        properties.append("title=\(Self.property(VisibleText.of(annotation.title, atMost: BreachText.longestText)))")
        return "::\(command) \(properties.joined(separator: ","))::\(Self.data(VisibleText.of(annotation.message)))"
    }

    private static func data(_ text: String) -> String {
        text.replacingBytes("%", with: "%25").replacingBytes("\r", with: "%0D").replacingBytes("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacingBytes(":", with: "%3A").replacingBytes(",", with: "%2C")
    }

    /// A text of several lines in which the runner finds no command: it takes a line that begins with `::`, and `##[` anywhere, for one, and
    /// names of documents could be made so.
    package static func disarmed(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let start = line.drop { $0.isWhitespace }
            let harmless = start.hasPrefix("::") ? line.dropLast(start.count) + ": :" + start.dropFirst(2) : line[...]
            return String(harmless).replacingBytes("##[", with: "# #[")
        }.joined(separator: "\n")
    }
}
