import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct HTMLReportTests {
    @Test func everyNumberIsShown() throws {
        let html = try HTMLReport.text(of: Sample.report(deliveries: Sample.deliveries), in: .english)
        for text in [
            "<title>Failed: products · dqaudit</title>", "3 of 5 checks failed, 1 warning", "pricechecktn.products",
            "2026-11-23 06:00 UTC", "87.4 %", "fail below 90 %", "2.6 points short", "13 h 20 min", "1 h 20 min over",
            "3.8 points left", "412 documents", "312 over", "2,310 documents", "1,006 below the band",
            "usual 4,020, band 3,316 to 4,724 (7 days)", "18,360 of 30,000 present", "4,140 absent", "7,200 null",
            "300 empty",
            "80 not a number", "2,020 placeholder", "4 of a wrong type", "string 29,986, object 4", "Distinct keys",
            "29,630 documents", "&quot;prod_000123&quot;", "MongoDB 6.0.5", "1, a threshold is breached", "18.5 MB",
            "20,000 documents/s", "failed: push to http://localhost:9091 failed after 4 tries", "snapshot",
        ] {
            let isThere = html.contains(text)
            #expect(isThere, "\(text)")
        }
    }

    @Test func worstComesFirst() throws {
        let html = try HTMLReport.text(of: Sample.report(), in: .english)
        func place(_ text: String) throws -> String.Index { try #require(html.range(of: text)).lowerBound }
        let fields = ["image_url", "specifications.cpu", "brand", "price", "url", "name"].map {
            "<span class=\"path\"><bdi>\($0)</bdi>"
        }
        let rules = ["price greater_than 0", "url matches ^https?://", "currency in [TND, EUR]"].map {
            "<span class=\"path\"><bdi>\($0)</bdi>"
        }
        for list in [fields, rules] {
            let places = try list.map(place)
            #expect(places == places.sorted())
        }
    }

    @Test func theBarOfAFieldAddsUp() throws {
        let html = try HTMLReport.text(of: Sample.report(), in: .english)
        let bar = try #require(
            html.split(separator: "<svg class=\"bar\"").first {
                $0.contains("18,360 present, 4,140 absent, 7,200 null, 300 empty")
            })
        let widths = bar.split(separator: "</svg>")[0].matches(of: /width="([0-9.]+)%" height="12"\/>/).compactMap {
            Double($0.output.1)
        }
        #expect(widths == [61.2, 13.8, 24, 1])
    }

    @Test func theChartIsDrawnToScale() throws {
        let html = try HTMLReport.text(of: Sample.report(), in: .english)
        // 128 pixels for the upper end of the band, 4,724.
        #expect(html.contains("<rect class=\"band\" x=\"0\" y=\"22\" width=\"100%\" height=\"38\"/>"))
        #expect(html.contains("<path class=\"day judged fail\" d=\"M717 87.5h66v62.5h-66z\"/>"))
        #expect(
            html.contains(
                "aria-label=\"Documents a day, 2026-11-15 to 2026-11-22; 2,310 on 2026-11-22 is judged; usual 4,020"))
    }

    @Test func numbersCloseTogetherAreDots() throws {
        var check = Sample.volume
        check.value = 29_350
        check.baseline?.center = 29_927
        check.baseline?.lower = 29_727
        check.baseline?.upper = 30_127
        check.details.days = [
            DayCount(day: "2026-11-21", documents: 29_927, role: .baseline),
            DayCount(day: "2026-11-22", documents: 29_350, role: .judged),
        ]
        let html = try HTMLReport.text(of: Sample.report(checks: [check]), in: .english)
        // 777 documents between the lowest and the highest number, and half of that below, on 128 pixels.
        #expect(html.contains("<circle class=\"day judged fail\" cx=\"75%\" cy=\"107.5\" r=\"7\"/>"))
        #expect(html.contains("<rect class=\"band\" x=\"0\" y=\"22\" width=\"100%\" height=\"44\"/>"))
        #expect(html.contains("The axis begins at 28,962."))
        #expect(html.contains(">29,350</text>"))
        #expect(!html.contains("<path class=\"day"))
        #expect(try !HTMLReport.text(of: Sample.report(), in: .english).contains("The axis begins"))
    }

    @Test func theScaleIsDrawnToScale() throws {
        // From 82.36 %, which is 40 % of the distance to 100 % below the value.
        let html = try HTMLReport.text(of: Sample.report(checks: [Sample.completeness]), in: .english)
        #expect(html.contains("<rect class=\"zone warn\" x=\"43.31%\" y=\"19\" width=\"28.34%\""))
        #expect(html.contains("<rect class=\"zone fail\" x=\"0%\" y=\"19\" width=\"43.31%\""))
        #expect(html.contains("<text x=\"71.66%\" y=\"11\" text-anchor=\"middle\">warn 95 %</text>"))
        #expect(html.contains("<circle class=\"marker\" cx=\"28.57%\""))
        #expect(html.contains("aria-label=\"87.4 % on a line with warn below 95 %, fail below 90 %\""))
        // From 0 to 35 % beyond the further bound.
        let upper = try HTMLReport.text(of: Sample.report(checks: [Sample.freshness]), in: .english)
        #expect(upper.contains("<rect class=\"zone fail\" x=\"74.07%\" y=\"19\" width=\"25.93%\""))
        #expect(upper.contains("<circle class=\"marker\" cx=\"41.15%\""))
    }

    @Test func aRunThatCouldNotCompleteSaysWhy() throws {
        let html = try HTMLReport.text(of: Sample.incomplete, in: .english)
        #expect(html.contains("Incomplete: products"))
        #expect(html.contains("cannot connect to localhost:27017: connection refused"))
        #expect(!html.contains("At a glance"))
        #expect(!html.contains("0 documents"))
    }

    @Test func aCheckWithoutReasonDoesNotBorrowOne() throws {
        var report = Sample.report(status: .incomplete, reason: "the scan broke off")
        report.checks[2].explanation = nil
        report.checks[2].description = nil
        let html = try HTMLReport.text(of: report, in: .english)
        #expect(html.matches(of: /the scan broke off/).count == 1)
        #expect(html.matches(of: /class="reason"/).count == 1 + report.checks.filter { $0.reason != nil }.count)
        #expect(html.matches(of: /class="description"/).count == report.checks.filter { $0.description != nil }.count)
    }

    @Test func theHashIsThatOfTheStyleSheet() throws {
        let html = try HTMLReport.text(of: Sample.passing, in: .english)
        let style = try #require(html.firstMatch(of: /<style>([\s\S]*)<\/style>/)).output.1
        let allowed = try #require(html.firstMatch(of: /style-src &#39;(sha256-[^&]*)&#39;|style-src '(sha256-[^']*)'/))
            .output
        let openssl = try #require(InstalledProgram("openssl"))
        let outcome = try openssl.run(["dgst", "-sha256", "-r"], input: String(style), folder: TemporaryFolder())
        let hex = outcome.output.prefix { $0 != " " }
        let bytes = stride(from: 0, to: hex.count, by: 2).compactMap {
            UInt8(hex.dropFirst($0).prefix(2), radix: 16)
        }
        #expect("sha256-" + Data(bytes).base64EncodedString() == (allowed.1 ?? allowed.2).map { String($0) })
    }

    @Test func nothingComesFromElsewhere() throws {
        let html = try HTMLReport.text(of: Sample.report(), in: .english)
        for word in ["<script", "src=", "@import", "url(", "href=\"http", "<iframe", "<form", " style="] {
            let isThere = html.contains(word)
            #expect(!isThere, "\(word)")
        }
        #expect(!html.contains(/<[^>]*\son[a-z]+=/))
    }

    @Test func textStaysText() throws {
        let html = try HTMLReport.text(of: Sample.evil, in: .english)
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        // A quotation mark with an accent behind it is one character in Swift, but two in a browser.
        #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{0}"))
        let scalars = Array(html.unicodeScalars)
        let accents = scalars.indices.filter { scalars[$0] == "\u{301}" }
        #expect(accents.count > 10)
        #expect(accents.allSatisfy { scalars[$0 - 1] == ";" })
    }

    @Test func theSinkWritesTheRunAndTheLatest() async throws {
        let temporary = try TemporaryFolder()
        let folder = ReportFolder(temporary.path("reports"))
        try await HTMLFileSink(folder: folder, language: .english).deliver(Sample.run(Sample.passing))
        #expect(try temporary.names(in: "reports/products") == ["20261123T060000Z-7f3a.html", "latest.html"])
        #expect(
            try AtomicFile.read(folder.paths(of: Sample.passing).latestHTML)
                == Array(try HTMLReport.text(of: Sample.passing, in: .english).utf8))
    }
}
