import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Duplicates checks that share too little memory: the same numbers, or one clear sentence.
@Suite struct SpilledDuplicatesTests {
    private let folder: TemporaryFolder
    private let checks: [Duplicates]
    private let completeness: Completeness

    init() throws {
        folder = try TemporaryFolder()
        checks = try ["a", "b"].map { name in
            try Examples.decode(
                Duplicates.self, ["key": Examples.text(name), "fail_above": Examples.text("50%")])
        }
        completeness = try Examples.decode(Completeness.self, ["fields": Examples.list([Examples.text("a")])])
    }

    /// What two duplicates checks and one other say of 40,000 documents.
    private func results(threads: Int, within memory: MemoryBudget) throws -> [CheckResult] {
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        let documents = (0..<40_000).map { index in
            var document = BSONBuilder()
            document.int32("a", Int32(index % 30_000))
            if index % 10 > 0 { document.string("b", "text \(index % 7777)") }
            return document.document
        }
        let kinds: [any CheckKind] = checks + [completeness]
        let scan = try Scan(
            plan: ScanPlan(kinds.flatMap { $0.analyzers(context) }, within: memory), source: MemorySource(documents),
            threads: threads, progress: ScanProgress())
        let states = try scan.run().states
        return kinds.map { kind in
            kind.evaluate(
                CheckInput(
                    id: "check", description: nil, context: context, documents: 40_000, allowEmpty: false,
                    states: states, history: nil)
            ).result
        }
    }

    @Test(arguments: [1, 5], [70_000, 500_000, 1_000_000])
    func giveTheSameNumbers(threads: Int, limit: Int) throws {
        let results = try results(threads: threads, within: MemoryBudget(limit: limit, folder: folder.path))
        #expect(results == (try self.results(threads: 1, within: .unbounded)))
        func value(_ check: Int, _ name: String) -> Double? {
            results[check].details.measurements.first { $0.name == name }?.value
        }
        #expect(value(0, "distinct_keys") == 30_000)
        #expect(value(0, "duplicate_documents") == 10_000)
        #expect(value(1, "documents_with_key") == 36_000)
        #expect(value(1, "documents_without_key") == 4000)
        #expect(try folder.names() == [])
    }

    @Test(arguments: [1, 5])
    func areNotEvaluatedWithoutATemporaryFile(threads: Int) throws {
        let memory = MemoryBudget(limit: 100_000, folder: folder.path("absent"))
        let results = try results(threads: threads, within: memory)
        for result in results.prefix(2) {
            #expect(result.status == .notEvaluated)
            #expect(result.value == nil)
            #expect(
                result.reason == """
                    the keys do not fit --memory-limit, and the temporary file for them could not be made in \
                    '\(folder.path)/absent' (no such file or directory); free space there, set TMPDIR to a folder with \
                    more, or raise --memory-limit
                    """)
        }
        #expect(results[2].value == 100, "other checks keep their numbers")
    }
}
