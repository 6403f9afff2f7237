import AuditModel

/// Everything that a log of plain text should hold about a check in trouble, in English.
enum BreachText {
    /// Documents that are named; the report has the rest.
    static let mostExamples = 10
    /// Filters that are written; the report has the rest.
    static let mostFilters = 5
    /// Code points of an `_id`, a name or a value.
    static let longestText = 200
    /// Code points of a filter: half a filter is none.
    static let longestFilter = 4000

    /// One sentence.
    static func message(_ check: CheckResult) -> String {
        if let reason = check.reason { return VisibleText.of(reason, atMost: 1000) }
        return "\(check.valueText(in: .english)), \(check.mainThresholdText(in: .english))"
    }

    /// Lines that follow the sentence.
    static func lines(_ check: CheckResult, in report: RunReport) -> [String] {
        var lines: [String] = []
        let headroom = check.headroom.map { ", \($0.text(in: .english))" } ?? ""
        lines.append("value: \(check.status == .notEvaluated ? "not evaluated" : check.valueText(in: .english))")
        lines.append("threshold: \(check.mainThresholdText(in: .english))\(headroom)")
        if let baseline = check.baselineText(in: .english) { lines.append(baseline) }
        if let past = check.pastText(asOf: report.now, in: .english) { lines.append(past) }
        for field in check.worstFields.prefix(mostExamples) {
            let share = field.completeness.map { NumberText.english.measurement($0, .percent) } ?? "no cells"
            lines.append("field \(short(field.field)): \(share)")
        }
        for rule in check.rulesByDamage.prefix(mostExamples) where rule.documents > 0 {
            lines.append("rule \(short(rule.rule)): \(NumberText.english.documents(Double(rule.documents)))")
        }
        for evidence in check.evidence.prefix(mostExamples) {
            let parts = [evidence.about, evidence.problem, evidence.value].compactMap(\.self).map(short)
            lines.append("_id \(id(evidence)): \(parts.joined(separator: ", "))")
        }
        if check.evidence.count > mostExamples {
            lines.append("\(check.evidence.count - mostExamples) more in the report")
        }
        for filter in filters(check) {
            lines.append("\(short(filter.about))\(filter.finds == .examples ? ", these examples" : ""):")
            lines.append("  \(command(filter, report))")
        }
        return lines
    }

    /// The filters that are short enough to be copied.
    static func filters(_ check: CheckResult) -> [EvidenceFilter] {
        Array(check.details.filters.filter { $0.filter.unicodeScalars.count <= longestFilter }.prefix(mostFilters))
    }

    /// The filter as a command to paste into mongosh.
    static func command(_ filter: EvidenceFilter, _ report: RunReport) -> String {
        VisibleText.of("db.getCollection(\(JSONText.quoted(report.source.collection))).find(\(filter.filter))")
    }

    static func id(_ evidence: Evidence) -> String { short(ShellText.of(extendedJSON: evidence.id)) }

    private static func short(_ text: String) -> String { VisibleText.of(text, atMost: longestText) }
}
