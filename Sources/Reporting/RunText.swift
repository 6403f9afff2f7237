package import AuditModel

/// What reports say of a run as a whole, in the same words on a terminal and in HTML.
extension RunReport {
    /// The checks, the worst first, else in the order of the suite.
    package var checksBySeverity: [CheckResult] {
        shownChecks.enumerated()
            .sorted { left, right in
                left.element.status.severity != right.element.status.severity
                    ? left.element.status.severity < right.element.status.severity : left.offset < right.offset
            }
            .map(\.element)
    }

    /// Checks of the whole collection, and those of single segments that are in trouble, as far as people read.
    private var shownChecks: [CheckResult] {
        var segments = 0
        return checks.filter { check in
            guard check.segment != nil else { return true }
            guard check.status.isTrouble else { return false }
            segments += 1
            return segments <= RunReport.mostShownSegments
        }
    }

    private static let mostShownSegments = 20

    /// The results of single segments in one line, and how many of those in trouble are shown; nil when there are none.
    /// - Parameter isWhole: whether all of them are shown, so that nothing has to be said of the rest.
    package func segmentsHeadline(in language: Language, isWhole: Bool = false) -> String? {
        guard let counts = segmentCounts(in: language) else { return nil }
        let troubled = checks.filter { $0.segment != nil && $0.status.isTrouble }.count
        let most = RunReport.mostShownSegments
        let rest =
            troubled > most && !isWhole
            ? language(
                "; \(most) of \(troubled) are shown, the report has all",
                "\u{202F}; \(most) sur \(troubled) sont affichés, le rapport les a tous") : ""
        return counts + rest
    }

    /// `24 checks of 3 segments: 3 failed, 21 passed`; nil when there are none.
    package func segmentCounts(in language: Language) -> String? {
        let segments = checks.filter { $0.segment != nil }
        guard !segments.isEmpty else { return nil }
        func count(_ status: CheckStatus) -> Int { segments.filter { $0.status == status }.count }
        let words: [(CheckStatus, String)] = [
            (.notEvaluated, language("not evaluated", "non évalués")), (.fail, language("failed", "en échec")),
            (.warn, language("in warning", "en alerte")), (.learning, language("learning", "en apprentissage")),
            (.pass, language("passed", "réussis")),
        ]
        func number(_ count: Int) -> String { language.numbers.count(Int64(count)) }
        let parts = words.filter { count($0.0) > 0 }.map { "\(number(count($0.0))) \($0.1)" }
        let names = Set(segments.compactMap(\.segment)).count
        func counted(_ count: Int, _ noun: String) -> String { "\(number(count)) \(noun)\(count == 1 ? "" : "s")" }
        return language(
            "\(counted(segments.count, "check")) of \(counted(names, "segment")): ",
            "\(counted(segments.count, "contrôle")) de \(counted(names, "segment"))\u{202F}: ")
            + parts.joined(separator: ", ")
    }

    /// The run in one line: `2 of 5 checks failed, 1 warning`. Segments have a line of their own, see ``segmentsHeadline(in:)``.
    package func headline(in language: Language) -> String {
        if reason != nil { return language("The audit could not be completed", "L’audit n’a pas pu être terminé") }
        let checks = checks.filter { $0.segment == nil }
        func count(_ status: CheckStatus) -> Int { checks.filter { $0.status == status }.count }
        func ofAll(_ number: Int) -> String {
            language(
                "\(number) of \(checks.count) checks", "\(number) contrôle\(number < 2 ? "" : "s") sur \(checks.count)")
        }
        func plural(_ number: Int) -> String { number < 2 ? "" : "s" }
        var parts: [String] = []
        let unknown = count(.notEvaluated)
        if unknown > 0 {
            parts.append(
                "\(ofAll(unknown)) "
                    + language(
                        "could not be evaluated", unknown < 2 ? "n’a pas pu être évalué" : "n’ont pas pu être évalués"))
        }
        let failed = count(.fail)
        if failed > 0 {
            parts.append("\(parts.isEmpty ? ofAll(failed) : "\(failed)") \(language("failed", "en échec"))")
        }
        let warned = count(.warn)
        if warned > 0 {
            parts.append("\(warned) \(language(warned == 1 ? "warning" : "warnings", "alerte\(plural(warned))"))")
        }
        let learning = count(.learning)
        let learningText = "\(learning) \(language("learning", "en apprentissage"))"
        if parts.isEmpty {
            if learning == checks.count {
                return language("Nothing was judged yet: ", "Rien n’est encore jugé\u{202F}: ") + learningText
            }
            let passed = count(.pass)
            parts.append(
                passed < checks.count
                    ? "\(ofAll(passed)) \(language("passed", "réussi\(plural(passed))"))"
                    : passed == 1
                        ? language("The check passed", "Le contrôle est réussi")
                        : language("All \(passed) checks passed", "Les \(passed) contrôles sont réussis"))
        }
        if learning > 0 { parts.append(learningText) }
        return parts.joined(separator: ", ")
    }
}
