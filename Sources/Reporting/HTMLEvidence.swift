import AuditModel

/// The documents behind a check's numbers, as texts: field by field, rule by rule, group by group.
struct HTMLEvidence {
    let evidenceTitle: String
    let evidenceSections: [Section]

    /// What belongs to one field, rule or group.
    struct Section {
        let evidenceAbout: String
        let evidenceKey: String?
        let evidenceRows: [Row]
        let queries: [Query]
    }

    /// One document with its value, or several that are wrong in the same way.
    struct Row {
        let evidenceIDs: String
        let evidenceProblem: String?
        let evidenceValue: String?
    }

    struct Query {
        let queryTitle: String
        let queryText: String
    }

    /// nil when there is nothing to show.
    init?(_ check: CheckResult) {
        var places: [Place] = []
        for place in check.evidence.map(Place.init) + check.details.filters.map(Place.init)
        where !places.contains(place) {
            places.append(place)
        }
        let note = check.details.groupsNote
        guard !places.isEmpty || note != nil else { return nil }
        let count = check.evidence.count
        let documents =
            switch count {
            case 0: "Documents"
            case 1: "1 document as an example"
            default: "\(NumberText.english.count(Int64(count))) documents as examples"
            }
        evidenceTitle = note.map { "\(documents): \($0)" } ?? documents
        evidenceSections = places.map { Section($0, of: check) }
    }

    /// What evidence and filters are brought together by.
    fileprivate struct Place: Hashable {
        let about: String
        let group: Int?

        init(_ evidence: Evidence) { (about, group) = (evidence.about, evidence.group) }
        init(_ filter: EvidenceFilter) { (about, group) = (filter.about, filter.group) }
    }
}

extension HTMLEvidence.Section {
    fileprivate init(_ place: HTMLEvidence.Place, of check: CheckResult) {
        let groups = check.details.groups
        if let number = place.group, groups.indices.contains(number - 1) {
            let group = groups[number - 1]
            evidenceAbout = "\(VisibleText.of(place.about)): \(NumberText.english.documents(Double(group.documents)))"
            evidenceKey = group.key.isEmpty ? nil : group.key.map(VisibleText.of).joined(separator: ", ")
        } else {
            evidenceAbout = VisibleText.of(place.about)
            evidenceKey = nil
        }
        evidenceRows = Self.rows(check.evidence.filter { $0.about == place.about && $0.group == place.group })
        queries = check.details.filters.filter { $0.about == place.about && $0.group == place.group }.map { filter in
            HTMLEvidence.Query(
                queryTitle: filter.finds == .all ? "mongosh filter" : "mongosh filter, these examples only",
                queryText: VisibleText.of(filter.filter))
        }
    }

    private static func rows(_ evidence: [Evidence]) -> [HTMLEvidence.Row] {
        var problems: [String?] = []
        for entry in evidence where entry.value == nil && !problems.contains(entry.problem) {
            problems.append(entry.problem)
        }
        let alike = problems.map { problem in
            let ids = evidence.filter { $0.value == nil && $0.problem == problem }.map(id)
            return HTMLEvidence.Row(
                evidenceIDs: ids.joined(separator: ", "), evidenceProblem: words(problem), evidenceValue: nil)
        }
        let single = evidence.filter { $0.value != nil }.map { entry in
            HTMLEvidence.Row(
                evidenceIDs: id(entry), evidenceProblem: words(entry.problem),
                evidenceValue: entry.value.map(VisibleText.of))
        }
        return alike + single
    }

    private static func id(_ evidence: Evidence) -> String {
        VisibleText.of(ShellText.of(extendedJSON: evidence.id))
    }

    private static func words(_ problem: String?) -> String? { problem?.replacing("_", with: " ") }
}
