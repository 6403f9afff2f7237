import AuditModel

/// The documents behind a check's numbers: field by field, rule by rule, group by group, each with its filter.
struct HTMLEvidence {
    private let check: CheckResult
    private let language: Language
    /// In the order of the report.
    private var places: [Place] = []
    private var documents: [Place: [Evidence]] = [:]
    private var filters: [Place: [EvidenceFilter]] = [:]

    /// What evidence and filters are brought together by.
    private struct Place: Hashable {
        let about: String
        let group: Int?
    }

    init(_ check: CheckResult, _ language: Language) {
        self.check = check
        self.language = language
        for entry in check.evidence {
            let place = Place(about: entry.about, group: entry.group)
            note(place)
            documents[place, default: []].append(entry)
        }
        for filter in check.details.filters {
            let place = Place(about: filter.about, group: filter.group)
            note(place)
            filters[place, default: []].append(filter)
        }
    }

    private mutating func note(_ place: Place) {
        if documents[place] == nil, filters[place] == nil { places.append(place) }
    }

    /// The documents of one field or rule; nil where there are none.
    func html(about name: String) -> HTML? {
        let place = Place(about: name, group: nil)
        guard documents[place] != nil || filters[place] != nil else { return nil }
        return
            "<details><summary>\(title(documents[place]?.count ?? 0, hasFilter: filters[place] != nil))</summary>\n\(body(place))</details>\n"
    }

    /// What belongs to none of these fields and rules; nil where there is nothing.
    func html(except names: Set<String>) -> HTML? {
        let rest = places.filter { $0.group != nil || !names.contains($0.about) }
        let note = check.details.groupsNote
        guard !rest.isEmpty || note != nil else { return nil }
        let count = rest.reduce(0) { $0 + (documents[$1]?.count ?? 0) }
        let sections = rest.map { place -> HTML in
            "<section class=\"evidence\">\n<h4>\(heading(place))</h4>\n\(body(place))</section>\n"
        }
        let noteText: HTML? = note.map { "<p class=\"quiet\">\(HTML.english($0, language))</p>\n" }
        return "<details><summary>\(title(count, hasFilter: false))</summary>\n\(noteText)\(sections)</details>\n"
    }

    private func title(_ count: Int, hasFilter: Bool) -> String {
        let filter = language("mongosh filter", "filtre mongosh")
        let number = language.numbers.count(Int64(count))
        switch count {
        case 0: return hasFilter ? filter : "Documents"
        case 1: return language("1 document as an example", "1 document en exemple") + (hasFilter ? ", \(filter)" : "")
        default:
            return language("\(number) documents as examples", "\(number) documents en exemple")
                + (hasFilter ? ", \(filter)" : "")
        }
    }

    private func heading(_ place: Place) -> HTML {
        let groups = check.details.groups
        guard let number = place.group, groups.indices.contains(number - 1) else { return .name(place.about) }
        let group = groups[number - 1]
        let size = language.numbers.documents(Double(group.documents))
        let colon = language(": ", "\u{202F}: ")
        let key: HTML? = group.key.isEmpty ? nil : " <code>\(HTML.name(group.key.joined(separator: ", ")))</code>"
        return "\(HTML.name(place.about))\(colon)\(size)\(key)"
    }

    private func body(_ place: Place) -> HTML {
        let queries = (filters[place] ?? []).map { filter -> HTML in
            let title =
                filter.finds == .all
                ? language("mongosh filter", "filtre mongosh")
                : language("mongosh filter, these examples only", "filtre mongosh, ces exemples seulement")
            return "<div class=\"query\"><span>\(title)</span> <code>\(filter.filter)</code></div>\n"
        }
        let rows = rows(documents[place] ?? [])
        let list: HTML? = rows.isEmpty ? nil : "<ul class=\"ids\">\n\(rows)</ul>\n"
        return "\(queries)\(list)"
    }

    /// A line for each document with a value, and one for all that are wrong in the same way.
    private func rows(_ evidence: [Evidence]) -> [HTML] {
        var problems: [String?] = []
        for entry in evidence where entry.value == nil && !problems.contains(entry.problem) {
            problems.append(entry.problem)
        }
        var rows: [HTML] = []
        for problem in problems {
            let ids = evidence.filter { $0.value == nil && $0.problem == problem }.map {
                ShellText.of(extendedJSON: $0.id)
            }
            let short = ids.filter { VisibleText.start(of: $0) == nil }
            if !short.isEmpty {
                rows.append("<li><code>\(short.joined(separator: ", "))</code>\(words(problem))</li>\n")
            }
            rows += ids.filter { VisibleText.start(of: $0) != nil }.map {
                "<li><code>\(HTML.wholeName($0, language))</code>\(words(problem))</li>\n"
            }
        }
        return rows
            + evidence.compactMap { entry in
                guard let value = entry.value else { return nil }
                let id = ShellText.of(extendedJSON: entry.id)
                return """
                    <li><code>\(HTML.wholeName(id, language))</code>\(words(entry.problem)) \
                    <code class="shown">\(HTML.wholeName(value, language))</code></li>

                    """
            }
    }

    private func words(_ problem: String?) -> HTML? {
        guard let problem else { return nil }
        let french = [
            "absent": "absent", "null": "null", "empty": "vide", "not_a_number": "pas un nombre",
            "placeholder": "valeur de remplacement", "unreadable": "illisible", "future": "dans le futur",
        ]
        let text = problem.replacing("_", with: " ")
        if language == .french, let known = french[problem] { return " <span>\(known)</span>" }
        return " <span>\(HTML.english(text, language))</span>"
    }
}
