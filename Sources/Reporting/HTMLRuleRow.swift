import AuditModel

/// A rule as a bar, and what there is to know of it besides.
struct HTMLRuleRow {
    let rule: RuleCount
    /// Documents that break the worst rule of the check, at least 1.
    let most: Int64
    let language: Language
    let evidence: HTMLEvidence

    var html: HTML {
        let numbers = language.numbers
        let word: HTML? =
            rule.status == .pass
            ? nil : " <span class=\"mini \(rule.status.styleClass)\">\(rule.status.label(in: language))</span>"
        let share: HTML? = rule.percent.map { " <small>\(numbers.measurement($0, .percent))</small>" }
        let width = SVGNumber.percent(Double(rule.documents) / Double(most))
        let notes = notes.map { "<span>\($0)</span>" as HTML }
        let noteLine: HTML? = notes.isEmpty ? nil : "<p class=\"parts\">\(notes)</p>\n"
        return """
            <li class="\(rule.documents == 0 ? "kept" : "broken")">
            <div class="line"><span class="path">\(HTML.wholeName(rule.rule, language))\(word)</span>\
            <span class="share">\(numbers.documents(Double(rule.documents)))\(share)\(change)</span></div>
            <svg class="bar" width="100%" height="6" aria-hidden="true"><rect class="rail" width="100%" height="6" rx="3"/>\
            <rect class="damage" width="\(width)" height="6" rx="3"/></svg>
            \(noteLine)\(evidence.html(about: rule.rule))</li>

            """
    }

    private var change: HTML? {
        guard let old = rule.previous,
            let text = language.numbers.change(from: Double(old), to: Double(rule.documents), .documents)
        else { return nil }
        return " <small class=\"change\">\(text) \(language("since the last run", "depuis le dernier audit"))</small>"
    }

    private var notes: [String] {
        let numbers = language.numbers
        var texts: [String] = []
        if rule.severity == .warning { texts.append(language("severity warning", "gravité\u{202F}: alerte")) }
        if let applied = rule.applied {
            let documents = numbers.documents(Double(applied))
            texts.append(language("applied to \(documents)", "appliquée à \(documents)"))
        }
        if let cells = rule.cells {
            let share = cells.percent.map { ", " + numbers.measurement($0, .percent) } ?? ""
            let (broken, judged) = (numbers.count(cells.broken), numbers.count(cells.judged))
            texts.append(
                language("\(broken) of \(judged) cells\(share)", "\(broken) cellules sur \(judged)\(share)"))
        }
        texts += rule.thresholds.all.map { bound, threshold in
            threshold.text(bound, in: language) + (threshold.unit == .count ? language(" cells", " cellules") : "")
        }
        return texts
    }
}
