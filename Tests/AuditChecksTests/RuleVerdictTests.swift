import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// What severity and thresholds of a rule make of its check.
@Suite struct RuleVerdictTests {
    /// Ten documents: `n` counts from 0, `tags` holds as many texts, every second one `bad`.
    private static let documents: [[UInt8]] = (0..<10).map { index in
        var builder = BSONBuilder()
        builder.int32("n", Int32(index))
        builder.array("tags") { array in
            for tag in 0..<index { array.append { $0.string($1, tag.isMultiple(of: 2) ? "bad" : "good") } }
        }
        return builder.document
    }

    private func result(_ rules: [[(String, ConfigNode)]], _ thresholds: (String, ConfigNode)...) throws -> CheckResult
    {
        let check = try Examples.decode(
            InvalidRecords.self, entries: [("rules", Examples.list(rules.map(Examples.mapping(entries:))))] + thresholds
        )
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource(Self.documents), threads: 1,
            progress: ScanProgress())
        return check.evaluate(
            CheckInput(
                id: "i", description: nil, context: context, documents: 10, allowEmpty: false,
                states: try scan.run().states, history: nil)
        ).result
    }

    private let below7 = [
        ("field", Examples.text("n")), ("less_than", Examples.number(7)), ("name", Examples.text("r")),
    ]
    private let warning = ("severity", Examples.text("warning"))

    @Test func anErrorWithoutThresholdIsMeasuredOnly() throws {
        let result = try result([below7])
        #expect(result.status == .pass)
        #expect(result.value == 3)
        #expect(result.reason == "measured only: the check has no threshold")
        #expect(result.details.measurement("documents_with_warnings") == nil)
    }

    @Test func aWarningWarnsAndLeavesDocumentsValid() throws {
        let result = try result([below7 + [warning]], ("fail_above", Examples.number(0)))
        #expect(result.status == .warn)
        #expect(result.value == 0)
        #expect(result.details.measurement("documents_with_warnings") == 3)
        #expect(result.reason == "3 documents with a warning: 'r'")
        #expect(result.details.rules[0].severity == .warning)
        #expect(result.details.rules[0].status == .warn)
    }

    @Test func aWarningThatNobodyBreaksPasses() throws {
        let rule = [("field", Examples.text("n")), ("less_than", Examples.number(70)), warning]
        let result = try result([rule])
        #expect(result.status == .pass)
        #expect(result.reason == nil)
    }

    @Test func aWarningKeepsToItsOwnThreshold() throws {
        #expect(try result([below7 + [warning, ("warn_above", Examples.number(3))]]).status == .pass)
        #expect(try result([below7 + [warning, ("warn_above", Examples.number(2))]]).status == .warn)
        #expect(try result([below7 + [warning, ("warn_above", Examples.text("30%"))]]).status == .pass)
        #expect(try result([below7 + [warning, ("warn_above", Examples.text("29%"))]]).status == .warn)
    }

    @Test func aRuleFailsItsCheck() throws {
        let result = try result([below7 + [("fail_above", Examples.number(2))]], ("fail_above", Examples.number(5)))
        #expect(result.status == .fail)
        #expect(result.reason == "documents that break 'r': 3 is above 2 (fail_above)")
        #expect(try self.result([below7 + [("fail_above", Examples.number(3))]]).status == .pass)
    }

    @Test func aWarningIsNotHiddenByAFailure() throws {
        let result = try result([below7 + [warning], below7], ("fail_above", Examples.number(2)))
        #expect(result.status == .fail)
        #expect(result.value == 3)
        #expect(result.details.measurement("documents_with_warnings") == 0, "all three are invalid")
        #expect(
            result.reason
                == "invalid documents: 3 is above 2 (fail_above); 3 documents with a warning: 'r'")
    }

    /// 0 + 1 + … + 9 tags, the first, third … of each document bad: 25 of 45.
    @Test func thresholdsOfEachAreAboutCells() throws {
        let tags = [("field", Examples.text("tags[]")), ("not_in", Examples.list([Examples.text("bad")]))]
        let each = tags + [("quantifier", Examples.text("each")), ("name", Examples.text("t"))]
        let result = try result([each + [("fail_above", Examples.number(24))]])
        #expect(result.value == 9)
        #expect(result.details.rules[0].cells == RuleCount.Cells(broken: 25, judged: 45))
        #expect(result.reason == "cells that break 't': 25 is above 24 (fail_above)")
        #expect(try self.result([each + [("fail_above", Examples.number(25))]]).status == .pass)
        #expect(try self.result([each + [("fail_above", Examples.text("55%"))]]).status == .fail)
        #expect(try self.result([each + [("fail_above", Examples.text("56%"))]]).status == .pass)
    }

    @Test func mistakesAreNamed() {
        let tags = ("field", Examples.text("tags[]"))
        let price = ("field", Examples.text("price"))
        let number = ("type", Examples.text("number"))
        let mistakes: [([(String, ConfigNode)], String)] = [
            (
                [price, number, ("quantifier", Examples.text("any"))],
                "'quantifier' needs a path that visits array elements, such as offers[].price; 'price' has one cell a document"
            ),
            (
                [tags, number, ("quantifier", Examples.text("some"))],
                "'quantifier' cannot be 'some'; allowed are all, any, each"
            ),
            (
                [price, number, ("severity", Examples.text("warn"))],
                "'severity' cannot be 'warn'; allowed are error, warning"
            ),
            (
                [price, number, warning, ("fail_above", Examples.number(1))],
                "'fail_above' has no meaning in a rule of severity warning, which never fails; write warn_above, or severity: error"
            ),
            ([price, number, ("fail_below", Examples.number(1))], "'fail_below' has no meaning in a rule"),
            (
                [price, ("min_length", Examples.number(3)), ("max_length", Examples.number(2))],
                "no text is as long as 'min_length' 3 and as short as 'max_length' 2; swap the two"
            ),
        ]
        for (entries, message) in mistakes {
            let log = MappingReader.IssueLog()
            let rules = ConfigNode.Entry(
                key: "rules", keyPosition: Examples.place, value: Examples.list([Examples.mapping(entries: entries)]))
            let reader = MappingReader(
                ConfigNode(.mapping([rules]), at: Examples.place), subject: "a check", log: log)
            let context = SuiteContext(timeZone: .utc, missingValues: .none) { _, _, _ in nil }
            _ = reader.map { InvalidRecords.decode($0, in: context) }
            #expect(log.issues.map(\.message).map { $0.hasPrefix(message) } == [true], "\(log.issues)")
        }
    }
}
