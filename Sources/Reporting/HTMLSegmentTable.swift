import AuditModel

/// The segments of a run as texts: a row each, a column a check.
struct HTMLSegmentTable {
    let segmentsHeadline: String
    let segmentColumns: [Column]
    let segmentRows: [Row]

    struct Column {
        let columnName: String
    }

    struct Row {
        let rowName: String
        let rowDocuments: String
        let segmentCells: [Cell]
    }

    struct Cell {
        let cellClass: String
        let cellText: String
        /// What is wrong, for those who do not see colours; nil for what passes.
        let cellWord: String?
    }

    /// nil without segments.
    init?(_ report: RunReport) {
        guard let headline = report.segmentsHeadline(in: .english) else { return nil }
        segmentsHeadline = headline
        let judged = report.checks.filter { $0.segment != nil }
        var checks: [String] = []
        var names: [String] = []
        for check in judged {
            if !checks.contains(check.id) { checks.append(check.id) }
            if let name = check.segment, !names.contains(name) { names.append(name) }
        }
        segmentColumns = checks.map { Column(columnName: $0) }
        var results: [String: [String: CheckResult]] = [:]
        for check in judged { results[check.segment ?? "", default: [:]][check.id] = check }
        let documents = report.checks.flatMap(\.details.segments)
        segmentRows = names.map { name in
            Row(
                rowName: name,
                rowDocuments: documents.first { $0.segment == name }.map { NumberText.english.count($0.documents) }
                    ?? "",
                segmentCells: checks.map { HTMLSegmentTable.cell(results[name]?[$0]) })
        }
    }

    private static func cell(_ check: CheckResult?) -> Cell {
        guard let check else { return Cell(cellClass: "plain", cellText: "–", cellWord: nil) }
        return Cell(
            cellClass: check.status.styleClass, cellText: check.value == nil ? "–" : check.valueText(in: .english),
            cellWord: check.status == .pass ? nil : check.status.label)
    }

    static let template = #"""
        {{#segmentTable}}
        <section aria-labelledby="segments">
        <h2 id="segments">Segments</h2>
        <div class="card heat" role="region" aria-labelledby="segments" tabindex="0">
        <p class="quiet">{{segmentsHeadline}}</p>
        <table><thead><tr><th scope="col">Segment</th><th scope="col">Documents</th>{{#segmentColumns}}<th scope="col">{{columnName}}</th>{{/segmentColumns}}</tr></thead><tbody>
        {{#segmentRows}}
        <tr><th scope="row"><bdi>{{rowName}}</bdi></th><td>{{rowDocuments}}</td>{{#segmentCells}}<td class="{{cellClass}}">{{cellText}}{{#cellWord}} <small>{{.}}</small>{{/cellWord}}</td>{{/segmentCells}}</tr>
        {{/segmentRows}}
        </tbody></table>
        </div>
        </section>
        {{/segmentTable}}

        """#
}
