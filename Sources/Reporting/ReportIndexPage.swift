import AuditModel

/// The index page: one file without script, in the look of the reports.
struct ReportIndexPage {
    /// Stands within the first bytes of each of these pages, and in no other.
    static let mark = #"<meta name="dqaudit-page" content="index">"#

    let index: ReportIndex
    let language: Language
    let version: String

    var html: HTML {
        let headline = Self.headline(index, language)
        let newest: HTML? = index.newest.map {
            """
            <p class="newest">\(language("newest run", "dernier audit")) \
            <time datetime="\($0.description)">\(language.numbers.instant($0))</time></p>

            """
        }
        let rows = index.suites.map { ReportIndexRow($0, newest: index.newest ?? $0.report.now, language).html }
        return """
            \(head(headline))<body class="index">
            \(Self.symbols)<header class="top">
            <p class="maker">dqaudit <span>\(language("data quality reports", "rapports de qualité des données"))</span></p>
            <h1>\(headline)</h1>
            \(newest)</header>
            <main>
            <ul class="suites" aria-label="\(language("Suites, the worst first", "Suites, les pires d’abord"))">
            \(rows)</ul>
            </main>
            <footer class="end">dqaudit \(version)</footer>
            </body>
            </html>

            """
    }

    private func head(_ headline: String) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        \(HTML(markup: Self.mark))
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(HTMLStyle.hash)' '\(ReportIndexStyle.hash)'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="dqaudit \(version)">
        <title>\(headline) · \(language("Reports · dqaudit", "Rapports · dqaudit"))</title>
        <style>\(HTML(markup: HTMLStyle.text))</style>
        <style>\(HTML(markup: ReportIndexStyle.text))</style>
        </head>

        """
    }

    private static let symbols: HTML = """
        <svg width="0" height="0" class="drawings" aria-hidden="true" focusable="false">
        <symbol id="sign-pass" viewBox="0 0 20 20"><path d="M4.5 10.5l3.8 3.8 7.2-8"/></symbol>
        <symbol id="sign-warn" viewBox="0 0 20 20"><path d="M10 4.5v7M10 15.2v.3"/></symbol>
        <symbol id="sign-fail" viewBox="0 0 20 20"><path d="M5.5 5.5l9 9M14.5 5.5l-9 9"/></symbol>
        <symbol id="sign-unknown" viewBox="0 0 20 20"><path d="M7.2 7.6c.2-1.7 1.4-2.6 2.9-2.6 1.6 0 2.8 1 2.8 2.5 0 2.1-2.9 2.2-2.9 4.4M10 15.2v.3"/></symbol>
        </svg>

        """

    /// `2 of 6 suites failed, 1 incomplete`.
    private static func headline(_ index: ReportIndex, _ language: Language) -> String {
        let all = index.suites.count
        guard all > 0 else { return language("No reports yet", "Pas encore de rapport") }
        var parts: [String] = []
        for (status, english, french) in [
            (RunStatus.incomplete, ("incomplete", "incomplete"), ("incomplète", "incomplètes")),
            (.fail, ("failed", "failed"), ("en échec", "en échec")),
            (.warn, ("with a warning", "with warnings"), ("en alerte", "en alerte")),
        ] {
            let count = index.suites.count { $0.report.status == status }
            guard count > 0 else { continue }
            let isFirst = parts.isEmpty
            let subject =
                isFirst
                ? language(
                    "\(count) of \(all) \(all == 1 ? "suite" : "suites")",
                    "\(count) suite\(count < 2 ? "" : "s") sur \(all)") : "\(count)"
            parts.append("\(subject) \(language(count == 1 ? english.0 : english.1, count < 2 ? french.0 : french.1))")
        }
        if !parts.isEmpty { return parts.joined(separator: ", ") }
        return all == 1
            ? language("The suite passed", "La suite est réussie")
            : language("All \(all) suites passed", "Les \(all) suites sont réussies")
    }
}
