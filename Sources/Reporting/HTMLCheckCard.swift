import AuditModel

/// All about one check.
struct HTMLCheckCard {
    let check: CheckResult
    /// Its place on the page, from 1.
    let number: Int
    let report: RunReport
    let language: Language

    /// The line in the list at the top, which leads to the card.
    var glance: HTML {
        let bound = check.learningText(in: language) ?? check.mainThresholdText(in: language)
        let isJudged = check.status != .notEvaluated && check.status != .learning
        let headroom: HTML? =
            isJudged ? check.headroom.map { "<em>\($0.text(in: language))</em>" } : nil
        return """
            <li class="\(check.status.styleClass)"><a href="#check-\(number)">
            \(HTML.badge(check.status, language))
            <span class="name">\(name)</span>
            <span class="amount">\(check.valueText(in: language))</span>
            <span class="bound"><span>\(bound)</span>\(headroom)\(sinceText.map { "<span>\($0)</span>" as HTML })</span>
            </a></li>

            """
    }

    var html: HTML {
        let kind: HTML? = check.kind == check.id ? nil : "<p class=\"kind\">\(check.kind)</p>\n"
        let description: HTML? = check.description.map {
            "<div class=\"description\">\(HTML.wholeName($0, language))</div>\n"
        }
        let reason: HTML? = check.explanation.map { "<div class=\"reason\">\(Self.reason($0, language))</div>\n" }
        return """
            <article class="card check \(check.status.styleClass)" id="check-\(number)" aria-labelledby="name-\(number)">
            <header>
            <div>
            <h3 id="name-\(number)">\(name)</h3>
            \(fullNames)\(kind)\(description)</div>
            \(HTML.badge(check.status, language))
            </header>
            <div class="measure">
            <div><p class="value">\(check.valueText(in: language))</p>\(change)</div>
            \(ThresholdScale(check, language)?.html)</div>
            \(reason)\(bounds)\(Sparkline(check, of: report, language)?.html)\(measurements)\(parts)</article>

            """
    }

    // MARK: - Head

    private var name: HTML {
        let segment: HTML? = check.segment.map { " <span class=\"segment\">\(HTML.name($0))</span>" }
        return "\(HTML.name(check.id))\(segment)"
    }

    /// What the heading has no room for.
    private var fullNames: [HTML] {
        [check.id, check.segment].compactMap { $0 }.filter { VisibleText.start(of: $0) != nil }.map {
            HTML.wholeName($0, language)
        }
    }

    private static func reason(_ phrase: Phrase, _ language: Language) -> HTML {
        VisibleText.start(of: phrase.text(in: language)) != nil && phrase.text(in: language).utf8.count > 2000
            ? HTML.wholeName(phrase.text(in: language), language) : HTML.phrase(phrase, language)
    }

    /// `breached since Tuesday`; nil where nothing is breached or no history says since when.
    private var sinceText: String? { check.sinceText(at: report.now, language) }

    private var change: HTML? {
        var texts: [String] = []
        if let previous = check.past?.previous, let value = check.value {
            let isLast = previous.now == report.previous?.now
            let since =
                isLast
                ? language("the last run", "le dernier audit") : language.numbers.day(of: previous.now)
            let change = language.numbers.change(from: previous.value, to: value, check.unit)
            texts.append(
                change.map { "\($0) \(language("since", "depuis")) \(since)" }
                    ?? language("unchanged since \(since)", "inchangé depuis \(since)"))
        }
        if let sinceText { texts.append(sinceText) }
        return texts.isEmpty ? nil : HTML(texts.map { "<p class=\"change\">\($0)</p>" as HTML })
    }

    // MARK: - Body

    private var bounds: HTML {
        var rows = check.thresholds.all.map { bound, _ -> HTML in
            let headroom = !check.judgesDeviation || !bound.isUpper ? check.headroom(to: bound) : nil
            let isCrossed = (headroom?.amount ?? 0) < 0
            return Self.bound(
                isCrossed ? (bound.isFailure ? "fail" : "warn") : "plain",
                check.thresholdText(bound, in: language) ?? "",
                headroom?.text(in: language))
        }
        if let band = check.bandHeadroom {
            rows.append(
                Self.bound(
                    band.amount < 0 ? check.status.styleClass : "plain",
                    language("band that passes", "bande acceptée"), band.text(in: language)))
        }
        guard !rows.isEmpty else {
            let text = language(
                "No threshold: measured and reported, not judged.", "Sans seuil\u{202F}: mesuré et rapporté, non jugé.")
            return "<p class=\"quiet\">\(text)</p>\n"
        }
        return "<ul class=\"bounds\" aria-label=\"\(language("Thresholds", "Seuils"))\">\n\(rows)</ul>\n"
    }

    private static func bound(_ styleClass: String, _ text: String, _ headroom: String?) -> HTML {
        "<li class=\"\(styleClass)\">\(text)\(headroom.map { " <strong>\($0)</strong>" as HTML })</li>\n"
    }

    private var measurements: HTML? {
        let rows = check.details.measurements.map { measurement -> HTML in
            """
            <div><dt>\(MeasurementWords.html(measurement.name, language))</dt><dd>\(language.numbers.measurement(measurement))</dd></div>

            """
        }
        return rows.isEmpty ? nil : "<dl class=\"numbers\">\n\(rows)</dl>\n"
    }

    private var parts: HTML {
        let evidence = HTMLEvidence(check, language)
        // The worst first, complete ones last in the order of the suite.
        let worst = check.worstFields
        let fields = (worst + check.details.fields.filter { !worst.contains($0) }).map {
            HTMLFieldRow(field: $0, language: language, evidence: evidence).html
        }
        let sorted = check.rulesByDamage
        let rules = sorted.map {
            HTMLRuleRow(rule: $0, most: max(sorted.first?.documents ?? 1, 1), language: language, evidence: evidence)
                .html
        }
        let fieldList: HTML? =
            fields.isEmpty ? nil : "<h4>\(language("Fields", "Champs"))</h4>\n<ul class=\"fields\">\n\(fields)</ul>\n"
        let ruleList: HTML? =
            rules.isEmpty ? nil : "<h4>\(language("Rules", "Règles"))</h4>\n<ul class=\"rules\">\n\(rules)</ul>\n"
        let chart = VolumeChart(check, language)
        let usual: HTML? =
            chart == nil ? check.baselineText(in: language).map { "<p class=\"quiet\">\($0)</p>\n" } : nil
        let shown = Set(check.details.fields.map(\.field) + check.details.rules.map(\.rule))
        return "\(chart?.html)\(usual)\(fieldList)\(ruleList)\(evidence.html(except: shown))"
    }
}

extension CheckResult {
    /// `breached since Tuesday`, `new since the last run`; nil where nothing is breached or no history says since when.
    func sinceText(at now: Instant, _ language: Language) -> String? {
        guard isBreach, let past, let since = past.since else { return nil }
        if since == now {
            return past.previous == nil
                ? nil : language("new since the last run", "nouveau depuis le dernier audit")
        }
        let day = RelativeDay(since, from: now).text(in: language)
        return past.isOlder
            ? language("breached since \(day) at least", "seuil franchi depuis \(day) au moins")
            : language("breached since \(day)", "seuil franchi depuis \(day)")
    }
}
