import AuditModel
import MongoSource
import QueryMatching
import RawBSON
import ScanEngine
import TestSupport

/// Generated filters over generated documents, here and on a server.
struct MatchingFuzz {
    /// What a run came to.
    struct Outcome {
        var pairs = 0
        var matches = 0
        /// Filters that both refuse.
        var refused = 0
        /// Filters that the C driver does not take for Extended JSON: no server ever sees those.
        var unsendable = 0
        var undecided = 0
        /// Pairs with a filter of `$expr` that was decided; those of other filters are all decided.
        var expressionPairs = 0
        /// Verdicts from columns that were compared with those from documents.
        var columnPairs = 0
        var differences: [String] = []
    }

    let seed: UInt64
    let documentsPerRound: Int
    let filtersPerRound: Int

    /// - Parameter pairs: rounds are made until there are so many.
    func run(pairs: Int) throws -> Outcome {
        var outcome = Outcome()
        let database = try TestDatabase("fuzz")
        let client = try MongoClient(uri: database.uri)
        var round: UInt64 = 0
        while outcome.pairs < pairs, outcome.differences.count < 10 {
            try self.round(seed &* 1_000_003 &+ round, client, database, &outcome)
            round += 1
        }
        return outcome
    }

    private func round(
        _ seed: UInt64, _ client: borrowing MongoClient, _ database: TestDatabase, _ outcome: inout Outcome
    ) throws {
        var values = QueryValues(seed: seed)
        let documents = (0..<documentsPerRound).map { values.document(Int32($0)) }
        let collection = "r\(seed)"
        try client.insert(documents: documents, into: collection, of: database.name)
        var filters = GeneratedFilters(seed: seed ^ 0x5DEE_CE66, for: documents)
        var probed: [(filter: DocumentFilter, text: String, verdicts: [UInt8])] = []
        for _ in 0..<filtersPerRound {
            try compare(filters.next(), documents, collection, client, database, &probed, &outcome)
        }
        for _ in 0..<filtersPerRound / 3 {
            try compareExpression(filters.nextExpression(), documents, collection, client, database, &probed, &outcome)
        }
        try compareColumns(probed, documents, &outcome)
        _ = try client.run(#"{"drop": "\#(collection)"}"#, on: database.name)
    }

    private func compare(
        _ node: ConfigNode, _ documents: [[UInt8]], _ collection: String, _ client: borrowing MongoClient,
        _ database: TestDatabase, _ probed: inout [(filter: DocumentFilter, text: String, verdicts: [UInt8])],
        _ outcome: inout Outcome
    ) throws {
        let text = ExtendedJSON.text(of: node)
        guard ExtendedJSON.garbled(in: node) == nil, ExtendedJSON.problem(in: text) == nil else {
            outcome.unsendable += 1
            return
        }
        let log = MappingReader.IssueLog()
        let filter = DocumentFilter.decode(node, log: log)
        let found: Set<Int32>
        do {
            found = try MatchingFuzz.find(text, collection, client, database.name)
        } catch {
            outcome.refused += 1
            if filter != nil { outcome.differences.append("refused by the server only: \(text): \(error)") }
            return
        }
        guard let filter else {
            outcome.differences.append("refused here only: \(text): \(log.issues.map(\.message))")
            return
        }
        let verdicts = MatchingFuzz.verdicts(of: filter, documents)
        probed.append((filter, text, verdicts))
        outcome.pairs += documents.count
        // No filter without $expr is undecided here: the patterns are tame.
        MatchingFuzz.judge(verdicts, of: text, Array(documents.indices), found, documents, &outcome)
    }

    /// 0, 1 or 2 (undecided) for each document.
    private static func verdicts(of filter: DocumentFilter, _ documents: [[UInt8]]) -> [UInt8] {
        let matcher = FilterMatcher(filter)
        return documents.map { document in
            document.withUnsafeBytes { matcher.matches(document: $0) }.map { $0 ? 1 : 0 } ?? 2
        }
    }

    /// Writes down the first document of those asked for on which the server says something else.
    private static func judge(
        _ verdicts: [UInt8], of text: String, _ asked: [Int], _ found: Set<Int32>, _ documents: [[UInt8]],
        _ outcome: inout Outcome
    ) {
        outcome.matches += found.count
        guard let index = asked.first(where: { verdicts[$0] != (found.contains(Int32($0)) ? 1 : 0) }) else { return }
        outcome.differences.append(
            "\(found.contains(Int32(index)) ? "matches" : "does not match") on the server: \(text)\nthe document: "
                + ExtendedJSON.text(of: QueryLiterals.node(BSONValue(type: 0x03, bytes: documents[index]))))
    }

    /// An expression, on those documents only where it is decided: the server fails on all when it does on one.
    private func compareExpression(
        _ node: ConfigNode, _ documents: [[UInt8]], _ collection: String, _ client: borrowing MongoClient,
        _ database: TestDatabase, _ probed: inout [(filter: DocumentFilter, text: String, verdicts: [UInt8])],
        _ outcome: inout Outcome
    ) throws {
        let text = ExtendedJSON.text(of: node)
        guard ExtendedJSON.garbled(in: node) == nil, ExtendedJSON.problem(in: text) == nil else {
            outcome.unsendable += 1
            return
        }
        let log = MappingReader.IssueLog()
        guard let filter = DocumentFilter.decode(node, log: log) else {
            outcome.differences.append("refused: \(text): \(log.issues.map(\.message))")
            return
        }
        let verdicts = MatchingFuzz.verdicts(of: filter, documents)
        probed.append((filter, text, verdicts))
        let decided = verdicts.indices.filter { verdicts[$0] != 2 }
        outcome.undecided += verdicts.count - decided.count
        guard !decided.isEmpty else { return }
        let limited = #"{"_id": {"$in": \#(decided)}, "# + text.dropFirst()
        do {
            let found = try MatchingFuzz.find(limited, collection, client, database.name)
            outcome.expressionPairs += decided.count
            MatchingFuzz.judge(verdicts, of: text, decided, found, documents, &outcome)
        } catch {
            outcome.differences.append("failed by the server only: \(text): \(error)")
        }
    }

    /// The same verdicts from the columns of a scan as from whole documents; a filter alone and among others sees other columns.
    private func compareColumns(
        _ probed: [(filter: DocumentFilter, text: String, verdicts: [UInt8])], _ documents: [[UInt8]],
        _ outcome: inout Outcome
    ) throws {
        let step = 20
        for start in stride(from: 0, to: probed.count, by: step) {
            let part = Array(probed[start..<min(start + step, probed.count)])
            for group in [part] + part.prefix(3).map({ [$0] }) {
                let probe = VerdictProbe(filters: group.map(\.filter))
                let plan = ScanPlan([probe])
                let result = try Scan(
                    plan: plan, source: MemorySource(documents), threads: 1, progress: ScanProgress()
                ).run()
                guard let log = result.states.state(of: probe) else { continue }
                for (index, verdicts) in log.verdicts.enumerated() {
                    outcome.columnPairs += verdicts.count
                    if verdicts == group[index].verdicts { continue }
                    outcome.differences.append("columns differ from documents: \(group[index].text)")
                }
            }
        }
    }

    /// The `_id`s of the documents that the server finds.
    static func find(
        _ filter: String, _ collection: String, _ client: borrowing MongoClient, _ database: String
    ) throws -> Set<Int32> {
        let found = try answers(
            #"{"find": "\#(collection)", "filter": \#(filter), "projection": {"_id": 1}, "batchSize": 100000, "singleBatch": true}"#,
            client, database)
        return Set(found.keys)
    }

    /// What the command finds: by `_id` the value of a field `r`, absent where there is none.
    static func answers(
        _ command: String, _ client: borrowing MongoClient, _ database: String
    ) throws -> [Int32: BSONValue] {
        try client.run(command, on: database).withBytes { bytes in
            var found: [Int32: BSONValue] = [:]
            var fields = RawElements(bytes)
            var batch = fields.first(Array("cursor".utf8))?.elements.named("firstBatch")?.elements
            while let (_, document) = batch?.next() {
                guard let id = document.elements.named("_id") else { continue }
                found[Int32(truncatingIfNeeded: id.integer)] =
                    document.elements.named("r").map { BSONValue($0) } ?? BSONValue(type: 0, bytes: [])
            }
            return found
        }
    }
}

extension RawElements {
    fileprivate func named(_ key: String) -> RawValue? {
        var copy = self
        return copy.first(Array(key.utf8))
    }
}
