import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Values and bounds at the ends of what can be written: right answers, never traps.
@Suite struct HostileValueTests {
    /// How many of the documents break a rule on the field `v`.
    private func broken(_ constraint: RuleConstraint, _ documents: [[UInt8]]) throws -> Int64 {
        let rule = Examples.rule(on: "v", constraint)
        return try state(of: RulesAnalyzer(rules: [rule], missing: .none), documents).invalidDocuments
    }

    private func state<A: Analyzer>(of analyzer: A, _ documents: [[UInt8]]) throws -> A.State {
        let scan = try Scan(
            plan: ScanPlan([analyzer]), source: MemorySource(documents), threads: 1, progress: ScanProgress())
        return try #require(try scan.run().states.state(of: analyzer))
    }

    private func document(_ fill: (inout BSONBuilder) -> Void) -> [UInt8] {
        var builder = BSONBuilder()
        fill(&builder)
        return builder.document
    }

    /// Every number that is special to some type.
    private var numbers: [[UInt8]] {
        [
            document { $0.int64("v", .min) }, document { $0.int64("v", .max) }, document { $0.double("v", -.infinity) },
            document { $0.double("v", .infinity) }, document { $0.double("v", -0x1p63) },
            document { $0.decimal128("v", coefficient: 1, exponent: 400) },
            document { $0.decimal128("v", coefficient: 1, exponent: 400, isNegative: true) },
            document { $0.decimal128("v", coefficient: 1, exponent: -400) }, document { $0.int32("v", 0) },
        ]
    }

    @Test func boundsAtTheEnds() throws {
        #expect(try broken(.atLeast(.integer(.min)), numbers) == 2, "−∞ and −10^400 are smaller")
        #expect(try broken(.atMost(.integer(.max)), numbers) == 2, "∞ and 10^400 are larger")
        #expect(try broken(.lessThan(.number(1e308)), numbers) == 2)
        #expect(try broken(.greaterThan(.number(-1e308)), numbers) == 2)
        #expect(try broken(.isIn([.integer(.min), .integer(.max), .integer(0)]), numbers) == 5, "−2^63 is Int64.min")
        #expect(try broken(.lessThan(.number(.infinity)), numbers) == 1, "10^400 is finite")
        #expect(try broken(.greaterThan(.number(-.infinity)), numbers) == 1)
    }

    @Test func timesInBoundsCompareWithDatesAndTexts() throws {
        let rule = Examples.mapping([
            "field": Examples.text("v"), "at_least": Examples.text("2020-01-01"),
            "less_than": Examples.text("2026-01-01T00:00:00+01:00"),
        ])
        let check = try Examples.decode(
            InvalidRecords.self, ["rules": Examples.list([rule])], timeZone: try TimeZoneFixture.rules("Europe/Paris"))
        // 2019-12-31T23:00:00Z is midnight in Paris.
        let good = [1_577_833_200_000, 1_767_221_999_999].map { at in document { $0.date("v", milliseconds: at) } }
        let bad = [1_577_833_199_999, 1_767_222_000_000].map { at in document { $0.date("v", milliseconds: at) } }
        let texts = [document { $0.string("v", "2020-06-01") }, document { $0.string("v", "2019-06-01") }]
        #expect(try state(of: RulesAnalyzer(rules: check.rules, missing: .none), good).invalidDocuments == 0)
        #expect(try state(of: RulesAnalyzer(rules: check.rules, missing: .none), bad).invalidDocuments == 2)
        #expect(try state(of: RulesAnalyzer(rules: check.rules, missing: .none), texts).invalidDocuments == 1)
    }

    @Test func keysNestedWithoutEndAreStillKeys() throws {
        func nested(_ depth: Int, _ innermost: Int32) -> [UInt8] {
            // From the inside out, without a builder: each level wraps the bytes of the one below.
            var bytes = document { $0.int32("n", innermost) }
            for _ in 0..<depth {
                let length = Int32(bytes.count + 8)
                bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + [0x03, 0x61, 0x00] + bytes + [0]
            }
            return bytes
        }
        let documents = [nested(20_000, 1), nested(20_000, 1), nested(20_000, 2), nested(3, 1), nested(3, 1)]
        let result = try state(
            of: DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none), documents)
        #expect(result.fingerprints.count == 5)
        #expect(try result.fingerprints.distinctCount() == 3)
    }

    @Test func brokenTextsStayDifferentKeys() throws {
        let documents = [[0x61, 0xFF], [0x61, 0xFE], [0x61, 0xFF]].map { text in
            document { $0.raw("v", type: 0x02, [3, 0, 0, 0] + text + [0]) }
        }
        var part = KeyPart(field: FieldPath(key: "v"))
        part.trim = true
        let result = try state(of: DuplicatesAnalyzer(key: [part], missing: .none), documents)
        #expect(try result.fingerprints.distinctCount() == 2)
    }

    @Test func aLongTextIsNoTimeWhoeverKeepsIt() throws {
        let text = "2026-11-22T10:00:00." + String(repeating: "0", count: 40) + "Z"
        let times = TimestampAnalyzer(
            field: FieldPath(key: "v"), missing: .none, context: .init(now: StateLawTests.now, timeZone: .utc),
            staleAfterSeconds: nil)
        let rule = Examples.rule(on: "v", .matches("^2"))
        let source = MemorySource([document { $0.string("v", text) }])
        for others in [[], [RulesAnalyzer(rules: [rule], missing: .none)]] as [[any Analyzer]] {
            let scan = try Scan(plan: ScanPlan([times] + others), source: source, threads: 1, progress: ScanProgress())
            #expect(try scan.run().states.state(of: times)?.unreadable == 1)
        }
    }
}
