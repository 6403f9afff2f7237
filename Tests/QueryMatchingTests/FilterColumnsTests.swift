import AuditModel
import Foundation
import QueryMatching
import RawBSON
import ScanEngine
import TestSupport
import Testing

/// Filters over columns beside what ``MatchingFuzzTests`` compares.
@Suite struct FilterColumnsTests {
    private static func filter(_ entries: [(String, ConfigNode)]) throws -> DocumentFilter {
        let log = MappingReader.IssueLog()
        return try #require(DocumentFilter.decode(QueryLiterals.mapping(entries), log: log), "\(log.issues)")
    }

    private static func threeConditions() throws -> DocumentFilter {
        let positive = QueryLiterals.mapping([("$gt", QueryLiterals.integer(0))])
        let countries = QueryLiterals.list(["FR", "TN", "DE"].map { QueryLiterals.text($0) })
        return try filter([
            ("currency", QueryLiterals.text("EUR")), ("price", positive),
            ("country", QueryLiterals.mapping([("$in", countries)])),
        ])
    }

    @Test func aSimpleRuleAsksForItsFieldsOnly() throws {
        let columns = try Self.threeConditions().columns
        #expect(columns.map(\.path.description) == ["currency", "price", "country"])
        #expect(columns.allSatisfy { !$0.need.structures })
    }

    private static func product(_ index: Int) -> [UInt8] {
        let currency = index % 3 == 0 ? "USD" : "EUR"
        let price = Double(index % 100) - 3
        let country = ["FR", "TN", "US"][index % 3]
        var builder = BSONBuilder()
        builder.int32("_id", Int32(index))
        builder.string("currency", currency)
        builder.double("price", price)
        builder.string("country", country)
        builder.string("name", "product \(index)")
        return builder.document
    }

    /// Nanoseconds a document of a rule of three conditions; a number for people, judged by nobody.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["DQAUDIT_MEASURE"] != nil, "only when DQAUDIT_MEASURE is set"))
    func costOfARule() throws {
        let rule = try Self.threeConditions()
        let documents = (0..<200_000).map { Self.product($0) }
        // The columns alone, then the columns with the rule evaluated a hundred times a batch.
        for repeats in [1, 101, 1, 101] {
            let probe = CostProbe(filter: rule, repeats: repeats)
            let begin = ContinuousClock.now
            let result = try Scan(
                plan: ScanPlan([probe]), source: MemorySource(documents), threads: 1, progress: ScanProgress()
            ).run()
            let nanoseconds = (ContinuousClock.now - begin) / .nanoseconds(1)
            print("MEASURE \(repeats) evaluations: \(nanoseconds / Double(documents.count)) ns a document")
            #expect(result.documents == 200_000)
        }
    }
}

/// Evaluates a filter several times a batch.
private struct CostProbe: Analyzer {
    let filter: DocumentFilter
    let repeats: Int

    var columns: [ColumnRequest] { filter.columns }

    func makeState() -> VerdictLog { VerdictLog(0) }

    func makeWorkspace() -> FilterColumns { FilterColumns(filter) }

    func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<VerdictLog>,
        using workspace: inout FilterColumns
    ) {
        let verdicts = UnsafeMutablePointer<UInt8>.allocate(capacity: batch.rows)
        defer { verdicts.deallocate() }
        for _ in 0..<repeats { workspace.evaluate(batch, from: 0, into: verdicts) }
    }
}
