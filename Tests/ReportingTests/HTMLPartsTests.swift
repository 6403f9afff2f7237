import AuditModel
import Foundation
import Reporting
import Testing

/// The parts of a page that show the past, segments, and long texts.
@Suite struct HTMLPartsTests {
    private func html(_ report: RunReport, _ language: Language = .english) throws -> String {
        try HTMLReport.text(of: report, in: language)
    }

    /// The part of a page from a text up to another.
    private func part(_ html: String, from start: String, to end: String) throws -> String {
        let first = try #require(html.range(of: start)?.lowerBound)
        let last = try #require(html.range(of: end, range: first..<html.endIndex)?.lowerBound)
        return String(html[first..<last])
    }

    @Test func theHeadlineTellsTheStory() throws {
        for language in Language.allCases {
            let story = Sample.withPast.story(in: language).joined(separator: " ")
            #expect(try html(Sample.withPast, language).contains("<p class=\"story\">\(story)</p>"))
        }
        #expect(try !html(Sample.incomplete).contains("class=\"story\""))
    }

    @Test func whatChangedIsAShortList() throws {
        let list = try part(html(Sample.withPast), from: "<h2 id=\"changes\">", to: "</section>")
        let items = list.matches(of: /<li[^>]*>(.*)<\/li>/).map { String($0.output.1.replacing(/<[^>]*>/, with: "")) }
        #expect(
            items == [
                "The verdict was Warning, it is now Failed",
                "volume: new breach (3,937 documents → 2,310 documents)",
                "freshness: new breach (7 h 58 min → 13 h 20 min)",
                "→Rule price greater_than 0 (invalid_records): +120, 310 documents",
                "→Rule url matches ^https?:// (invalid_records): −15, 102 documents",
                "→Field image_url (completeness): −31.2 points, 61.2 %",
                "→Field price (completeness): −1.9 points, 97 %",
            ])
        #expect(list.contains("Since the run of <time datetime=\"2026-11-22T06:00:00Z\">2026-11-22 06:00 UTC</time>"))
    }

    @Test func aRepairedCheckIsNews() throws {
        var report = Sample.passing
        report.previous = PreviousRun(runID: "x", now: Sample.instant(daysAgo: 1), status: .pass, documents: 30_000)
        #expect(try html(report).contains("No check changed its status, no rule and no field moved."))
        report.checks[0].past = Sample.past(values: [80, 80], breachesFrom: 0, low: 80)
        #expect(try html(report).contains("<strong><bdi>completeness</bdi></strong>: repaired (80.3 % → 99.2 %)"))
        report.previous = nil
        #expect(try !html(report).contains("id=\"changes\""))
    }

    @Test func aCardSaysSinceWhen() throws {
        let page = try html(Sample.withPast)
        let card = try part(page, from: "<article class=\"card check fail\" id=\"check-1\"", to: "</article>")
        #expect(card.contains("<p class=\"change\">breached since Friday</p>"))
        #expect(card.contains("<small class=\"change\">−31.2 points since the last run</small>"))
        let french = try html(Sample.withPast, .french)
        #expect(french.contains("<p class=\"change\">seuil franchi depuis vendredi</p>"))
        #expect(french.contains("<p class=\"change\">inchangé depuis le dernier audit</p>"))
    }

    @Test func aSparklineMarksBreachesAndDrawsBounds() throws {
        let page = try html(Sample.withPast)
        let card = try part(page, from: "id=\"check-1\"", to: "</article>")
        let picture = try part(card, from: "<svg class=\"spark\"", to: "</figure>")
        // Four runs and this one failed or warned; the line goes through all.
        #expect(picture.matches(of: /<use href="#mark-fail"/).count == 4)
        #expect(picture.matches(of: /<use href="#mark-warn"/).count == 1)
        #expect(picture.matches(of: /<circle class="run"/).count == 26)
        let line = try #require(picture.firstMatch(of: /<path class="runs" d="M([^"]*)"/)).output.1
        #expect(line.split(separator: "L").count == 31)
        #expect(picture.contains("<line class=\"limit fail\""))
        #expect(card.contains("The last 31 runs, 5 with a breach"))
        #expect(picture.matches(of: /<tr><th scope="row">/).count == 31)
        // A check that is compared with its past shows the band that passes.
        let steady = try part(page, from: "aria-labelledby=\"name-5\"", to: "</article>")
        #expect(steady.contains("<rect class=\"band\"") && !steady.contains("class=\"chart\""))
        #expect(try !html(Sample.report()).contains("class=\"spark\""))
    }

    @Test func segmentsInTroubleComeFirst() throws {
        let page = try html(Sample.large)
        let map = try part(page, from: "<h2 id=\"segments\">", to: "</section>")
        let rows = map.split(separator: "<tr><th scope=\"row\">").dropFirst().map(String.init)
        #expect(rows.count == 101)
        #expect(rows.allSatisfy { $0.matches(of: /<td/).count == 11 })
        let marks = rows.map { $0.contains("class=\"f\"") ? 0 : $0.contains("class=\"w\"") ? 1 : 2 }
        #expect(marks == marks.sorted() && Set(marks).count == 3)
        #expect(map.contains("42 more segments without trouble"))
        #expect(rows[0].contains("<b>Failed</b><small>new</small>"))
        #expect(rows.contains { $0.contains("<b>Warning</b><small>since yesterday</small>") })
        // Twenty have a card; their cells lead to it.
        let links = map.matches(of: /href="#(check-\d+)"/).map { String($0.output.1) }
        #expect(links.count == 20 && links.allSatisfy { page.contains("id=\"\($0)\"") })
    }

    @Test func cellsOfAWrongTypeAreAPartOfTheirOwn() throws {
        let page = try html(Sample.report())
        #expect(page.contains("aria-label=\"29,986 present, 4 of a wrong type, 10 absent\""))
        #expect(page.contains("<rect class=\"wrong\""))
    }

    @Test func rulesCarryTheirDocuments() throws {
        let page = try html(Sample.withPast)
        let rule = try part(page, from: "<span class=\"path\"><bdi>price greater_than 0</bdi>", to: "</li>\n<li class")
        #expect(rule.contains("<code>{ &quot;price&quot;: { $type: &quot;number&quot;, $not: { $gt: 0 } } }</code>"))
        #expect(rule.contains("ObjectId(&quot;507f1f77bcf86cd799439011&quot;)"))
    }

    @Test func aFrenchPageIsFrench() throws {
        let page = try html(Sample.segmented, .french)
        #expect(page.contains("<html lang=\"fr\">"))
        #expect(page.contains("87,4\u{202F}%") && page.contains("23/11/2026 06:00 UTC"))
        #expect(page.contains("<span lang=\"en\">the server is a standalone mongod, which has no snapshots</span>"))
        let words = page.replacing(/<style>[\s\S]*<\/style>/, with: "").replacing(
            /<span lang="en">[^<]*<\/span>/, with: "")
        for english in [
            "since", "the last", "run time", "Checks", "breach", "Threshold", "present", "missing cells", "delivered",
            "warn above", "fail below", "as a table", "Day", "of a wrong", "documents as",
        ] {
            let isThere =
                words.replacing("(missing)", with: "").contains(">\(english)") || words.contains(" \(english) ")
            #expect(!isThere, "\(english)")
        }
    }

    @Test func longTextsAreCutAndUnfold() throws {
        let page = try html(Sample.unruly)
        let unbroken = String(repeating: "x", count: 10_240)
        #expect(page.contains("<h3 id=\"name-1\"><bdi>\(String(repeating: "x", count: 80))…</bdi></h3>"))
        #expect(page.contains("<small>10,240 characters</small></summary><bdi>\(unbroken)</bdi></details>"))
        let story = try part(page, from: "<p class=\"story\">", to: "</p>")
        #expect(story.count < 1000)
    }

    /// What the largest usual report costs.
    @Test func aLargePageStaysSmall() throws {
        let report = Sample.large
        var page = ""
        let time = try ContinuousClock().measure { page = try html(report) }
        print("10 checks × 101 segments × 90 days: \(page.utf8.count) bytes in \(time)")
        #expect(page.utf8.count < 300_000)
        #expect(page.matches(of: /<td class="[pwful]">/).count == 1010)
    }
}
