import AuditModel
import Foundation
import MongoSource
import QueryMatching
import RawBSON
import TestSupport
import Testing

/// Generated schemas against generated documents, decided by a server and by the matcher.
///
/// `DQAUDIT_FUZZ_PAIRS` and `DQAUDIT_FUZZ_SEED` make a longer or another run of it.
@Suite(.enabled(if: MongodFixture.isAvailable, Comment(rawValue: MongodFixture.absence)))
struct JSONSchemaFuzzTests {
    private static let documentsPerRound = 250
    private static let schemasPerRound = 40

    private static let longRun = ProcessInfo.processInfo.environment["DQAUDIT_FUZZ_PAIRS"].flatMap { Int($0) }
    private static let seed = ProcessInfo.processInfo.environment["DQAUDIT_FUZZ_SEED"].flatMap { UInt64($0) }

    @Test func everySchemaDividesDocumentsAsAServerDoes() throws {
        try compare(pairs: 40_000, seed: 7)
    }

    /// `scripts/fuzz-matching` asks for it.
    @Test(.enabled(if: longRun != nil, "only when DQAUDIT_FUZZ_PAIRS says how many pairs"))
    func aLongRunFindsNoDifference() throws {
        try compare(pairs: Self.longRun ?? 0, seed: Self.seed ?? 2)
    }

    private func compare(pairs: Int, seed: UInt64) throws {
        let database = try TestDatabase("schemas")
        let client = try MongoClient(uri: database.uri)
        var run = FuzzRun()
        var round: UInt64 = 0
        while run.pairs < pairs, run.differences.count < 5 {
            let collection = "c\(round)"
            var generator = SchemaGenerator(seed: seed &* 1_000_003 &+ round)
            let documents = (0..<Int32(Self.documentsPerRound)).map { generator.document($0) }
            try client.insert(documents: documents, into: collection, of: database.name)
            for _ in 0..<Self.schemasPerRound {
                let schema = generator.schema()
                let matching = Self.matching(schema, in: collection, of: database, with: client)
                run.compare(schema, documents, with: matching)
            }
            _ = try client.run(#"{"drop": "\#(collection)"}"#, on: database.name)
            round += 1
        }
        for difference in run.differences {
            print("DIFFERENCE \(difference)")
            Issue.record("\(difference)")
        }
        print(
            "FUZZ \(run.pairs) pairs of schema and document (seed \(seed)), \(run.valid) valid, \(run.refused) schemas refused by both, "
                + "\(run.differences.count) differences")
        // A run in which nearly everything is good, bad or refused would show nothing.
        #expect(run.valid * 10 > run.pairs && (run.pairs - run.valid) * 10 > run.pairs)
        #expect(run.refused > 5 && run.refused * Self.documentsPerRound * 3 < run.pairs)
    }

    /// The ids of the documents that the server finds; nil when it refuses the schema.
    private static func matching(
        _ schema: ConfigNode, in collection: String, of database: TestDatabase, with client: borrowing MongoClient
    ) -> Set<Int>? {
        var ids: Set<Int> = []
        let pipeline = #"[{"$match": {"$jsonSchema": \#(ExtendedJSON.text(of: schema))}}, {"$project": {"_id": 1}}]"#
        do {
            try client.aggregate(pipeline, on: collection, of: database.name) { bytes in
                var elements = RawElements(bytes)
                if let id = elements.first(Array("_id".utf8)) { ids.insert(Int(id.integer)) }
            }
        } catch {
            return nil
        }
        return ids
    }
}

/// What a run has seen so far.
private struct FuzzRun {
    var pairs = 0
    var valid = 0
    var refused = 0
    var differences: [String] = []

    mutating func compare(_ node: ConfigNode, _ documents: [[UInt8]], with matching: Set<Int>?) {
        let log = MappingReader.IssueLog()
        let schema = JSONSchema.decode(node, log: log)
        let text = ExtendedJSON.text(of: node)
        guard let schema, let matching else {
            refused += 1
            if (schema == nil) != (matching == nil) {
                differences.append("refused by \(schema == nil ? "us: \(log.issues)" : "the server"): \(text)")
            }
            return
        }
        let matcher = SchemaMatcher(schema)
        let entry = ConfigNode.Entry(key: "$jsonSchema", keyPosition: node.position, value: node)
        let filter = DocumentFilter.decode(ConfigNode(.mapping([entry]), at: node.position), log: log)
            .map { FilterMatcher($0) }
        for (index, document) in documents.enumerated() {
            pairs += 1
            let expected = matching.contains(index)
            if expected { valid += 1 }
            document.withUnsafeBytes { bytes in
                let verdict = matcher.matches(document: bytes)
                let filtered = filter?.matches(document: bytes)
                var failures: [Int] = []
                let reported = matcher.failures(document: bytes) { failures.append($0) }
                let isComplete =
                    failures.isEmpty == expected && Set(failures).count == failures.count
                    && failures.allSatisfy(schema.failures.indices.contains)
                if verdict == expected, filtered == expected, reported == expected, isComplete { return }
                let json = BSONDocument(copying: bytes)?.extendedJSON ?? ""
                differences.append(
                    "server \(expected), matcher \(String(describing: verdict)), \(failures): \(text) \(json)")
            }
        }
    }
}
