package import AuditModel

/// All runs of a process as Markdown, for GitHub, GitLab and whatever renders the same dialect.
///
/// GitHub shows up to 1 MiB of a step. A report stays far below, whatever the suites hold: where it would become longer than
/// ``mostBytes``, suites are told without details, then in their sentences only, then as a number.
package struct MarkdownReport: Sendable {
    package let language: Language

    /// Bytes of the whole text.
    package static let mostBytes = 262_144
    private static let mostRows = 40
    private static let mostSegmentRows = 20
    private static let mostDetails = 12

    package init(language: Language) {
        self.language = language
    }

    /// The text, ending with a line break.
    package func text(_ outcomes: [SuiteOutcome]) -> String {
        var text = ""
        var left = outcomes.count
        for outcome in outcomes {
            let wordings = [Extent.whole, .table, .story].lazy.map { section(outcome, $0) }
            // Something is kept for the last sentence.
            let room = Self.mostBytes - 200 - text.utf8.count
            guard let section = wordings.first(where: { $0.utf8.count < room }) else { break }
            text += (text.isEmpty ? "" : "\n") + section
            left -= 1
        }
        if left > 0 {
            let number = language.numbers.count(Int64(left))
            text += "\n" + language("\(number) more suites.", "\(number) autres suites.") + "\n"
        }
        return text
    }

    private enum Extent { case whole, table, story }

    private func section(_ outcome: SuiteOutcome, _ extent: Extent) -> String {
        let name = MarkdownText.code(outcome.suite)
        switch outcome.result {
        case .failed(let message, let status):
            let verdict =
                status == .usage
                ? language("nothing was audited", "rien n’a été audité")
                : language("could not be audited", "n’a pas pu être auditée")
            return """
                ## \(mark(.notEvaluated)) \(name)\(colon)\(verdict)

                \(MarkdownText.code(message, atMost: 1000))

                """
        case .audited(let report):
            var blocks = [
                "## \(mark(report.status)) \(name)\(colon)\(report.headline(in: language))", facts(report),
            ]
            if let reason = report.reason { blocks.append(MarkdownText.code(reason, atMost: 1000)) }
            let story = report.story(in: language) { MarkdownText.code($0, atMost: 60) }
            if !story.isEmpty { blocks.append(story.joined(separator: " ")) }
            if extent != .story {
                blocks.append(contentsOf: [checks(report), segments(report)].compactMap(\.self))
            }
            if extent == .whole { blocks += details(report) }
            for delivery in report.deliveries where delivery.status == .failed {
                blocks.append(
                    language("Delivery failed", "Livraison échouée") + colon + MarkdownText.code(delivery.sink) + " "
                        + MarkdownText.code(delivery.error ?? "–", atMost: 1000))
            }
            if let path = outcome.reportPath {
                blocks.append(language("Report", "Rapport") + colon + MarkdownText.code(path, atMost: 1000))
            }
            return blocks.joined(separator: "\n\n") + "\n"
        }
    }

    private var colon: String { language(": ", "\u{202F}: ") }

    private func facts(_ report: RunReport) -> String {
        var facts = [MarkdownText.code(report.source.namespace), language.numbers.instant(report.now)]
        if report.scan.documents > 0 || report.isCompleted {
            let documents = language.numbers.documents(Double(report.scan.documents))
            let time = language.numbers.duration(report.scan.seconds)
            facts.append(language("\(documents) in \(time)", "\(documents) en \(time)"))
        }
        return facts.joined(separator: " · ")
    }

    // MARK: - Tables

    private func checks(_ report: RunReport) -> String? {
        let checks = report.checks.filter { $0.segment == nil }.enumerated()
            .sorted { ($0.element.status.severity, $0.offset) < ($1.element.status.severity, $1.offset) }
            .map(\.element)
        guard !checks.isEmpty else { return nil }
        let head = [language("Check", "Contrôle")]
        return table(checks, most: Self.mostRows, head, report) { [MarkdownText.cell($0.id)] }
    }

    private func segments(_ report: RunReport) -> String? {
        guard let counts = report.segmentCounts(in: language) else { return nil }
        let troubled = CheckGroup.all(of: report).flatMap(\.segments).enumerated()
            .sorted { ($0.element.status.severity, $0.offset) < ($1.element.status.severity, $1.offset) }
            .map(\.element)
        guard !troubled.isEmpty else { return counts }
        let head = [language("Segment", "Segment"), language("Check", "Contrôle")]
        let rows = table(troubled, most: Self.mostSegmentRows, head, report) {
            [MarkdownText.cell($0.segment ?? ""), MarkdownText.cell($0.id)]
        }
        return "\(counts)\n\n\(rows)"
    }

    private func table(
        _ checks: [CheckResult], most: Int, _ head: [String], _ report: RunReport, names: (CheckResult) -> [String]
    ) -> String {
        let isPast = checks.contains { $0.pastText(asOf: report.now, in: language) != nil }
        let columns =
            [language("Status", "État")] + head + [language("Value", "Valeur"), language("Threshold", "Seuil")]
            + (isPast ? [language("Since", "Depuis")] : [])
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        var lines = [line(columns), line(columns.map { _ in "---" })]
        for check in checks.prefix(most) {
            let isJudged = check.status != .notEvaluated && check.status != .learning
            let headroom = isJudged ? check.headroom?.text(in: language) : nil
            let bound = check.learningText(in: language) ?? check.mainThresholdText(in: language)
            let past = isPast ? [check.pastText(asOf: report.now, in: language) ?? ""] : []
            lines.append(
                line(
                    ["\(mark(check.status)) \(word(check.status))"] + names(check) + [
                        check.valueText(in: language), [bound, headroom].compactMap(\.self).joined(separator: ", "),
                    ] + past))
        }
        let table = lines.joined(separator: "\n")
        guard checks.count > most else { return table }
        let rest = language.numbers.count(Int64(checks.count - most))
        return table + "\n\n" + language("\(rest) more in the report.", "\(rest) de plus dans le rapport.")
    }

    // MARK: - Details

    /// What is behind the numbers, folded away.
    private func details(_ report: RunReport) -> [String] {
        let groups = CheckGroup.all(of: report).filter(\.isTrouble)
            .sorted { ($0.severity, $0.place) < ($1.severity, $1.place) }
        return groups.prefix(Self.mostDetails).compactMap { group in
            let whole = group.whole.flatMap { $0.status.isTrouble ? $0 : nil }
            guard let check = whole ?? group.segments.first else { return nil }
            return details(check, report)
        }
    }

    private func details(_ check: CheckResult, _ report: RunReport) -> String {
        let segment = check.segment.map { " [\(MarkdownText.htmlCode($0))]" } ?? ""
        var blocks = [
            "<details>\n<summary>\(mark(check.status)) \(MarkdownText.htmlCode(check.id))\(segment)</summary>"
        ]
        if let reason = check.reasonText(in: language) { blocks.append(MarkdownText.code(reason, atMost: 1000)) }
        if let baseline = check.baselineText(in: language) { blocks.append(baseline) }
        let items = fields(check) + rules(check) + examples(check)
        if !items.isEmpty { blocks.append(items.map { "- \($0)" }.joined(separator: "\n")) }
        for filter in BreachText.filters(check) {
            let examples = filter.finds == .examples ? language(", these examples", ", ces exemples") : ""
            blocks.append(MarkdownText.code(filter.about) + examples)
            blocks.append(MarkdownText.block(BreachText.command(filter, report), language: "js"))
        }
        return (blocks + ["</details>"]).joined(separator: "\n\n")
    }

    private func fields(_ check: CheckResult) -> [String] {
        guard check.details.fields.count > 1 else { return [] }
        return check.worstFields.prefix(BreachText.mostExamples).map { field in
            let share =
                field.completeness.map { language.numbers.measurement($0, .percent) }
                ?? language("no cells", "aucune cellule")
            return "\(MarkdownText.code(field.field))\(colon)\(share)"
        }
    }

    private func rules(_ check: CheckResult) -> [String] {
        check.rulesByDamage.filter { $0.documents > 0 }.prefix(BreachText.mostExamples).map { rule in
            "\(MarkdownText.code(rule.rule))\(colon)\(language.numbers.documents(Double(rule.documents)))"
        }
    }

    private func examples(_ check: CheckResult) -> [String] {
        let shown = check.evidence.prefix(BreachText.mostExamples).map { evidence in
            let about = [evidence.about, evidence.problem, evidence.value].compactMap(\.self)
            return "`_id` \(MarkdownText.code(BreachText.id(evidence), atMost: .max))\(colon)"
                + about.map { MarkdownText.code($0) }.joined(separator: ", ")
        }
        let rest = check.evidence.count - shown.count
        let number = language.numbers.count(Int64(rest))
        return shown + (rest > 0 ? [language("\(number) more in the report", "\(number) de plus dans le rapport")] : [])
    }

    // MARK: - Words

    /// A sign that can be told apart without colours; a word or sentence always stands beside it.
    private func mark(_ status: CheckStatus) -> String {
        switch status {
        case .pass: "✅"
        case .warn: "⚠️"
        case .fail: "❌"
        case .learning: "⏳"
        case .notEvaluated: "❗"
        }
    }

    private func mark(_ status: RunStatus) -> String {
        switch status {
        case .pass: mark(CheckStatus.pass)
        case .warn: mark(CheckStatus.warn)
        case .fail: mark(CheckStatus.fail)
        case .incomplete: mark(CheckStatus.notEvaluated)
        }
    }

    private func word(_ status: CheckStatus) -> String {
        switch status {
        case .pass: language("passed", "réussi")
        case .warn: language("warning", "alerte")
        case .fail: language("failed", "échec")
        case .learning: language("learning", "apprentissage")
        case .notEvaluated: language("not evaluated", "non évalué")
        }
    }
}
