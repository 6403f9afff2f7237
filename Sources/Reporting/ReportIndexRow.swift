import AuditModel

/// One suite on the index page.
struct ReportIndexRow {
    private let suite: ReportIndex.Suite
    private let newest: Instant
    private let language: Language

    init(_ suite: ReportIndex.Suite, newest: Instant, _ language: Language) {
        self.suite = suite
        self.newest = newest
        self.language = language
    }

    var html: HTML {
        let report = suite.report
        let numbers = language.numbers
        let status = report.status.indexClass
        let documents: HTML? =
            report.isCompleted || report.scan.documents > 0
            ? "<span>\(numbers.documents(Double(report.scan.documents)))</span>" : nil
        let age: HTML? = suite.age(before: newest).map { age in
            let duration = numbers.duration(age)
            return """
                <span class="late">\(language("\(duration) before the newest", "\(duration) avant le plus récent"))</span>
                """
        }
        return """
            <li class="\(status)">
            <span class="state"><svg class="sign" aria-hidden="true"><use href="#sign-\(status)"/></svg>\(report.status.indexWord(language))</span>
            <div class="who"><h2><a href="\(Self.encoded(suite.folder))/\(suite.page)"><bdi>\(report.suite)</bdi></a></h2>\
            <p><bdi>\(report.source.path ?? report.source.namespace)</bdi></p></div>
            <svg class="trend" viewBox="0 0 240 24" role="img" aria-label="\(Self.label(suite.trend, language))">\
            <path class="base" d="M0 23.5h240"/>\(Self.bars(suite.trend))</svg>
            <div class="what"><p class="said">\(report.headline(in: language))</p>
            <p><time datetime="\(report.now.description)">\(numbers.instant(report.now))</time>\(documents)\(age)</p></div>
            </li>

            """
    }

    /// Bars from the left, the newest at the right end: the worse, the higher, so that nobody needs the colours.
    private static func bars(_ trend: [ReportIndex.Outcome]) -> [HTML] {
        let first = ReportIndex.mostRuns - trend.count
        return [RunStatus.pass, .warn, .fail, .incomplete].compactMap { status -> HTML? in
            let path = trend.enumerated().filter { $0.element.status == status }.map { place, _ in
                let left = (first + place) * 8
                let top = [16, 10, 2, 2][status.rank]
                // What could not be looked at is an empty frame.
                return status == .incomplete ? "M\(left + 1) 3h4v20h-4z" : "M\(left) \(top)h6v\(24 - top)h-6z"
            }.joined()
            return path.isEmpty ? nil : "<path class=\"\(status.indexClass)\" d=\"\(path)\"/>"
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
