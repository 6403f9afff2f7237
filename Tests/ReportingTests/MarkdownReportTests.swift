import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// Rendered by cmark-gfm, which is what GitHub renders with.
@Suite("Markdown")
struct MarkdownReportTests {
    private static let renderer: InstalledProgram? = {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON"),
            let folder = try? TemporaryFolder(),
            let outcome = try? python.run(["-c", "import cmarkgfm"], folder: folder), outcome.exitStatus == 0
        else { return nil }
        return python
    }()
    private static let absence = "no Python with cmarkgfm: run scripts/setup"

    /// Renders with raw HTML, as GitHub does before it takes out what is not allowed; then the tags, the text outside of code, the
    /// text of each code, and the cells of each row of a table.
    private static let script = """
        import cmarkgfm, html.parser, json, sys
        from cmarkgfm.cmark import Options
        class Reader(html.parser.HTMLParser):
            tags, text, codes, rows, code = [], "", [], [], 0
            def handle_starttag(self, tag, attributes):
                self.tags.append(tag)
                if tag == "code":
                    self.code += 1
                    self.codes.append("")
                if tag == "tr": self.rows.append(0)
                if tag in ("td", "th"): self.rows[-1] += 1
            def handle_endtag(self, tag):
                if tag == "code": self.code -= 1
            def handle_data(self, data):
                if self.code: self.codes[-1] += data
                else: self.text += data
        reader = Reader()
        source = sys.stdin.read()
        reader.feed(cmarkgfm.github_flavored_markdown_to_html(source, options=Options.CMARK_OPT_UNSAFE))
        print(json.dumps({"tags": sorted(set(reader.tags)), "text": reader.text, "codes": reader.codes, "rows": reader.rows}))
        """

    private struct Page: Decodable {
        let tags: [String]
        let text: String
        let codes: [String]
        let rows: [Int]
    }

    private static func rendered(_ text: String) throws -> Page {
        let folder = try TemporaryFolder()
        let outcome = try #require(renderer).run(["-X", "utf8", "-c", script], input: text, folder: folder)
        guard outcome.exitStatus == 0 else { throw FixtureError(outcome.errors) }
        return try JSONDecoder().decode(Page.self, from: Data(outcome.output.utf8))
    }

    /// Everything that is something to Markdown, HTML, GitHub or GitLab.
    private static let tricks = [
        "<script>alert(1)</script>", "</code></summary></details><b>", "a|b", "a\\|b", "|", "`", "``a`|`b", " x ",
        "@user", "@org/team", "#1", "GH-1", "!2", "user/repo#3", "*a*", "_b_", "**c**", "~~d~~", "[e](http://f)",
        "![g](http://h)", "http://i.example", "www.j.example", "k@l.example", ":tada:", "# m", "- n", "> o", "1. p",
        "---", "    q", "\tr", "s\nt", "s\r\n\r\n# t", "&lt;u&gt;", "&#64;v", "<!-- w -->", "\\", "x`\u{301}|\u{301}y",
        "\u{202E}z", "\u{0}\u{1B}[31m", "]]>", "$A$", "{{B}}", "${C}", "%D%", "<details>",
    ]

    private static func report(named text: String) -> RunReport {
        var report = Sample.broken
        report.suite = text
        report.source.database = text
        report.source.collection = text
        report.deliveries = [Delivery(sink: text, status: .failed, error: text)]
        for index in report.checks.indices {
            report.checks[index].id = text + (report.checks[index].segment == nil ? "\(index)" : "")
            report.checks[index].explanation = Phrase(text, text)
            if report.checks[index].segment == "ldlc" { report.checks[index].segment = text }
            for place in report.checks[index].details.fields.indices {
                report.checks[index].details.fields[place].field = text
            }
            for place in report.checks[index].details.rules.indices {
                report.checks[index].details.rules[place].rule = text
            }
            report.checks[index].evidence = [Evidence(id: text, about: text, problem: text, value: text)]
            report.checks[index].details.filters = [EvidenceFilter(about: text, filter: text, finds: .all)]
        }
        return report
    }

    private static func outcome(_ report: RunReport, suite: String? = nil) -> SuiteOutcome {
        SuiteOutcome(
            suite: suite ?? report.suite, namespace: report.source.namespace, result: .audited(report),
            reportPath: report.suite)
    }

    @Test(
        "renders as it was meant", .enabled(if: renderer != nil, "\(absence)"), arguments: [Language.english, .french])
    func rendered(language: Language) throws {
        let page = try Self.rendered(MarkdownReport(language: language).text(GoldenOutputTests.outcomes))
        let allowed = [
            "code", "details", "h2", "li", "p", "pre", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
        ]
        #expect(page.tags == allowed)
        #expect(Set(page.rows).isSubset(of: [4, 5, 6]), "\(page.rows)")
        #expect(
            page.codes.contains("db.getCollection(\"products\").find({ \"image_url\": { \"$in\": [null, \"\"] } })\n"))
        #expect(page.codes.contains("\"prod_000123\""))
    }

    @Test("holds no text of documents but in code", .enabled(if: renderer != nil, "\(absence)"), arguments: tricks)
    func hostile(text: String) throws {
        let plain = try Self.rendered(
            MarkdownReport(language: .english).text([Self.outcome(Self.report(named: "plain"))]))
        let outcomes = [
            Self.outcome(Self.report(named: text)),
            SuiteOutcome(suite: text, namespace: text, result: .failed(text, .usage)),
        ]
        let page = try Self.rendered(MarkdownReport(language: .english).text(outcomes))
        // The same elements and the same words around the code, with one more heading.
        #expect(page.tags == plain.tags)
        #expect(page.rows == plain.rows)
        #expect(!page.text.contains("@") && !page.text.contains("#") && !page.text.contains("http"), "\(page.text)")
        #expect(page.text.hasPrefix(plain.text.prefix(20)))
        let visible = VisibleText.of(text)
        #expect(page.codes.contains(visible), "\(page.codes.prefix(9))")
    }

    @Test("stays far below what GitHub shows, however much there is")
    func bounded() {
        let long = String(repeating: "\u{1}\u{301}`", count: 300)
        var report = Self.report(named: long)
        let checks = report.checks
        report.checks = (0..<50).flatMap { number in
            checks.map { check in
                var check = check
                check.id = "\(number)\(check.id)"
                check.evidence = Array(repeating: check.evidence[0], count: 40)
                return check
            }
        }
        let one = MarkdownReport(language: .french).text([Self.outcome(report)])
        #expect(one.utf8.count <= MarkdownReport.mostBytes)
        let many = MarkdownReport(language: .english).text((0..<40).map { Self.outcome(report, suite: "\($0)") })
        #expect(many.utf8.count <= MarkdownReport.mostBytes)
        #expect(many.utf8.count > MarkdownReport.mostBytes / 2, "as much as there is room for")
        #expect(many.contains("more suites."))
        let usual = MarkdownReport(language: .english).text((0..<6).map { Self.outcome(Sample.broken, suite: "\($0)") })
        #expect(usual.matches(of: /<details>/).count == 6 * 5, "usual reports are whole")
    }
}
