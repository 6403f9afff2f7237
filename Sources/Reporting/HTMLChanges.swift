import AuditModel

/// What became different since the run before.
struct HTMLChanges {
    private let report: RunReport
    private let previous: PreviousRun
    private let language: Language

    /// Of each kind of change, the biggest.
    private static let mostItems = 3

    /// nil where there is no run before.
    init?(_ report: RunReport, _ language: Language) {
        guard let previous = report.previous else { return nil }
        self.report = report
        self.previous = previous
        self.language = language
    }

    var html: HTML {
        let items = verdict + statuses + segments + moves
        let none = language(
            "No check changed its status, no rule and no field moved.",
            "Aucun contrôle n’a changé d’état, aucune règle et aucun champ n’a bougé.")
        let list: HTML = items.isEmpty ? "<p class=\"none\">\(none)</p>\n" : "<ul>\n\(items)</ul>\n"
        let status = previous.status.label(in: language)
        let documents = language.numbers.documents(Double(previous.documents))
        return """
            <section aria-labelledby="changes">
            <h2 id="changes">\(language("What changed", "Ce qui a changé"))</h2>
            <div class="card changes">
            <p class="quiet">\(language("Since the run of", "Depuis l’audit du")) \
            <time datetime="\(previous.now.description)">\(language.numbers.instant(previous.now))</time> (\(status), \(documents))</p>
            \(list)</div>
            </section>

            """
    }

    private func item(_ styleClass: String, _ text: HTML) -> HTML {
        "<li class=\"\(styleClass)\">\(HTML.icon(styleClass))<span>\(text)</span></li>\n"
    }

    private func moved(_ text: HTML) -> HTML {
        "<li><span class=\"moved\" aria-hidden=\"true\">→</span><span>\(text)</span></li>\n"
    }

    private var verdict: [HTML] {
        guard previous.status != report.status else { return [] }
        let (old, new) = (previous.status.label(in: language), report.status.label(in: language))
        return [
            item(
                report.status.styleClass,
                "\(language("The verdict was", "Le verdict était")) \(old), \(language("it is now", "il est maintenant")) \(new)"
            )
        ]
    }

    /// Checks of the whole collection with another status than in the run before, the worst first.
    private var statuses: [HTML] {
        report.checksBySeverity.filter { $0.segment == nil }.compactMap { check in
            guard let old = check.past?.previous, old.now == previous.now, old.status != check.status else {
                return nil
            }
            let words =
                if check.isBreach, !old.status.isBreach {
                    language("new breach", "nouveau seuil franchi")
                } else if !check.isBreach, check.status == .pass, old.status.isBreach {
                    language("repaired", "rétabli")
                } else {
                    "\(old.status.label(in: language)) → \(check.status.label(in: language))"
                }
            let numbers = language.numbers
            let before = numbers.measurement(old.value, check.unit)
            let value: HTML? = check.value == nil ? nil : " (\(before) → \(check.valueText(in: language)))"
            return item(
                check.status.styleClass,
                "<strong>\(HTML.name(check.id))</strong>\(language(": ", "\u{202F}: "))\(words)\(value)")
        }
    }

    /// Segments by what became of their checks.
    private var segments: [HTML] {
        let known = report.checks.filter { $0.segment != nil && $0.past?.previous != nil }
        let fresh = known.filter { $0.isBreach && $0.past?.since == report.now }
        let repaired = known.filter { $0.status == .pass && $0.past?.previous?.status.isBreach == true }
        var items: [HTML] = []
        if !fresh.isEmpty {
            let isFailure = fresh.contains { $0.status == .fail }
            items.append(
                item(
                    isFailure ? "fail" : "warn",
                    "\(language("New breaches of segments", "Seuils nouvellement franchis par des segments"))\(names(fresh))"
                ))
        }
        if !repaired.isEmpty {
            items.append(
                item("pass", "\(language("Repaired segments", "Segments rétablis"))\(names(repaired))"))
        }
        return items
    }

    /// `: ldlc (price), mytek (price, stock), 3 more`.
    private func names(_ checks: [CheckResult]) -> HTML {
        var order: [String] = []
        var ids: [String: [String]] = [:]
        for check in checks {
            guard let segment = check.segment else { continue }
            if ids[segment] == nil { order.append(segment) }
            ids[segment, default: []].append(check.id)
        }
        let shown = order.prefix(Self.mostItems).enumerated().map { index, segment -> HTML in
            let names = ids[segment] ?? []
            let list = names.prefix(Self.mostItems).enumerated().map {
                "\($0.offset > 0 ? ", " : "")\(HTML.name($0.element))" as HTML
            }
            let end = names.count > Self.mostItems ? ", …" : ""
            return "\(index > 0 ? ", " : "")<strong>\(HTML.name(segment))</strong> (\(list)\(end))"
        }
        let more = order.count - shown.count
        let rest = more == 0 ? "" : language(", \(more) more", ", et \(more) autres")
        return "\(language(": ", "\u{202F}: "))\(shown)\(rest)"
    }

    /// Rules and fields that moved most.
    private var moves: [HTML] {
        var rules: [(size: Double, text: HTML)] = []
        var fields: [(size: Double, text: HTML)] = []
        for check in report.checks where check.segment == nil {
            for rule in check.details.rules {
                let new = Double(rule.documents)
                guard let old = rule.previous.map(Double.init),
                    let change = language.numbers.change(from: old, to: new, .documents)
                else { continue }
                let now = language.numbers.documents(new)
                rules.append(
                    (
                        abs(new - old),
                        "\(language("Rule", "Règle")) <strong>\(HTML.name(rule.rule))</strong> (\(HTML.name(check.id)))\(language(": ", "\u{202F}: "))\(change), \(now)"
                    ))
            }
            for field in check.details.fields {
                guard let old = field.previous, let new = field.completeness, abs(new - old) >= Self.leastShare,
                    let change = language.numbers.change(from: old, to: new, .percent)
                else { continue }
                let now = language.numbers.measurement(new, .percent)
                fields.append(
                    (
                        abs(new - old),
                        "\(language("Field", "Champ")) <strong>\(HTML.name(field.field))</strong> (\(HTML.name(check.id)))\(language(": ", "\u{202F}: "))\(change), \(now)"
                    ))
            }
        }
        func biggest(_ list: [(size: Double, text: HTML)]) -> [HTML] {
            list.sorted { $0.size > $1.size }.prefix(Self.mostItems).map { moved($0.text) }
        }
        return biggest(rules) + biggest(fields)
    }

    /// In points: less is noise.
    private static let leastShare = 0.1
}
