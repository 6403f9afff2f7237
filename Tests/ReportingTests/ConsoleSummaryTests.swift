import AuditModel
import Foundation
import Reporting
import Testing

@Suite struct ConsoleSummaryTests {
    func text(_ report: RunReport, width: Int = 100, path: String? = nil) -> String {
        ConsoleSummary(width: width, isColoured: false, language: .english).text(report, reportPath: path)
    }

    @Test func aBrokenMorningFitsOneScreen() {
        var report = Sample.broken
        report.checks[1] = Sample.passing.checks[1]
        let lines = text(report, width: 80, path: "reports/products/latest.html").split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count - 1 <= 24, "\(lines.count)")
        #expect(lines[1] == "FAIL 3 of 5 checks failed")
        #expect(lines[2].hasPrefix("87.4 % of the cells are filled"), "the story comes first")
        #expect(lines.contains("       since Tuesday, was 398 documents; [ldlc] 412 documents"))
    }

    @Test func eachCheckHasItsRowWhereAllIsWell() {
        #expect(
            text(Sample.passing) == """
                products  pricechecktn.products  2026-11-23 06:00 UTC
                PASS All 5 checks passed

                PASS   completeness     99.2 %           warn below 95 %            4.2 points left
                PASS   freshness        3 h 12 min       warn above 12 h            8 h 48 min left
                PASS   duplicates       1.2 %            fail above 5 %             3.8 points left
                PASS   invalid_records  12 documents     fail above 100 documents   88 left
                PASS   volume           4,102 documents  fail beyond ±4 deviations  622 inside the band

                30,000 documents in 1.5 s, 20,000 documents/s

                """)
    }

    @Test func manyChecksAndSegmentsStayFew() {
        var report = Sample.passing
        report.checks = (0..<60).map { number in
            var check = Sample.duplicates
            check.id = "check\(number)"
            return check
        }
        report.checks += (0..<100).map { number in
            var check = Sample.duplicates
            check.segment = "shop\(number)"
            check.status = .warn
            return check
        }
        let text = text(report, width: 80)
        #expect(text.split(separator: "\n").count <= 24)
        #expect(text.contains("check11 1.2 % and 48 more"))
        #expect(text.contains("WARN   duplicates [shop2]"))
        #expect(text.contains("[shop3] 1.2 %, [shop4] 1.2 %, [shop5] 1.2 % and 94 more"))
    }

    @Test func stacksOnAPhone() {
        let lines = text(Sample.report(), width: 40).split(separator: "\n")
        #expect(lines.contains("FAIL   completeness"))
        #expect(lines.contains("  87.4 %, fail below 90 %, 2.6 points"))
        #expect(lines.contains("PASS   duplicates 1.2 %"))
    }

    @Test(arguments: [20, 30, 40, 60, 79, 80, 100, 300])
    func everyLineFits(width: Int) {
        var report = Sample.report(deliveries: [
            Delivery(sink: "pushgateway", status: .failed, error: "push to http://localhost:9091 failed after 4 tries")
        ])
        report.checks[0].id = String(repeating: "completeness_of_everything_", count: 4)
        report.checks[1].explanation = Phrase(String(repeating: "long", count: 100) + " 日本語のとても長い説明です", nil)
        for line in text(report, width: width).split(separator: "\n") {
            let columns = line.reduce(0) { $0 + (($1.unicodeScalars.first?.value ?? 0) > 0x2E80 ? 2 : 1) }
            #expect(columns <= width, "\(line)")
        }
    }

    @Test func nothingIsCutOff() {
        for width in [20, 40, 80, 120] {
            let all = text(Sample.report(), width: width).filter { !$0.isWhitespace }
            for word in ["specifications.cpu72.1%", "1,006belowthe", "1h20minover", "urlmatches^https?://(102)"] {
                #expect(all.contains(word), "\(word) at \(width)")
            }
        }
    }

    @Test func anIncompleteRunSaysWhy() {
        #expect(
            text(Sample.incomplete, width: 80) == """
                products  pricechecktn.products  2026-11-23 06:00 UTC
                ERROR The audit could not be completed
                cannot connect to localhost:27017: connection refused; check the address and
                that mongod runs

                """)
    }

    @Test func aCheckWithoutResultComesFirst() {
        var report = Sample.passing
        report.checks[3].status = .notEvaluated
        report.checks[3].value = nil
        report.checks[3].explanation = "no document has the path 'prize'"
        report.status = .incomplete
        let lines = text(report).split(separator: "\n")
        #expect(lines[1] == "ERROR 1 of 5 checks could not be evaluated")
        #expect(lines[3] == "ERROR  invalid_records  not evaluated  fail above 100 documents")
        #expect(lines[4] == "       no document has the path 'prize'")
        #expect(
            lines[6] == "PASS   completeness 99.2 %, freshness 3 h 12 min, duplicates 1.2 %, volume 4,102 documents")
    }

    @Test func failedDeliveriesAreShown() {
        let report = Sample.report(deliveries: [
            Delivery(sink: "pushgateway", status: .failed, error: "cannot connect"),
            Delivery(sink: "textfile", status: .delivered),
        ])
        #expect(text(report).contains("\ndelivery failed: pushgateway: cannot connect\n"))
        #expect(!text(report).contains("textfile"))
    }

    @Test func colourIsOnlyUsedWhenAsked() {
        #expect(!text(Sample.report()).contains("\u{1B}"))
        let coloured = ConsoleSummary(width: 100, isColoured: true, language: .english).text(Sample.report())
        #expect(coloured.contains("\u{1B}[1;31mFAIL\u{1B}[0m   completeness"))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == text(Sample.report()))
    }

    @Test func namesCannotSteerTheTerminal() {
        let evil = "a\u{1B}[2J\u{9B}31m\u{202E}b\u{2066}\r\n\u{7}\u{0}\u{2028}\u{FEFF}c"
        var report = Sample.report(suite: evil, deliveries: [Delivery(sink: evil, status: .failed, error: evil)])
        report.source.collection = evil
        for index in report.checks.indices {
            report.checks[index].id = evil
            report.checks[index].explanation = Phrase(evil, nil)
            report.checks[index].segment = evil
        }
        report.checks[0].details.fields[5].field = evil
        report.checks[3].details.rules[0].rule = evil
        var incomplete = Sample.incomplete
        incomplete.reason = evil
        for text in [text(report, path: evil), text(incomplete), text(report, width: 40)] {
            #expect(!text.contains("\r\n"))
            let bad = text.unicodeScalars.filter {
                $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
            }
            #expect(bad.isEmpty, "\(bad.map(\.value))")
        }
        #expect(
            text(report, width: 300).contains(
                "a\\u{1B}[2J\\u{9B}31m\\u{202E}b\\u{2066}\\u{D}\\u{A}\\u{7}\\u{0}\\u{2028}\\u{FEFF}c"))
    }

    @Test func lettersOfEveryScriptStay() {
        var report = Sample.report()
        report.checks[0].status = .notEvaluated
        report.checks[0].explanation = "Prix à vérifier, الأسعار, 価格, 👩‍💻 می‌خواهم"
        #expect(text(report, width: 120).contains("Prix à vérifier, الأسعار, 価格, 👩‍💻 می‌خواهم"))
    }
}
