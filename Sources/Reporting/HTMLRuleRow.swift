import AuditModel

/// A rule as a bar, and what there is to know of it besides.
struct HTMLRuleRow {
    let ruleClass: String
    let ruleName: String
    let ruleWord: String?
    let wordClass: String
    let ruleCount: String
    let ruleShare: String?
    let ruleWidth: String
    let hasNotes: Bool
    let notes: [Note]

    struct Note {
        let noteText: String
    }

    /// - Parameter most: documents that break the worst rule of the check, at least 1.
    init(_ rule: RuleCount, most: Int64) {
        ruleClass = rule.documents == 0 ? "kept" : "broken"
        ruleName = rule.rule
        ruleWord = rule.status == .pass ? nil : rule.status.label
        wordClass = rule.status.styleClass
        ruleCount = NumberText.english.documents(Double(rule.documents))
        ruleShare = rule.percent.map { NumberText.english.measurement($0, .percent) }
        ruleWidth = SVGNumber.percent(Double(rule.documents) / Double(most))
        var texts: [String] = []
        if rule.severity == .warning { texts.append("severity warning") }
        if let applied = rule.applied { texts.append("applied to \(NumberText.english.documents(Double(applied)))") }
        if let cells = rule.cells {
            let share = cells.percent.map { ", " + NumberText.english.measurement($0, .percent) } ?? ""
            texts.append(
                "\(NumberText.english.count(cells.broken)) of \(NumberText.english.count(cells.judged)) cells\(share)")
        }
        texts += rule.thresholds.all.map { bound, threshold in
            let amount = NumberText.english.measurement(threshold.value, threshold.unit)
            let cells = threshold.unit == .count ? " cells" : ""
            return "\(bound.isFailure ? "fail" : "warn") above \(amount)\(cells)"
        }
        notes = texts.map { Note(noteText: $0) }
        hasNotes = !notes.isEmpty
    }
}
