import AuditModel

/// The segments of a run: a row each, a column a check, those in trouble first.
struct HTMLHeatMap {
    private let report: RunReport
    private let language: Language
    private let headline: String
    private let columns: [String]
    private var rows: [Row] = []
    /// The number of the card of a cell, where there is one.
    private var cards: [Cell: Int] = [:]

    private struct Cell: Hashable {
        let check: String
        let segment: String?
    }

    /// So many segments are shown whole; of more, those without trouble are folded away.
    private static let mostOpenRows = 12

    private struct Row {
        let name: String
        /// Beside the columns, the place of each result in the report; nil where the check has none for the segment.
        var cells: [Int?]
        var worst = CheckStatus.pass.severity
        var troubles = 0
    }

    /// nil without segments.
    /// - Parameter cards: those of single segments, which cells lead to.
    init?(_ report: RunReport, cards: some Sequence<HTMLCheckCard>, _ language: Language) {
        guard let headline = report.segmentsHeadline(in: language, isWhole: true) else { return nil }
        for card in cards { self.cards[Cell(check: card.check.id, segment: card.check.segment)] = card.number }
        self.report = report
        self.language = language
        self.headline = headline
        var columnPlaces: [String: Int] = [:]
        var columns: [String] = []
        for check in report.checks where check.segment != nil && columnPlaces[check.id] == nil {
            columnPlaces[check.id] = columns.count
            columns.append(check.id)
        }
        self.columns = columns
        var rowPlaces: [String: Int] = [:]
        for (index, check) in report.checks.enumerated() {
            guard let name = check.segment, let column = columnPlaces[check.id] else { continue }
            let place = rowPlaces[name] ?? rows.count
            if place == rows.count {
                rowPlaces[name] = place
                rows.append(Row(name: name, cells: Array(repeating: nil, count: columns.count)))
            }
            rows[place].cells[column] = index
            rows[place].worst = min(rows[place].worst, check.status.severity)
            if check.status.isTrouble { rows[place].troubles += 1 }
        }
        rows = rows.enumerated().sorted { left, right in
            if left.element.worst != right.element.worst { return left.element.worst < right.element.worst }
            if left.element.troubles != right.element.troubles { return left.element.troubles > right.element.troubles }
            return left.offset < right.offset
        }.map(\.element)
    }

    var html: HTML {
        let troubled = rows.prefix { $0.troubles > 0 }.count
        let open = rows.count <= Self.mostOpenRows ? rows.count : troubled
        let documents = documents
        let title = language("Segments", "Segments")
        let shown: HTML? = open == 0 ? nil : table(rows.prefix(open), documents, label: title)
        let restTitle =
            open == 0
            ? language("All \(rows.count) segments", "Les \(rows.count) segments")
            : language(
                "\(rows.count - open) more segments without trouble",
                "\(rows.count - open) autres segments sans problème")
        let rest: HTML? =
            open == rows.count
            ? nil
            : """
            <details><summary>\(restTitle)</summary>
            \(table(rows.dropFirst(open), documents, label: restTitle))</details>

            """
        return """
            <section aria-labelledby="segments">
            <h2 id="segments">\(title)</h2>
            <div class="card heat">
            <p class="quiet">\(headline)</p>
            \(legend)\(shown)\(rest)</div>
            </section>

            """
    }

    /// Documents by segment, as the first check counted them that says.
    private var documents: [String: Int64] {
        var documents: [String: Int64] = [:]
        for check in report.checks {
            for count in check.details.segments where documents[count.segment] == nil {
                documents[count.segment] = count.documents
            }
        }
        return documents
    }

    private var legend: HTML {
        let statuses: [CheckStatus] = [.fail, .warn, .notEvaluated, .learning, .pass]
        let present = statuses.filter { status in report.checks.contains { $0.segment != nil && $0.status == status } }
        let parts = present.map { status -> HTML in
            "<span class=\"key \(Self.styleClass(status))\">\(status.label(in: language))</span>"
        }
        return "<p class=\"keys\" aria-hidden=\"true\">\(parts)</p>\n"
    }

    /// One letter, as there may be a thousand cells.
    private static func styleClass(_ status: CheckStatus) -> String {
        switch status {
        case .pass: "p"
        case .warn: "w"
        case .fail: "f"
        case .learning: "l"
        case .notEvaluated: "u"
        }
    }

    private func table(_ rows: some Sequence<Row>, _ documents: [String: Int64], label: String) -> HTML {
        let heads = columns.map { name -> HTML in
            // Names of checks are words joined by marks, behind which a narrow column may break them.
            let text = HTML.name(name).text
            let breakable = text.replacing("_", with: "_<wbr>").replacing("-", with: "-<wbr>")
            return "<th scope=\"col\">\(HTML(markup: breakable))</th>"
        }
        // By hand: a thousand cells are most of the page.
        var body = ""
        for row in rows {
            body += "<tr><th scope=\"row\">"
            body += HTML.wholeName(row.name, language).text
            body += "</th><td>"
            body += documents[row.name].map { language.numbers.count($0) } ?? ""
            body += "</td>"
            for cell in row.cells { append(cell.map { report.checks[$0] }, to: &body) }
            body += "</tr>\n"
        }
        return """
            <div class="scroll" role="region" aria-label="\(label)" tabindex="0">
            <table><thead><tr><th scope="col">\(language("Segment", "Segment"))</th><th scope="col">Documents</th>\(heads)</tr></thead><tbody>
            \(HTML(markup: body))</tbody></table>
            </div>

            """
    }

    private func append(_ check: CheckResult?, to body: inout String) {
        guard let check else {
            body += "<td>–</td>"
            return
        }
        body += "<td class=\""
        body += Self.styleClass(check.status)
        body += "\">"
        let card = check.status.isTrouble ? cards[Cell(check: check.id, segment: check.segment)] : nil
        if let card { body += "<a href=\"#check-\(card)\">" }
        HTMLText.append(valueText(check), to: &body)
        if card != nil { body += "</a>" }
        if check.status != .pass {
            // The mark before the value is drawn by the style sheet; this is the same for those who listen.
            body += "<b>\(check.status.label(in: language))</b>"
        }
        if let since = sinceText(check) {
            body += "<small>"
            HTMLText.append(since, to: &body)
            body += "</small>"
        }
        body += "</td>"
    }

    /// Documents go without saying.
    private func valueText(_ check: CheckResult) -> String {
        guard let value = check.value, check.unit == .documents else { return check.valueText(in: language) }
        let bounds = check.thresholds.all.filter { $0.threshold.unit == check.unit }.map(\.threshold.value)
        return language.numbers.number(value, places: 1, apartFrom: bounds)
    }

    /// Shorter than on a card: the column is narrow.
    private func sinceText(_ check: CheckResult) -> String? {
        guard check.isBreach, let past = check.past, let since = past.since else { return nil }
        if since == report.now { return past.previous == nil ? nil : language("new", "nouveau") }
        let day = RelativeDay(since, from: report.now).text(in: language)
        return language("since \(day)", "depuis \(day)") + (past.isOlder ? language(" at least", " au moins") : "")
    }
}
