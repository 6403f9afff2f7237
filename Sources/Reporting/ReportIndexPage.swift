import AuditModel
import Mustache

/// The index page: one file without script, in the look of the reports.
enum ReportIndexPage {
    /// Stands within the first bytes of each of these pages, and in no other.
    static let mark = #"<meta name="dqaudit-page" content="index">"#

    private static let template = Result { try HTMLText.template(ReportIndexTemplate.text) }

    static func text(
        of index: ReportIndex, in language: Language, version: String
    ) throws(SinkError) -> String {
        do {
            return try template.get().render(ReportIndexContext(index, language, version: version))
        } catch {
            throw SinkError("cannot write the index of reports as HTML: \(error)")
        }
    }
}

/// What the template shows, as texts. Names are unique across these types, as the template looks outwards for what it does not find.
struct ReportIndexContext {
    let pageLanguage: String
    let mark = ReportIndexPage.mark
    let sharedStyle = HTMLStyle.text
    let sharedStyleHash = HTMLStyle.hash
    let ownStyle = ReportIndexStyle.text
    let ownStyleHash = ReportIndexStyle.hash
    let pageTitle: String
    let pageClass: String
    let brandText: String
    let headline: String
    let newestWord: String
    let newestText: String?
    let newestISO: String?
    let listLabel: String
    let rows: [Row]
    let version: String

    /// One suite.
    struct Row {
        let rowClass: String
        let rowWord: String
        let suiteName: String
        let suiteNamespace: String
        let suiteLink: String
        let suiteHeadline: String
        let suiteTime: String
        let suiteTimeISO: String
        let ageText: String?
        let documentsText: String?
        let trendLabel: String
        let trendBars: [Bar]
    }

    /// All runs of one status, drawn as one path.
    struct Bar {
        let barClass: String
        let barPath: String
    }

    init(_ index: ReportIndex, _ language: Language, version: String) {
        let newest = index.newest
        pageLanguage = language.rawValue
        pageTitle = language("Reports · dqaudit", "Rapports · dqaudit")
        pageClass = (index.suites.map(\.report.status).max { $0.rank < $1.rank } ?? .pass).indexClass
        brandText = language("data quality reports", "rapports de qualité des données")
        headline = Self.headline(index, language)
        newestWord = language("newest run", "dernier audit")
        newestText = newest.map { language.numbers.instant($0) }
        newestISO = newest?.description
        listLabel = language("Suites, the worst first", "Suites, les pires d’abord")
        rows = index.suites.map { Row($0, newest: newest ?? $0.report.now, language) }
        self.version = version
    }

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

extension ReportIndexContext.Row {
    init(_ suite: ReportIndex.Suite, newest: Instant, _ language: Language) {
        let report = suite.report
        let numbers = language.numbers
        rowClass = report.status.indexClass
        rowWord = report.status.indexWord(language)
        suiteName = report.suite
        suiteNamespace = report.source.path ?? report.source.namespace
        suiteLink = "\(Self.encoded(suite.folder))/\(suite.page)"
        suiteHeadline = report.headline(in: language)
        suiteTime = numbers.instant(report.now)
        suiteTimeISO = report.now.description
        ageText = suite.age(before: newest).map { age in
            language("\(numbers.duration(age)) before the newest", "\(numbers.duration(age)) avant le plus récent")
        }
        documentsText =
            report.isCompleted || report.scan.documents > 0 ? numbers.documents(Double(report.scan.documents)) : nil
        trendBars = Self.bars(suite.trend)
        trendLabel = Self.label(suite.trend, language)
    }

    /// Bars from the left, the newest at the right end: the worse, the higher, so that nobody needs the colours.
    private static func bars(_ trend: [ReportIndex.Outcome]) -> [ReportIndexContext.Bar] {
        let first = ReportIndex.mostRuns - trend.count
        return [RunStatus.pass, .warn, .fail, .incomplete].compactMap { status in
            let path = trend.enumerated().filter { $0.element.status == status }.map { place, _ in
                let left = (first + place) * 8
                let top = [16, 10, 2, 2][status.rank]
                // What could not be looked at is an empty frame.
                return status == .incomplete ? "M\(left + 1) 3h4v20h-4z" : "M\(left) \(top)h6v\(24 - top)h-6z"
            }.joined()
            return path.isEmpty ? nil : ReportIndexContext.Bar(barClass: status.indexClass, barPath: path)
        }
    }

    /// `8 runs: 7 passed, 1 failed; the last: failed`.
    private static func label(_ trend: [ReportIndex.Outcome], _ language: Language) -> String {
        let counts = [RunStatus.incomplete, .fail, .warn, .pass].compactMap { status -> String? in
            let count = trend.count { $0.status == status }
            return count == 0 ? nil : "\(count) \(status.indexWord(language).lowercased())"
        }
        let runs = language(
            trend.count == 1 ? "1 run" : "the last \(trend.count) runs",
            trend.count == 1 ? "1 audit" : "les \(trend.count) derniers audits")
        return "\(runs)\(language(":", "\u{202F}:")) \(counts.joined(separator: ", "))"
    }

    /// A folder's name as a part of a relative address.
    private static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-_.".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

extension RunStatus {
    /// The name of colours and icon in the style sheets.
    fileprivate var indexClass: String { self == .incomplete ? "unknown" : rawValue }

    fileprivate func indexWord(_ language: Language) -> String {
        switch self {
        case .pass: language("Passed", "Réussi")
        case .warn: language("Warning", "Alerte")
        case .fail: language("Failed", "Échec")
        case .incomplete: language("Incomplete", "Incomplet")
        }
    }
}
