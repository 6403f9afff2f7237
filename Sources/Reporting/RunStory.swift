package import AuditModel

extension RunReport {
    /// What a colleague would say of the run, in at most four sentences: what broke, where, since when, and what did not.
    ///
    /// Names come from suites and documents and are made visible; nothing is escaped for an output. Empty where the audit could not be
    /// completed: then the reason says it all.
    /// - Parameter naming: makes a name fit for an output; by default it is made visible, and a long one cut.
    package func story(in language: Language, naming: @escaping (String) -> String = { VisibleText.name($0) })
        -> [String]
    {
        reason != nil || checks.isEmpty ? [] : RunStory(self, language, naming).sentences
    }
}

/// Makes the sentences of a report.
private struct RunStory {
    let report: RunReport
    let language: Language
    let naming: (String) -> String
    /// Checks of the whole collection that somebody should look at, the worst first.
    let troubled: [CheckResult]

    private static let mostChecks = 2
    private static let mostNames = 3

    init(_ report: RunReport, _ language: Language, _ naming: @escaping (String) -> String) {
        self.report = report
        self.language = language
        self.naming = naming
        troubled = report.checksBySeverity.filter { $0.segment == nil && $0.status.isTrouble }
    }

    var sentences: [String] {
        var sentences = troubled.prefix(Self.mostChecks).map { sentence(CheckStory($0, self).text) }
        let more = troubled.count - sentences.count
        if more > 0 {
            sentences.append(
                more == 1
                    ? language("One more check needs a look.", "Un autre contrôle est à examiner.")
                    : language("\(more) more checks need a look.", "\(more) autres contrôles sont à examiner."))
        }
        if let segments = segmentsAlone { sentences.append(segments) }
        sentences.append(contentsOf: [rest].compactMap(\.self))
        return sentences
    }

    /// Segments in trouble with checks that are well for the collection as a whole.
    private var segmentsAlone: String? {
        let known = Set(troubled.map(\.id))
        let alone = report.checks.filter { $0.segment != nil && $0.status.isTrouble && !known.contains($0.id) }
        guard !alone.isEmpty else { return nil }
        let names = self.names(alone.compactMap(\.segment))
        let checks = self.names(alone.map(\.id))
        return language("For \(names) alone, look at \(checks).", "Pour \(names) seulement, examinez \(checks).")
    }

    /// What is left to say.
    private var rest: String? {
        let whole = report.checks.filter { $0.segment == nil }
        let learning = whole.count { $0.status == .learning }
        let passed = whole.count { $0.status == .pass }
        let isQuiet = troubled.isEmpty && segmentsAlone == nil
        let learns =
            learning == 1
            ? language("one check is still learning", "un contrôle est encore en apprentissage")
            : language("\(learning) checks are still learning", "\(learning) contrôles sont encore en apprentissage")
        if passed == 0 { return learning == 0 ? nil : sentence(learns) }
        let usual =
            isQuiet
            ? language("Everything as usual", "Tout est comme d’habitude")
            : language("Everything else as usual", "Tout le reste est comme d’habitude")
        return learning == 0 ? usual + "." : "\(usual); \(learns)."
    }

    private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

    /// `ldlc`, `ldlc and mytek`, `ldlc, mytek and 3 more`; each name once, in the order given.
    func names(_ names: [String]) -> String {
        var seen: Set<String> = []
        let names = names.filter { seen.insert($0).inserted }.map(naming)
        let and = language("and", "et")
        if names.count <= 1 { return names.first ?? "" }
        if names.count <= Self.mostNames {
            return "\(names.dropLast().joined(separator: ", ")) \(and) \(names[names.count - 1])"
        }
        let rest = names.count - Self.mostNames + 1
        let more = language("\(rest) more", "\(rest) autres")
        return "\(names.prefix(Self.mostNames - 1).joined(separator: ", ")) \(and) \(more)"
    }
}

