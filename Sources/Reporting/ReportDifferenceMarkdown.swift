package import AuditModel

/// What changed between two reports as Markdown, for a comment on GitHub or GitLab.
package struct ReportDifferenceMarkdown: Sendable {
    private let words: DifferenceWords

    package init(language: Language) { words = DifferenceWords(language: language) }

    /// The text, ending with a line break. What comes from suites and documents cannot become markup, a link or a mention.
    package func text(_ difference: ReportDifference) -> String {
        let suite = MarkdownText.cell(difference.new.suite)
        let title = "### \(suite)\(words.colon) **\(words.word(difference))** (\(words.verdict(difference)))"
        let parts = [
            title, words.remarks(difference).joined(separator: "\n"), runs(difference),
            checks(difference), details(difference), segments(difference), words.rest(difference) ?? "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func runs(_ difference: ReportDifference) -> String {
        let language = words.language
        func cells(_ name: String, _ text: (RunReport) -> String) -> [String] {
            [name, text(difference.old), text(difference.new)]
        }
        let head = ["", language("before", "avant"), language("after", "après")]
        var rows = [
            cells(language("run", "audit")) { MarkdownText.cell($0.runID) },
            cells(language("clock", "horloge")) { language.numbers.instant($0.now) },
            cells("verdict") { words.word($0.status) },
        ]
        if !difference.isSameSuite { rows.append(cells("suite") { MarkdownText.cell($0.suite) }) }
        rows.append(cells("collection") { MarkdownText.cell($0.source.namespace) })
        rows.append(cells("documents") { language.numbers.count($0.scan.documents) })
        var text = table(head, rows)
        let facts = difference.facts.map { fact in
            "- \(words.name(fact.fact))\(words.colon) \(words.text(fact, quoted: { MarkdownText.cell($0) }))"
        }
        if !facts.isEmpty { text += "\n\n" + facts.joined(separator: "\n") }
        return text
    }

    private func checks(_ difference: ReportDifference) -> String {
        let language = words.language
        let shown = difference.checks + difference.shownSegmentChecks.prefix(ReportDifference.mostRows)
        guard !shown.isEmpty else { return "" }
        let head = language(
            ["change", "check", "status", "value", "difference"],
            ["changement", "contrôle", "état", "valeur", "écart"])
        var text = table(
            head,
            shown.map { check in
                [
                    check.direction == .worse ? "**\(words.word(check))**" : words.word(check), name(check),
                    words.status(check), words.value(check),
                    words.difference(check),
                ]
            })
        let hidden = difference.shownSegmentChecks.count - ReportDifference.mostRows
        if hidden > 0 { text += "\n\n\(words.more(hidden))" }
        return text
    }

    /// Thresholds, fields and rules, a list for each check.
    private func details(_ difference: ReportDifference) -> String {
        let shown = difference.checks + difference.shownSegmentChecks.prefix(ReportDifference.mostRows)
        return shown.compactMap { check -> String? in
            var lines = check.thresholds.map { words.threshold($0, of: check) }
            for (parts, unit) in [(check.fields, MeasurementUnit.percent), (check.rules, .documents)] {
                lines += parts.prefix(ReportDifference.mostParts).map {
                    "\(MarkdownText.cell($0.name))\(words.colon) \(words.part($0, unit))"
                }
                let more = parts.count - ReportDifference.mostParts
                if more > 0 { lines.append(words.more(more)) }
            }
            return lines.isEmpty ? nil : "- \(name(check))\n" + lines.map { "  - \($0)" }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func segments(_ difference: ReportDifference) -> String {
        let language = words.language
        let shown = difference.shownSegments
        guard !shown.isEmpty else { return "" }
        let head = language(
            ["change", "segment", "documents", "no longer checked", "newly checked"],
            ["changement", "segment", "documents", "plus contrôlés", "nouvellement contrôlés"])
        func list(_ checks: [CheckResult]) -> String { checks.map { MarkdownText.cell($0.id) }.joined(separator: ", ") }
        let text = table(
            head,
            shown.prefix(ReportDifference.mostRows).map { segment in
                [
                    segment.isWorse ? "**\(words.word(segment))**" : words.word(segment),
                    MarkdownText.cell(segment.segment), words.documents(segment) ?? "",
                    list(segment.vanished), list(segment.appeared),
                ]
            })
        let hidden = shown.count - ReportDifference.mostRows
        return hidden > 0 ? text + "\n\n\(words.more(hidden))" : text
    }

    private func name(_ check: CheckDifference) -> String {
        MarkdownText.cell(check.id) + (check.segment.map { " \(MarkdownText.cell($0))" } ?? "")
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        ([head, head.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }
}
