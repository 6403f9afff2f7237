package import AuditModel

/// A run for a person at a terminal: the worst first, nothing cut off, at any width.
package struct ConsoleSummary: Sendable {
    /// Columns of the terminal.
    package let width: Int
    /// Whether to colour; every status is also a word.
    package let isColoured: Bool
    package let language: Language

    /// - Parameter width: At least 20 is used.
    package init(width: Int, isColoured: Bool, language: Language) {
        self.width = max(width, 20)
        self.isColoured = isColoured
        self.language = language
    }

    /// The summary, ending with a newline.
    /// - Parameter reportPath: Where the report for the browser lies; nil when none was written.
    package func text(_ report: RunReport, reportPath: String? = nil) -> String {
        let parts = [head(report), body(report), foot(report, reportPath: reportPath)]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    // MARK: - Parts

    private func head(_ report: RunReport) -> [String] {
        let name = "\(safe(report.suite))  \(safe(report.source.namespace))  \(NumberText.english.instant(report.now))"
        var lines = TerminalText.wrapped(name, columns: width)
        if width >= TerminalText.width(name) { lines = [name] }
        let word = Style(report.status)
        lines += TerminalText.wrapped("\(word.word) \(report.headline(in: language))", columns: width)
        if let index = lines.firstIndex(where: { $0.hasPrefix(word.word) }) {
            lines[index] = coloured(word) + lines[index].dropFirst(word.word.count)
        }
        if let reason = report.reason { lines += TerminalText.wrapped(safe(reason), columns: width) }
        return lines
    }

    private func body(_ report: RunReport) -> [String] {
        let rows = report.checksBySeverity.map(Row.init)
        guard !rows.isEmpty else { return [] }
        let layout = Layout(rows: rows, width: width)
        return rows.flatMap { lines($0, layout) }
    }

    private func foot(_ report: RunReport, reportPath: String?) -> [String] {
        var lines: [String] = []
        if report.scan.documents > 0 || report.isCompleted {
            let rate = NumberText.english.rate(report.scan).map { ", \($0)" } ?? ""
            let documents = NumberText.english.documents(Double(report.scan.documents))
            lines += TerminalText.wrapped(
                "\(documents) in \(NumberText.english.duration(report.scan.seconds))\(rate)", columns: width)
        }
        if let segments = report.segmentsHeadline(in: language) {
            lines += TerminalText.wrapped(segments, columns: width)
        }
        for delivery in report.deliveries where delivery.status == .failed {
            lines += TerminalText.wrapped(
                "delivery failed: \(safe(delivery.sink)): \(safe(delivery.error ?? "no reason given"))", columns: width)
        }
        // A path stays in one piece, so that it can be copied: the terminal breaks it where it must.
        if let reportPath { lines.append("report \(safe(reportPath))") }
        return lines
    }

    private func lines(_ row: Row, _ layout: Layout) -> [String] {
        let status = coloured(row.style) + String(repeating: " ", count: 5 - row.style.word.count)
        let bounds = row.cells[2...].filter { !$0.isEmpty }.joined(separator: ", ")
        var lines: [String] = []
        var indent = 7
        var details = row.details
        switch layout {
        case .table(let columns):
            let cells = zip(row.cells, columns).map { TerminalText.padded($0, to: $1) }
            lines.append(trimmed(([status] + cells).joined(separator: "  ")))
        case .narrowTable(let columns):
            let cells = zip(row.cells, columns).map { TerminalText.padded($0, to: $1) }
            let start = 5 + columns.reduce(2) { $0 + 2 + $1 }
            let rest = TerminalText.wrapped(bounds, columns: width - start)
            lines.append(([status] + cells + rest.prefix(1)).joined(separator: "  "))
            lines += rest.dropFirst().map { String(repeating: " ", count: start) + $0 }
        case .stack:
            let name = TerminalText.wrapped(row.cells[0], columns: width - 6)
            lines.append("\(status) \(name.first ?? "")")
            lines += name.dropFirst().map { "      " + $0 }
            indent = 2
            details.insert("\(row.cells[1]), \(bounds)", at: 0)
        }
        for detail in details {
            lines += TerminalText.wrapped(detail, columns: width - indent).map {
                String(repeating: " ", count: indent) + $0
            }
        }
        return lines
    }

    // MARK: - Words

    /// One check as texts that are safe to print.
    private struct Row {
        let style: Style
        /// Name, value, threshold, headroom.
        let cells: [String]
        /// Lines below.
        let details: [String]

        init(_ check: CheckResult) {
            style = Style(check.status)
            let name = VisibleText.of(check.id) + (check.segment.map { " [\(VisibleText.of($0))]" } ?? "")
            let isJudged = check.status != .notEvaluated && check.status != .learning
            cells = [
                name, check.status == .notEvaluated ? "not evaluated" : check.valueText(in: .english),
                check.learningText(in: .english) ?? check.mainThresholdText(in: .english),
                isJudged ? check.headroom?.text(in: .english) ?? "" : "",
            ]
            var details: [String] = []
            if let reason = check.reasonText(in: .english) { details.append(VisibleText.of(reason)) }
            if check.status == .fail || check.status == .warn {
                let fields = check.worstFields.prefix(3).map { field in
                    let share = field.completeness.map { NumberText.english.measurement($0, .percent) } ?? "no cells"
                    let wrong =
                        field.wrongType > 0 ? ", \(NumberText.english.count(field.wrongType)) of a wrong type" : ""
                    return "\(VisibleText.of(field.field)) \(share)\(wrong)"
                }
                if !fields.isEmpty { details.append("worst fields: " + fields.joined(separator: "; ")) }
                let rules = check.rulesByDamage.filter { $0.documents > 0 }.prefix(3).map { rule in
                    let mark = rule.severity == .warning ? ", warning" : ""
                    return "\(VisibleText.of(rule.rule)) (\(NumberText.english.count(rule.documents))\(mark))"
                }
                if !rules.isEmpty { details.append("worst rules: " + rules.joined(separator: "; ")) }
                if let first = check.evidence.first {
                    let about = " (\(VisibleText.of(first.about))\(first.problem.map { " \($0)" } ?? ""))"
                    let rest = check.evidence.count - 1
                    details.append(
                        "e.g. _id \(VisibleText.of(ShellText.of(extendedJSON: first.id)))\(about)"
                            + (rest > 0 ? ", \(rest) more in the report" : ""))
                }
                if let baseline = check.baselineText(in: .english) { details.append(baseline) }
            }
            self.details = details
        }
    }

    /// How the rows are arranged, with the widths of the columns after the status.
    private enum Layout: Equatable {
        /// Name, value, threshold and headroom each in a column.
        case table([Int])
        /// Name and value in columns, the rest wrapped beside them.
        case narrowTable([Int])
        /// Each check in a block.
        case stack

        init(rows: [Row], width: Int) {
            let widths = (0..<4).map { column in rows.map { TerminalText.width($0.cells[column]) }.max() ?? 0 }
            func fits(_ columns: Int, _ rest: Int) -> Bool {
                5 + widths.prefix(columns).reduce(0) { $0 + 2 + $1 } + rest <= width
            }
            if fits(4, 0) {
                self = .table(widths)
            } else if fits(2, 28) {
                self = .narrowTable(Array(widths.prefix(2)))
            } else {
                self = .stack
            }
        }
    }

    /// A status as a word of at most five letters and a colour.
    private struct Style {
        let word: String
        /// The parameters of an SGR escape sequence.
        let colour: String

        init(_ status: CheckStatus) {
            switch status {
            case .pass: (word, colour) = ("PASS", "32")
            case .warn: (word, colour) = ("WARN", "33")
            case .fail: (word, colour) = ("FAIL", "1;31")
            case .learning: (word, colour) = ("LEARN", "36")
            case .notEvaluated: (word, colour) = ("ERROR", "1;35")
            }
        }

        init(_ status: RunStatus) {
            switch status {
            case .pass: self.init(CheckStatus.pass)
            case .warn: self.init(CheckStatus.warn)
            case .fail: self.init(CheckStatus.fail)
            case .incomplete: self.init(CheckStatus.notEvaluated)
            }
        }
    }

    private func coloured(_ style: Style) -> String {
        isColoured ? "\u{1B}[\(style.colour)m\(style.word)\u{1B}[0m" : style.word
    }

    private func safe(_ text: String) -> String { VisibleText.of(text) }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