/// What one check in trouble comes to, as half a sentence.
private struct CheckStory {
    let check: CheckResult
    let story: RunStory

    init(_ check: CheckResult, _ story: RunStory) {
        self.check = check
        self.story = story
    }

    private var report: RunReport { story.report }
    private var language: Language { story.language }

    var text: String {
        if check.status == .notEvaluated {
            let name = story.naming(check.id)
            return language("\(name) could not be evaluated", "\(name) n’a pas pu être évalué")
        }
        return what + place + since
    }

    /// The number, in the words of the check's kind.
    private var what: String {
        let value = check.valueText(in: language)
        let name = story.naming(check.id)
        switch (check.kind, check.unit) {
        case ("invalid_records", .documents):
            let one = language.numbers.isSingular(check.value ?? 0)
            let number = language.numbers.number(check.value ?? 0, places: 0)
            return language(
                "\(number) invalid \(one ? "record" : "records")",
                "\(number) \(one ? "enregistrement invalide" : "enregistrements invalides")")
        case ("invalid_records", _):
            return language("\(value) of the records are invalid", "\(value) des enregistrements sont invalides")
        case ("completeness", _):
            return language("\(value) of the cells are filled", "\(value) des cellules sont renseignées") + worstField
        case ("freshness", _):
            return language("the newest value is \(value) old", "la valeur la plus récente a \(value)")
        case ("duplicates", .percent): return language("\(value) are duplicates", "\(value) sont des doublons")
        case ("volume", _): return language("\(value)\(usual)", "\(value)\(usual)")
        case ("segments", _):
            let missing = check.details.segments.filter { $0.documents == 0 }.map(\.segment)
            guard !missing.isEmpty else { break }
            let names = story.names(missing)
            return language("nothing came from \(names)", "rien n’est venu de \(names)")
        default: break
        }
        return language("\(name) is at \(value)\(usual)", "\(name) est à \(value)\(usual)")
    }

    private var worstField: String {
        guard let worst = check.worstFields.first, let share = worst.completeness, share < check.value ?? 0 else {
            return ""
        }
        let name = story.naming(worst.field)
        let text = language.numbers.measurement(share, .percent)
        return language(", \(name) only \(text)", ", \(name) seulement \(text)")
    }

    /// Beside the value of a check that is compared with its past, what would be usual.
    private var usual: String {
        guard let baseline = check.baseline, let center = baseline.center else { return "" }
        let text =
            check.unit == .documents
            ? language.numbers.number(center, places: 0) : language.numbers.measurement(center, check.unit)
        return language(" instead of the usual \(text)", " au lieu de \(text) d’habitude")
    }

    /// What is put together of documents without a segment, and of segments that are too many: nobody of that name is to be asked.
    private static let noNames: Set = ["(missing)", "(other)"]

    /// The segment that most of it comes from, or those that breach as well.
    private var place: String {
        let apart = report.checks.filter { $0.segment != nil && $0.id == check.id }
        if check.unit == .documents, check.kind != "volume", let value = check.value, value > 0, apart.count > 1,
            let most = apart.max(by: { ($0.value ?? 0) < ($1.value ?? 0) }), let name = most.segment,
            let share = most.value, share * 2 >= value, share <= value, !Self.noNames.contains(name)
        {
            let number = language.numbers.number(share, places: 0)
            let from = story.naming(name)
            return share == value
                ? language(", all of them from \(from)", ", tous de \(from)")
                : language(", \(number) of them from \(from)", ", dont \(number) de \(from)")
        }
        let failing = apart.filter(\.isBreach)
        guard !failing.isEmpty, failing.count < apart.count, failing.count <= 2 else { return "" }
        let names = story.names(failing.compactMap(\.segment))
        return language(", above all for \(names)", ", surtout pour \(names)")
    }

    private var since: String {
        guard let text = check.sinceText(asOf: report.now, in: language) else { return "" }
        return (check.past?.since == report.now ? ", " : " ") + text
    }
}
