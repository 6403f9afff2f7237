import AuditModel

/// One check as texts that are safe to print.
struct ConsoleRow {
    let style: ConsoleStyle
    let name: String
    let value: String
    let bound: String
    let headroom: String
    /// Whether somebody should look: then nothing is left out.
    let isTrouble: Bool
    /// Paragraphs below.
    let details: [String]

    private static let mostExamples = 3
    /// Code points of an `_id`, which a document may make as long as it likes.
    private static let longestID = 60

    /// - Parameter segments: those of the same check that are in trouble as well, and have no row of their own.
    init(_ check: CheckResult, segments: [CheckResult], in report: RunReport, _ language: Language) {
        style = ConsoleStyle(check.status, language)
        isTrouble = check.status.isTrouble
        name = VisibleText.of(check.id) + (check.segment.map { " [\(VisibleText.of($0))]" } ?? "")
        value =
            check.status == .notEvaluated
            ? language("not evaluated", "non évalué") : check.valueText(in: language)
        bound = check.learningText(in: language) ?? check.mainThresholdText(in: language)
        let isJudged = check.status != .notEvaluated && check.status != .learning
        headroom = isJudged ? check.headroom?.text(in: language) ?? "" : ""
        guard check.status.isTrouble else {
            details = []
            return
        }
        // What value and bound already say is not said in a sentence besides.
        let isExplained = (check.headroom?.amount ?? 0) < 0
        let reason = isExplained ? nil : check.reasonText(in: language).map { VisibleText.of($0) }
        let past = [
            check.pastText(asOf: report.now, in: language),
            check.isBreach ? check.baselineText(in: language) : nil, Self.segments(segments, language),
        ]
        let examples = [Self.fields(check, language), Self.rules(check, language), Self.evidence(check, language)]
        details = [reason, Self.paragraph(past, language), Self.paragraph(examples, language)].compactMap(\.self)
    }

    private static func paragraph(_ parts: [String?], _ language: Language) -> String? {
        let known = parts.compactMap(\.self)
        return known.isEmpty ? nil : known.joined(separator: separator(language))
    }

    /// Between things told one after the other.
    static func separator(_ language: Language) -> String { language("; ", "\u{202F}; ") }

    private static func segments(_ segments: [CheckResult], _ language: Language) -> String? {
        guard !segments.isEmpty else { return nil }
        let texts = segments.prefix(mostExamples).map { segment in
            let value =
                segment.status == .notEvaluated
                ? language("not evaluated", "non évalué") : segment.valueText(in: language)
            return "[\(VisibleText.of(segment.segment ?? ""))] \(value)"
        }
        let rest = segments.count - texts.count
        return texts.joined(separator: ", ") + (rest > 0 ? more(rest, language) : "")
    }

    static func more(_ count: Int, _ language: Language) -> String {
        let number = language.numbers.count(Int64(count))
        return language(" and \(number) more", " et \(number) de plus")
    }

    private static func fields(_ check: CheckResult, _ language: Language) -> String? {
        // Of a single field the value of the check is the value.
        guard check.details.fields.count > 1 || check.worstFields.contains(where: { $0.wrongType > 0 }) else {
            return nil
        }
        let fields = check.worstFields.prefix(mostExamples).map { field in
            let share =
                field.completeness.map { language.numbers.measurement($0, .percent) }
                ?? language("no cells", "aucune cellule")
            let count = language.numbers.count(field.wrongType)
            let wrong =
                field.wrongType > 0 ? language(", \(count) of a wrong type", ", \(count) d’un mauvais type") : ""
            return "\(VisibleText.of(field.field)) \(share)\(wrong)"
        }
        guard !fields.isEmpty else { return nil }
        return language("worst fields: ", "pires champs\u{202F}: ") + fields.joined(separator: ", ")
    }

    private static func rules(_ check: CheckResult, _ language: Language) -> String? {
        let rules = check.rulesByDamage.filter { $0.documents > 0 }.prefix(mostExamples).map { rule in
            let mark = rule.severity == .warning ? language(", warning", ", avertissement") : ""
            return "\(VisibleText.of(rule.rule)) (\(language.numbers.count(rule.documents))\(mark))"
        }
        guard !rules.isEmpty else { return nil }
        return language("worst rules: ", "pires règles\u{202F}: ") + rules.joined(separator: ", ")
    }

    private static func evidence(_ check: CheckResult, _ language: Language) -> String? {
        guard let first = check.evidence.first else { return nil }
        let id = VisibleText.of(ShellText.of(extendedJSON: first.id), atMost: longestID)
        let rest = check.evidence.count - 1
        let number = language.numbers.count(Int64(rest))
        let others = rest > 0 ? language(", \(number) more", ", \(number) de plus") : ""
        return language("e.g. _id ", "p. ex. _id ") + id + others
    }
}
