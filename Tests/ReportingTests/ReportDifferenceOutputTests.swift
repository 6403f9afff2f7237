import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite("Comparisons of reports for people and programs")
struct ReportDifferenceOutputTests {
    private let difference = ReportDifference(from: Sample.twoSegmentsBefore, to: Sample.twoSegments)

    private func text(
        _ difference: ReportDifference, width: Int = 100, isColoured: Bool = false, _ language: Language = .english
    ) -> String {
        ReportDifferenceText(width: width, isColoured: isColoured, language: language).text(difference)
    }

    @Test(arguments: [("difference.txt", Language.english, 100), ("difference-fr.txt", .french, 80)])
    func `the text, byte for byte`(name: String, language: Language, width: Int) throws {
        #expect(try GoldenFile(name).difference(from: text(difference, width: width, language).utf8) == nil)
    }

    @Test(arguments: [("difference.md", Language.english), ("difference-fr.md", .french)])
    func `Markdown, byte for byte`(name: String, language: Language) throws {
        let text = ReportDifferenceMarkdown(language: language).text(difference)
        #expect(try GoldenFile(name).difference(from: text.utf8) == nil)
    }

    @Test func `JSON, byte for byte`() throws {
        #expect(
            try GoldenFile("difference.json").difference(from: ReportDifferenceJSON.text(difference).utf8) == nil)
    }

    @Test func `JSON has the documented keys`() throws {
        let text = ReportDifferenceJSON.text(difference)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "format_version", "worse", "better", "same_suite", "same_collection", "old", "new", "verdict",
                "documents", "checks", "segments", "facts", "unchanged",
            ])
        #expect(object["worse"] as? Bool == true)
        let checks = try #require(object["checks"] as? [[String: Any]])
        for check in checks {
            #expect(
                Set(check.keys) == [
                    "id", "kind", "segment", "presence", "change", "status", "value", "unit", "thresholds", "fields",
                    "rules",
                ])
            #expect(Set((check["value"] as? [String: Any] ?? [:]).keys) == ["old", "new", "difference", "relative"])
        }
        #expect((object["old"] as? [String: Any])?["run_id"] as? String == "20261122T060000Z-6e29")
    }

    @Test(arguments: [20, 40, 60, 79, 80, 120], [Language.english, .french])
    func `no line is wider than the terminal`(width: Int, language: Language) {
        for other in [Sample.report(), Sample.incomplete, Sample.passing, Sample.twoSegmentsBefore] {
            for pair in [(other, Sample.twoSegments), (Sample.twoSegments, other), (other, other)] {
                let text = text(ReportDifference(from: pair.0, to: pair.1), width: width, language)
                #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
            }
        }
    }

    @Test func `colours are escape sequences around the words, and nothing else`() {
        let coloured = text(difference, isColoured: true)
        #expect(coloured.contains("\u{1B}[1;31mWORSE\u{1B}[0m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == text(difference))
    }

    @Test func `nothing changed is said in a line`() {
        let same = ReportDifference(from: Sample.twoSegments, to: Sample.twoSegments)
        #expect(text(same).contains("UNCHANGED  fail\n"))
        #expect(text(same).contains("Unchanged: 6 checks, 6 checks of segments\n"))
        let french = text(same, width: 80, .french)
        #expect(french.contains("Inchangés\u{202F}: 6 contrôles, 6 contrôles de segments\n"), "\(french)")
    }

    @Test func `other suites, collections and the wrong order are said`() {
        var other = Sample.report(suite: "reviews")
        other.source.collection = "reviews"
        let text = text(ReportDifference(from: other, to: Sample.dayBefore))
        for sentence in [
            "The reports are of different suites.", "The reports are of different collections.",
            "The first report is the newer one.",
        ] { #expect(text.contains(sentence)) }
        #expect(text.contains("reviews (pricechecktn.reviews)"))
    }

    @Test func `values that round to the same text are told apart`() {
        var new = Sample.passing
        new.checks[2].value = 1.2004
        #expect(text(ReportDifference(from: Sample.passing, to: new)).contains("1.2 % → 1.2004 %"))
    }

    @Test func `many segments do not fill the screen`() {
        var old = Sample.passing
        for number in 0..<50 {
            var check = Sample.duplicates
            check.segment = "shop-\(number)"
            old.checks.append(check)
        }
        var new = old
        for index in 5..<55 { new.checks[index].status = .fail }
        let difference = ReportDifference(from: old, to: new)
        #expect(text(difference).contains("30 more (--format json)\n"))
        #expect(text(difference).split(separator: "\n").count < 30)
        #expect(ReportDifferenceMarkdown(language: .english).text(difference).contains("\n30 more\n"))
        #expect(ReportDifferenceJSON.text(difference).contains("shop-49"))
    }

    @Test func `text from documents stays text`() throws {
        var evil = Sample.evil
        for index in evil.checks.indices { evil.checks[index].id += "\(index)" }
        let difference = ReportDifference(from: Sample.report(), to: evil)
        let shown = text(difference)
        #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!shown.contains("\u{202E}"))
        let markdown = ReportDifferenceMarkdown(language: .english).text(difference)
        // Outside of code there is no angle bracket that a document could have brought.
        let bare = markdown.replacing(/`[^`\n]*`/, with: "").replacing(/<\/?code>/, with: "")
        #expect(!bare.contains("<") && !bare.contains("onload=\""))
        #expect(markdown.contains("`"))
        let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(rows.count > 8)
        #expect(Set(rows.map { $0.replacing(/`[^`]*`/, with: "").count { $0 == "|" } }).isSubset(of: [4, 6]))
    }
}
