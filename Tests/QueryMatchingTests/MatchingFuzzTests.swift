import Foundation
import TestSupport
import Testing

/// The matcher's verdicts against those of a server, for generated filters and documents.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)")) struct MatchingFuzzTests {
    private static let longRun = ProcessInfo.processInfo.environment["DQAUDIT_FUZZ_PAIRS"].flatMap { Int($0) }
    private static let seed = ProcessInfo.processInfo.environment["DQAUDIT_FUZZ_SEED"].flatMap { UInt64($0) }

    @Test func generatedFiltersFindWhatAServerFinds() throws {
        let outcome = try MatchingFuzz(seed: 1, documentsPerRound: 250, filtersPerRound: 300).run(pairs: 60_000)
        for difference in outcome.differences { Issue.record("\(difference)") }
        #expect(outcome.pairs >= 60_000)
        #expect(outcome.matches * 10 > outcome.pairs, "matches are frequent")
        #expect((outcome.pairs - outcome.matches) * 10 > outcome.pairs, "and so are documents that do not match")
        #expect(outcome.refused > 5, "some filters are refused by both")
        #expect(outcome.undecided * 4 < outcome.expressionPairs, "most expressions are decided")
        #expect(outcome.columnPairs >= outcome.pairs)
    }

    @Test func generatedExpressionsHaveTheValuesOfAServer() throws {
        let outcome = try ExpressionFuzz(seed: 1).run(values: 60_000)
        for difference in outcome.differences { Issue.record("\(difference)") }
        #expect(outcome.undecided * 2 < outcome.values, "most values are decided")
    }

    /// `scripts/fuzz-matching` asks for it.
    @Test(.enabled(if: longRun != nil, "only when DQAUDIT_FUZZ_PAIRS says how many pairs"))
    func aLongRunFindsNoDifference() throws {
        let pairs = Self.longRun ?? 0
        let seed = Self.seed ?? 2
        let outcome = try MatchingFuzz(seed: seed, documentsPerRound: 400, filtersPerRound: 500).run(pairs: pairs)
        for difference in outcome.differences {
            print("DIFFERENCE \(difference)")
            Issue.record("\(difference)")
        }
        print(
            "FUZZ \(outcome.pairs) pairs, and \(outcome.expressionPairs) of $expr (seed \(seed)), \(outcome.matches) matches, \(outcome.undecided) undecided, "
                + "\(outcome.columnPairs) verdicts from columns, \(outcome.unsendable) filters not sent, "
                + "\(outcome.refused) filters refused by both, \(outcome.differences.count) differences")
        #expect(outcome.pairs >= pairs)
        let expressions = try ExpressionFuzz(seed: seed).run(values: pairs)
        for difference in expressions.differences {
            print("DIFFERENCE \(difference)")
            Issue.record("\(difference)")
        }
        let rarest = expressions.uses.sorted { $0.value < $1.value }.prefix(8).map { "\($0.key) \($0.value)" }
        print(
            "FUZZ \(expressions.values) values of expressions (seed \(seed)), \(expressions.undecided) undecided, "
                + "\(expressions.uses.count) operators, the rarest \(rarest.joined(separator: ", ")), "
                + "\(expressions.differences.count) differences")
    }
}
