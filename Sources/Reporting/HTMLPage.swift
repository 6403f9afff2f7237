import AuditModel

/// The whole document.
struct HTMLPage {
    let report: RunReport
    let language: Language

    var html: HTML {
        let sorted = report.checksBySeverity
        let whole = sorted.filter { $0.segment == nil }
        let cards = (whole + sorted.filter { $0.segment != nil }).enumerated().map {
            HTMLCheckCard(check: $0.element, number: $0.offset + 1, report: report, language: language)
        }
        let (wholeCards, segmentCards) = (cards.prefix(whole.count), cards.dropFirst(whole.count))
        return """
            \(head)\(Self.symbols)\(hero)<main class="page" id="content" tabindex="-1">
            \(glance(wholeCards))\(HTMLChanges(report, language)?.html)\(HTMLHeatMap(report, cards: segmentCards, language)?.html)\
            \(section("checks", language("Checks", "Contrôles"), wholeCards))\
            \(section("breaching", language("Segments in trouble", "Segments à examiner"), segmentCards))\
            \(HTMLRunSection(report: report, language: language).html)</main>
            \(footer)</body>
            </html>

            """
    }

    private var head: HTML {
        let title = VisibleText.start(of: report.suite).map { $0 + "…" } ?? report.suite
        let colon = language(": ", "\u{202F}: ")
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(HTMLStyle.hash)'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="dqaudit \(report.dqauditVersion)">
            <title>\(report.status.label(in: language))\(colon)\(title) · dqaudit</title>
            <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='8' fill='\(report.status.colour)'/%3E%3C/svg%3E">
            <style>\(HTML(markup: HTMLStyle.text))</style>
            </head>
            <body>
            <a class="skip" href="#content">\(language("Skip to the results", "Aller aux résultats"))</a>

            """
    }

    /// Drawn once, used by name: icons of statuses, and marks on sparklines, each of a shape of its own.
    private static let symbols: HTML = """
        <svg class="symbols" aria-hidden="true" focusable="false">
        <symbol id="icon-pass" viewBox="0 0 20 20"><path d="M4.5 10.5l3.8 3.8 7.2-8"/></symbol>
        <symbol id="icon-warn" viewBox="0 0 20 20"><path d="M10 4.5v7M10 15.2v.3"/></symbol>
        <symbol id="icon-fail" viewBox="0 0 20 20"><path d="M5.5 5.5l9 9M14.5 5.5l-9 9"/></symbol>
        <symbol id="icon-learning" viewBox="0 0 20 20"><path d="M10 2.6a7.4 7.4 0 1 0 .01 0M10 6v4.3l2.8 1.8"/></symbol>
        <symbol id="icon-unknown" viewBox="0 0 20 20"><path d="M7.2 7.6c.2-1.7 1.4-2.6 2.9-2.6 1.6 0 2.8 1 2.8 2.5 0 2.1-2.9 2.2-2.9 4.4M10 15.2v.3"/></symbol>
        <defs><path id="mark-fail" d="M-4-4L4 4M4-4L-4 4"/><path id="mark-warn" d="M0-5L5 4H-5z"/><path id="mark-unknown" d="M0-5L5 0 0 5-5 0z"/></defs>
        </svg>

        """

    private var hero: HTML {
        let status = report.status.styleClass
        let story = report.story(in: language)
        let storyText: HTML? = story.isEmpty ? nil : "<p class=\"story\">\(story.joined(separator: " "))</p>\n"
        let reason: HTML? = report.reason.map { "<p class=\"reason\">\(HTML.english($0, language))</p>\n" }
        return """
            <header class="page hero \(status)">
            <p class="brand">dqaudit <span>\(language("data quality report", "rapport de qualité des données"))</span></p>
            <div class="verdict">
            <span class="seal">\(HTML.icon(status))</span>
            <div>
            <h1>\(HTML.name(report.suite)) <span class="word">\(report.status.label(in: language))</span></h1>
            <p class="headline">\(report.headline(in: language))</p>
            </div>
            </div>
            \(reason)\(storyText)<p class="where">\(HTML.name(report.source.namespace))\
            <time datetime="\(report.now.description)">\(language.numbers.instant(report.now))</time></p>
            <ul class="tiles">
            \(tiles)</ul>
            </header>

            """
    }

    private var tiles: [HTML] {
        func tile(_ styleClass: String, _ number: String, _ word: String) -> HTML {
            "<li class=\"\(styleClass)\"><strong>\(number)</strong> \(word)</li>\n"
        }
        let order: [CheckStatus] = [.notEvaluated, .fail, .warn, .learning, .pass]
        var tiles = order.compactMap { status -> HTML? in
            let count = report.checks.count { $0.status == status && $0.segment == nil }
            return count == 0
                ? nil
                : tile(status.styleClass, language.numbers.count(Int64(count)), status.countLabel(count, in: language))
        }
        if report.isCompleted || report.scan.documents > 0 {
            let documents = report.scan.documents
            let isOne = language.numbers.isSingular(Double(documents))
            tiles.append(tile("plain", language.numbers.count(documents), isOne ? "document" : "documents"))
        }
        tiles.append(
            tile("plain", language.numbers.duration(report.durationSeconds), language("run time", "durée de l’audit")))
        return tiles
    }

    private func glance(_ cards: ArraySlice<HTMLCheckCard>) -> HTML? {
        guard !cards.isEmpty else { return nil }
        let segments: HTML? = report.segmentsHeadline(in: language, isWhole: true).map {
            "<li><a class=\"more\" href=\"#segments\">\($0)</a></li>\n"
        }
        return """
            <section aria-labelledby="glance">
            <h2 id="glance">\(language("At a glance", "En un coup d’œil"))</h2>
            <ol class="glance card">
            \(cards.map(\.glance))\(segments)</ol>
            </section>

            """
    }

    private func section(_ id: String, _ title: String, _ cards: ArraySlice<HTMLCheckCard>) -> HTML? {
        guard !cards.isEmpty else { return nil }
        return """
            <section aria-labelledby="\(id)">
            <h2 id="\(id)">\(title)</h2>
            \(cards.map(\.html))</section>

            """
    }

    private var footer: HTML {
        let (version, run) = (HTML.name(report.dqauditVersion), HTML.name(report.runID))
        let text: HTML = language(
            "Written by dqaudit \(version) for run \(run). This page makes no request.",
            "Écrit par dqaudit \(version) pour l’audit \(run). Cette page n’envoie aucune requête.")
        return "<footer class=\"page\"><p>\(text)</p></footer>\n"
    }
}
