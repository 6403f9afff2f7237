import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// References judged as a run would, over any two sources.
enum ReferenceFixture {
    /// Reads the target of a check, then the documents, and judges.
    /// - Parameter setBytes: what the keys of the target may take as a set; 0 leaves the matching to the end of the scan.
    static func result(
        _ check: Reference, _ documents: some DocumentSource, target: some DocumentSource, threads: Int = 1,
        within memory: MemoryBudget = .unbounded, setBytes: Int = .max
    ) throws -> CheckResult {
        let analyzer = ReferenceAnalyzer(field: check.target.field, missing: .none)
        let found = try scan([analyzer], target, threads, memory)
        let state = try #require(found.states.state(of: analyzer))
        var room = setBytes
        var context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        context.references[check.target] = Result { () throws(ReferenceFault) in
            try ReferenceKeys(state, ofDocuments: found.documents, target: check.target, setBytes: &room)
        }
        let result = try scan(check.analyzers(context), documents, threads, memory)
        return check.evaluate(
            CheckInput(
                id: "reference", description: nil, context: context, documents: result.documents, allowEmpty: false,
                states: result.states, history: nil)
        ).result
    }

    private static func scan(
        _ analyzers: [any Analyzer], _ source: some DocumentSource, _ threads: Int, _ memory: MemoryBudget
    ) throws -> Scan.Result {
        try Scan(
            plan: ScanPlan(analyzers, within: memory), source: source, threads: threads, progress: ScanProgress()
        ).run()
    }

    static func check(
        _ field: String, to target: String, failAbove: String? = nil, missing: MissingValues = .none
    ) throws -> Reference {
        guard let failAbove else {
            return try Examples.decode(
                Reference.self, ["field": Examples.text(field), "to": Examples.text(target)], missing: missing)
        }
        return try Examples.decode(
            Reference.self,
            ["field": Examples.text(field), "to": Examples.text(target), "fail_above": Examples.text(failAbove)],
            missing: missing)
    }

    /// A set of texts.
    static func keys(_ texts: [String]) throws -> FingerprintSet {
        let documents = texts.map { text in
            var document = BSONBuilder()
            document.string("k", text)
            return document.document
        }
        let analyzer = ReferenceAnalyzer(field: FieldPath(key: "k"), missing: .none)
        let state = try #require(
            try scan([analyzer], MemorySource(documents), 1, .unbounded).states.state(of: analyzer))
        return try #require(try state.fingerprints.makeSet(of: texts.count))
    }
}
