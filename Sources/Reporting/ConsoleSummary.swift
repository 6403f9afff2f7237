package import AuditModel

/// A run for a person at a terminal: one screen on a usual day, the worst first, at any width.
///
/// Checks in trouble have a row each, with what is behind the number; their segments in trouble stand below. Checks that are well share
/// a paragraph then. Where all is well, each has its row.
package struct ConsoleSummary: Sendable {
    /// Columns of the terminal.
    package let width: Int
    /// Whether to colour; every status is also a word.
    package let isColoured: Bool
    package let language: Language

    /// Rows for checks that are well, where nothing is in trouble.
    private static let mostQuietRows = 12
    /// Segments of one check that are well as a whole.
    private static let mostSegmentRows = 3

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
        let name =
            "\(VisibleText.of(report.suite))  \(VisibleText.of(report.source.namespace))  \(language.numbers.instant(report.now))"
        var lines = TerminalText.wrapped(name, columns: width)
        if width >= TerminalText.width(name) { lines = [name] }
        let style = ConsoleStyle(report.status, language)
        var verdict = TerminalText.wrapped("\(style.word) \(report.headline(in: language))", columns: width)
        if verdict[0].hasPrefix(style.word) {
            verdict[0] = coloured(style) + verdict[0].dropFirst(style.word.count)
        }
        lines += verdict
        if let reason = report.reason { lines += TerminalText.wrapped(VisibleText.of(reason), columns: width) }
        let story = report.story(in: language)
        // The verdict has said already that all is well.
        if report.status != .pass || story.count > 1 {
            lines += TerminalText.wrapped(story.joined(separator: " "), columns: width)
        }
        return lines
    }

    private func body(_ report: RunReport) -> [String] {
        let groups = CheckGroup.all(of: report)
        let troubled = groups.filter(\.isTrouble).sorted { ($0.severity, $0.place) < ($1.severity, $1.place) }
        let quiet = report.checks.filter { $0.segment == nil && !$0.status.isTrouble }
            .sorted { $0.status.severity < $1.status.severity }
        var rows = troubled.flatMap { self.rows($0, of: report) }
        let isQuiet = troubled.isEmpty && quiet.count <= Self.mostQuietRows
        if isQuiet { rows = quiet.map { ConsoleRow($0, segments: [], in: report, language) } }
        let layout = ConsoleLayout(rows: rows, width: width, language)
        var lines = rows.flatMap { self.lines($0, layout) }
        if !isQuiet {
            for status in [CheckStatus.learning, .pass] {
                lines += paragraph(quiet.filter { $0.status == status }, status)
            }
        }
        return lines
    }

    private func rows(_ group: CheckGroup, of report: RunReport) -> [ConsoleRow] {
        if let whole = group.whole, whole.status.isTrouble {
            return [ConsoleRow(whole, segments: group.segments, in: report, language)]
        }
        let shown = group.segments.prefix(Self.mostSegmentRows)
        return shown.enumerated().map { place, segment in
            let rest = place == shown.count - 1 ? Array(group.segments.dropFirst(shown.count)) : []
            return ConsoleRow(segment, segments: rest, in: report, language)
        }
    }

    /// Checks that are well, one after the other.
    private func paragraph(_ checks: [CheckResult], _ status: CheckStatus) -> [String] {
        guard !checks.isEmpty else { return [] }
        let shown = checks.prefix(Self.mostQuietRows).map { check in
            let days = check.learningText(in: language).map { ", \($0)" } ?? ""
            return "\(VisibleText.of(check.id)) \(check.valueText(in: language))\(days)"
        }
        let rest = checks.count - shown.count
        let text = shown.joined(separator: status == .learning ? ConsoleRow.separator(language) : ", ")
        let style = ConsoleStyle(status, language)
        let indent = ConsoleLayout.indent(language)
        let lines = TerminalText.wrapped(
            text + (rest > 0 ? ConsoleRow.more(rest, language) : ""), columns: width - indent)
        return hanging(lines, below: style, indent: indent)
    }

    private func foot(_ report: RunReport, reportPath: String?) -> [String] {
        var lines: [String] = []
        var facts: [String] = []
        if report.scan.documents > 0 || report.isCompleted {
            let documents = language.numbers.documents(Double(report.scan.documents))
            let time = language.numbers.duration(report.scan.seconds)
            facts.append(language("\(documents) in \(time)", "\(documents) en \(time)"))
        }
        if let segments = report.segmentCounts(in: language) { facts.append(segments) }
        // How fast it was is told where there is room.
        let rate = language.numbers.rate(report.scan).map { ", \($0)" } ?? ""
        let separator = ConsoleRow.separator(language)
        let long = ([(facts.first ?? "") + rate] + facts.dropFirst()).joined(separator: separator)
        let hasRoom = !facts.isEmpty && TerminalText.width(long) <= width
        lines += TerminalText.wrapped(hasRoom ? long : facts.joined(separator: separator), columns: width)
        for delivery in report.deliveries where delivery.status == .failed {
            let error = delivery.error ?? language("no reason given", "sans raison donnée")
            let name = VisibleText.of(delivery.sink)
            lines += TerminalText.wrapped(
                language("delivery failed: \(name): ", "livraison échouée\u{202F}: \(name)\u{202F}: ")
                    + VisibleText.of(error),
                columns: width)
        }
        // A path stays in one piece, so that it can be copied: the terminal breaks it where it must.
        if let reportPath { lines.append(language("report ", "rapport ") + VisibleText.of(reportPath)) }
        return lines
    }

    // MARK: - Lines

    private func lines(_ row: ConsoleRow, _ layout: ConsoleLayout) -> [String] {
        var details = row.details
        var lines: [String] = []
        var indent = ConsoleLayout.indent(language)
        let all = [row.bound, row.headroom].filter { !$0.isEmpty }.joined(separator: ", ")
        switch layout {
        case .table(let columns):
            let cells = zip([row.name, row.value, row.bound, row.headroom], columns).map {
                TerminalText.padded($0, to: $1)
            }
            lines = hanging([trimmed(cells.joined(separator: "  "))], below: row.style, indent: indent)
        case .beside(let columns):
            let cells = zip([row.name, row.value], columns).map { TerminalText.padded($0, to: $1) }
            let start = indent + columns.reduce(0) { $0 + $1 + 2 }
            var rest = all
            if TerminalText.width(all) > width - start {
                // Of a check that is well the distance says enough; of another the bound is nearest to the value.
                rest = row.isTrouble || row.headroom.isEmpty ? row.bound : row.headroom
                if row.isTrouble, !row.headroom.isEmpty { details = beginning(details, with: row.headroom) }
            }
            let wrapped = TerminalText.wrapped(rest, columns: width - start)
            let first = (cells + wrapped.prefix(1)).joined(separator: "  ")
            lines = hanging([trimmed(first)], below: row.style, indent: indent)
            lines += wrapped.dropFirst().map { String(repeating: " ", count: start) + $0 }
        case .stack:
            let name = TerminalText.wrapped(row.name, columns: width - indent)
            lines = hanging(name, below: row.style, indent: indent)
            indent = 2
            details.insert(row.value + ", " + all, at: 0)
        }
        let joined = details.joined(separator: ConsoleRow.separator(language))
        if TerminalText.width(joined) <= width - indent, !details.isEmpty { details = [joined] }
        for detail in details {
            lines += TerminalText.wrapped(detail, columns: width - indent).map {
                String(repeating: " ", count: indent) + $0
            }
        }
        return lines
    }

    private func beginning(_ details: [String], with text: String) -> [String] {
        let first = [text] + details.prefix(1)
        return [first.joined(separator: ConsoleRow.separator(language))] + details.dropFirst()
    }

    /// Lines with a status before the first.
    private func hanging(_ lines: [String], below style: ConsoleStyle, indent: Int) -> [String] {
        let gap = String(repeating: " ", count: max(1, indent - TerminalText.width(style.word)))
        return lines.enumerated().map { place, line in
            place == 0 ? coloured(style) + gap + line : String(repeating: " ", count: indent) + line
        }
    }

    private func coloured(_ style: ConsoleStyle) -> String {
        isColoured ? "\u{1B}[\(style.colour)m\(style.word)\u{1B}[0m" : style.word
    }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
