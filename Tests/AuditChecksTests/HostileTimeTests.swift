import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Times at the ends of what BSON can hold: numbers, never traps.
@Suite struct HostileTimeTests {
    private func outcome(_ check: some CheckKind, _ fill: (inout BSONBuilder) -> Void) throws -> CheckResult {
        var builder = BSONBuilder()
        fill(&builder)
        let context = AnalysisContext(now: StateLawTests.now, timeZone: try TimeZoneFixture.rules("Europe/Paris"))
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource([builder.document]), threads: 1,
            progress: ScanProgress())
        return check.evaluate(
            CheckInput(
                id: "c", description: nil, context: context, documents: 1, allowEmpty: false,
                states: try scan.run().states, history: nil)
        ).result
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -62_135_596_800_001, 253_402_300_800_000, Int64.max - 1, Int64.max])
    func datesAtTheEnds(milliseconds: Int64) throws {
        for kind in ["freshness", "volume"] {
            let check: any CheckKind =
                kind == "freshness"
                ? try Examples.decode(
                    Freshness.self, ["field": Examples.text("at"), "stale_after": Examples.text("1d")])
                : try Examples.decode(Volume.self, ["per": Examples.text("day"), "timestamp": Examples.text("at")])
            let result = try outcome(check) { $0.date("at", milliseconds: milliseconds) }
            #expect(result.value?.isFinite != false)
            if kind == "freshness" { #expect((result.value == nil) == (milliseconds > StateLawTests.now.milliseconds)) }
        }
    }

    @Test(arguments: [Double.infinity, -.infinity, 1e308, -1e308, 9.3e18, 1e11, -1e11, 0.5])
    func numbersAtTheEnds(value: Double) throws {
        let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
        let result = try outcome(check) { $0.double("at", value) }
        #expect(result.value?.isFinite != false)
    }
}
