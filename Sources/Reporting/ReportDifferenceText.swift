package import AuditModel

/// What changed between two reports, for a person at a terminal.
package struct ReportDifferenceText: Sendable {
    /// Columns of the terminal.
    package let width: Int
    /// Whether to colour; everything is also a word.
    package let isColoured: Bool
    private let words: DifferenceWords

    /// - Parameter width: At least 20 is used.
    package init(width: Int, isColoured: Bool, language: Language) {
        self.width = max(width, 20)
        self.isColoured = isColoured
        words = DifferenceWords(language: language)
    }

    /// The text, ending with a line break.
    package func text(_ difference: ReportDifference) -> String {
        let parts = [
            head(difference), rows(difference), facts(difference),
            words.rest(difference).map { TerminalText.wrapped($0, columns: width) } ?? [],
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    // MARK: - Parts

    private func head(_ difference: ReportDifference) -> [String] {
        var lines = TerminalText.wrapped(
            "\(safe(difference.new.suite))  \(safe(difference.new.source.namespace))", columns: width)
        let style = Style(difference)
        let word = words.word(difference).uppercased()
        let verdict = words.verdict(difference)
        let isWide = TerminalText.width(word) + 2 + TerminalText.width(verdict) <= width
        lines += isWide ? ["\(coloured(word, style))  \(verdict)"] : [coloured(word, style), verdict]
        lines += words.remarks(difference).flatMap { TerminalText.wrapped($0, columns: width) }
        let language = words.language
        let labels = [language("before", "avant"), language("after", "après")]
        let isElsewhere = !difference.isSameSuite || !difference.isSameCollection
        let runs = zip(labels, [difference.old, difference.new]).map { label, report in
            [
                label, language.numbers.instant(report.now), words.word(report.status), words.documents(report),
            ] + (isElsewhere ? [safe("\(report.suite) (\(report.source.namespace))")] : []) + [safe(report.runID)]
        }
        // The ids are for those who have room for them.
        return lines + [""] + aligned(fits(runs) ? runs : runs.map { $0.dropLast() })
    }

    private func rows(_ difference: ReportDifference) -> [String] {
        let apart = difference.shownSegmentChecks
        let segments = difference.shownSegments
        var rows = difference.checks.map(row)
        rows += segments.prefix(ReportDifference.mostRows).map(row)
        rows += apart.prefix(ReportDifference.mostRows).map(row)
        let hidden =
            max(0, segments.count - ReportDifference.mostRows) + max(0, apart.count - ReportDifference.mostRows)
        guard !rows.isEmpty else { return [] }
        let layout = Layout(rows, width: width)
        return rows.flatMap { lines($0, layout) }
            + (hidden > 0 ? ["\(words.more(hidden)) (--format json)"] : [])
    }

    private func facts(_ difference: ReportDifference) -> [String] {
        let facts = difference.facts.map { [words.name($0.fact), words.text($0, quoted: safe)] }
        return facts.isEmpty ? [] : aligned(facts)
    }

    // MARK: - Rows

    /// One thing that changed.
    private struct Row {
        let word: String
        let style: Style
        /// Name, status, value, difference.
        let cells: [String]
        let details: [String]
    }

    private func row(_ check: CheckDifference) -> Row {
        let name = safe(check.id) + (check.segment.map { " [\(safe($0))]" } ?? "")
        var details = check.thresholds.map { words.threshold($0, of: check) }
        for (parts, unit) in [(check.fields, MeasurementUnit.percent), (check.rules, .documents)] {
            details += parts.prefix(ReportDifference.mostParts).map {
                "\(safe($0.name))\(words.colon) \(words.part($0, unit))"
            }
            let more = parts.count - ReportDifference.mostParts
            if more > 0 { details.append(words.more(more)) }
        }
        return Row(
            word: words.word(check).uppercased(), style: Style(check),
            cells: [name, words.status(check), words.value(check), words.difference(check)], details: details)
    }

    private func row(_ segment: SegmentDifference) -> Row {
        let language = words.language
        func list(_ checks: [CheckResult]) -> String { checks.map { safe($0.id) }.joined(separator: ", ") }
        var details: [String] = []
        if !segment.vanished.isEmpty {
            details.append("\(language("no longer checked:", "plus contrôlés\u{202F}:")) \(list(segment.vanished))")
        }
        if !segment.appeared.isEmpty {
            details.append("\(language("newly checked:", "nouvellement contrôlés\u{202F}:")) \(list(segment.appeared))")
        }
        return Row(
            word: words.word(segment).uppercased(),
            style: segment.isWorse ? .worse : segment.isBetter ? .better : .moved,
            cells: ["[\(safe(segment.segment))]", "", words.documents(segment) ?? "", ""], details: details)
    }

    /// How the rows are arranged.
    private enum Layout {
        /// Each cell in a column; the width of the word, and of the cells.
        case table(Int, [Int])
        /// Name and status in columns, the rest wrapped beside them.
        case narrowTable(Int, [Int])
        /// Each row in a block; the width of the word.
        case stack(Int)

        init(_ rows: [Row], width: Int) {
            let word = rows.map { TerminalText.width($0.word) }.max() ?? 0
            let widths = (0..<4).map { column in rows.map { TerminalText.width($0.cells[column]) }.max() ?? 0 }
            func fits(_ columns: Int, _ rest: Int) -> Bool {
                word + widths.prefix(columns).reduce(0) { $0 + 2 + $1 } + rest <= width
            }
            self = fits(4, 0) ? .table(word, widths) : fits(2, 28) ? .narrowTable(word, widths) : .stack(word)
        }
    }

    private func lines(_ row: Row, _ layout: Layout) -> [String] {
        var lines: [String]
        let indent: Int
        switch layout {
        case .table(let word, let widths):
            let cells = zip(row.cells, widths).map { TerminalText.padded($0, to: $1) }
            let padding = String(repeating: " ", count: word - TerminalText.width(row.word))
            lines = [trimmed(([coloured(row.word, row.style) + padding] + cells).joined(separator: "  "))]
            indent = word + 2
        case .narrowTable(let word, let widths):
            let cells = zip(row.cells, widths).prefix(2).map { TerminalText.padded($0, to: $1) }
            let padding = String(repeating: " ", count: word - TerminalText.width(row.word))
            let start = word + widths.prefix(2).reduce(2) { $0 + 2 + $1 }
            let rest = row.cells[2...].filter { !$0.isEmpty }.joined(separator: ", ")
            let wrapped = TerminalText.wrapped(rest, columns: width - start)
            let first = [coloured(row.word, row.style) + padding] + cells + wrapped.prefix(1)
            lines = [trimmed(first.joined(separator: "  "))]
            lines += wrapped.dropFirst().map { String(repeating: " ", count: start) + $0 }
            indent = word + 2
        case .stack(let word):
            let padding = String(repeating: " ", count: word - TerminalText.width(row.word))
            let name = TerminalText.wrapped(row.cells[0], columns: width - word - 1)
            lines = ["\(coloured(row.word, row.style))\(padding) \(name.first ?? "")"]
            lines += name.dropFirst().map { String(repeating: " ", count: word + 1) + $0 }
            indent = 2
            let rest = row.cells.dropFirst().filter { !$0.isEmpty }.joined(separator: ", ")
            lines += indented(rest, by: indent)
        }
        return lines + row.details.flatMap { indented($0, by: indent) }
    }

    private func indented(_ text: String, by indent: Int) -> [String] {
        TerminalText.wrapped(text, columns: width - indent).map { String(repeating: " ", count: indent) + $0 }
    }

    private func widths(_ rows: [[String]]) -> [Int] {
        (0..<(rows.first?.count ?? 0)).map { column in rows.map { TerminalText.width($0[column]) }.max() ?? 0 }
    }

    private func fits(_ rows: [[String]]) -> Bool { widths(rows).reduce(-2) { $0 + 2 + $1 } <= width }

    /// Rows of cells in columns where there is room, else one below the other.
    private func aligned(_ rows: [[String]]) -> [String] {
        let widths = widths(rows)
        let isTable = fits(rows)
        return rows.flatMap { row in
            if isTable {
                return [trimmed(zip(row, widths).map { TerminalText.padded($0, to: $1) }.joined(separator: "  "))]
            }
            let wrapped = TerminalText.wrapped(row.joined(separator: " "), columns: width - 2)
            return wrapped.prefix(1) + wrapped.dropFirst().map { "  " + $0 }
        }
    }

    // MARK: - Colours

    private enum Style {
        case worse, better, moved

        init(_ difference: ReportDifference) {
            self = difference.isWorse ? .worse : difference.isBetter ? .better : .moved
        }

        init(_ check: CheckDifference) {
            switch check.direction {
            case .worse: self = .worse
            case .better: self = .better
            case .same: self = .moved
            }
        }

        /// The parameters of an SGR escape sequence.
        var colour: String {
            switch self {
            case .worse: "1;31"
            case .better: "32"
            case .moved: "36"
            }
        }
    }

    private func coloured(_ word: String, _ style: Style) -> String {
        isColoured ? "\u{1B}[\(style.colour)m\(word)\u{1B}[0m" : word
    }

    private func safe(_ text: String) -> String { VisibleText.of(text) }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
