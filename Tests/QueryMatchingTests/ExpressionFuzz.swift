import AuditModel
import MongoSource
import RawBSON
import TestSupport

@testable import QueryMatching

/// Generated expressions over generated documents: their values here and on a server, byte by byte.
///
/// Whether a condition holds says little of an operator within it; the value itself says all.
struct ExpressionFuzz {
    struct Outcome {
        /// Values that were compared.
        var values = 0
        var undecided = 0
        /// Of compared values by operator, how many its expression had part in.
        var uses: [String: Int] = [:]
        var differences: [String] = []
    }

    let seed: UInt64
    private static let documentsPerRound = 25
    private static let expressionsPerRound = 600

    /// - Parameter values: rounds are made until so many have been compared.
    func run(values: Int) throws -> Outcome {
        var outcome = Outcome()
        let database = try TestDatabase("expressions")
        let client = try MongoClient(uri: database.uri)
        var round: UInt64 = 0
        while outcome.values < values, outcome.differences.count < 10 {
            try self.round(seed &* 1_000_003 &+ round, client, database.name, &outcome)
            round += 1
        }
        return outcome
    }

    private func round(
        _ seed: UInt64, _ client: borrowing MongoClient, _ database: String, _ outcome: inout Outcome
    ) throws {
        var values = QueryValues(seed: seed)
        let documents = (0..<Self.documentsPerRound).map { values.document(Int32($0)) }
        let collection = "r\(seed)"
        try client.insert(documents: documents, into: collection, of: database)
        var filters = GeneratedFilters(seed: seed ^ 0x5DEE_CE66, for: documents)
        for _ in 0..<Self.expressionsPerRound {
            try compare(filters.nextValue(), documents, collection, client, database, &outcome)
        }
        _ = try client.run(#"{"drop": "\#(collection)"}"#, on: database)
    }

    private func compare(
        _ node: ConfigNode, _ documents: [[UInt8]], _ collection: String, _ client: borrowing MongoClient,
        _ database: String, _ outcome: inout Outcome
    ) throws {
        let text = ExtendedJSON.text(of: QueryLiterals.mapping([("$expr", node)]))
        guard ExtendedJSON.garbled(in: node) == nil, ExtendedJSON.problem(in: text) == nil else { return }
        let log = MappingReader.IssueLog()
        guard let expression = ExpressionDecoder(log: log, isForServer: false).expression(node) else {
            outcome.differences.append("refused: \(text): \(log.issues.map(\.message))")
            return
        }
        let evaluation = ExpressionEvaluation(expression)
        let computed = documents.map { document in
            document.withUnsafeBytes { try? evaluation.value(of: RawValue(document: $0)) }
        }
        let decided = computed.indices.filter { computed[$0] != nil }
        outcome.undecided += computed.count - decided.count
        guard !decided.isEmpty else { return }
        do {
            let served = try MatchingFuzz.answers(
                #"{"find": "\#(collection)", "filter": {"_id": {"$in": \#(decided)}}, "projection": {"r": \#(text.dropFirst(#"{"$expr":"#.utf8.count)), "batchSize": 100000, "singleBatch": true}"#,
                client, database)
            outcome.values += decided.count
            for use in Set(text.matches(of: /"(\$[a-zA-Z]+)":/).map { String($0.1) }) {
                outcome.uses[use, default: 0] += decided.count
            }
            let first = decided.first { index in
                computed[index].map { !Self.isSame($0, served[Int32(index)] ?? .absent) } ?? false
            }
            guard let first, let mine = computed[first] else { return }
            outcome.differences.append(
                "\(Self.written(served[Int32(first)] ?? .absent)) on the server, \(Self.written(mine)) here: \(text)\nthe document: "
                    + Self.written(BSONValue(type: 0x03, bytes: documents[first])))
        } catch {
            outcome.differences.append("failed by the server only: \(text): \(error)")
        }
    }

    /// Of the same type, too; there is one NaN of each.
    private static func isSame(_ left: BSONValue, _ right: BSONValue) -> Bool {
        left == right || (left.type == right.type && left.withRaw(\.isNaN) && right.withRaw(\.isNaN))
    }

    private static func written(_ value: BSONValue) -> String {
        value.type == 0 ? "nothing" : ExtendedJSON.text(of: QueryLiterals.node(value))
    }
}
