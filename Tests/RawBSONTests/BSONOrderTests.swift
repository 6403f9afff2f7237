import MongoSource
import RawBSON
import TestSupport
import Testing

/// The order of values against the server's own: `$cmp` for pairs, and a sort for the whole.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)")) struct BSONOrderTests {
    @Test func pairsCompareAsOnTheServer() throws {
        var values = QueryValues(seed: 11)
        // Half of the pairs are near each other: the same value, or one within a document or array.
        let pairs = (0..<20_000).map { _ in
            let left = values.value()
            return (left, values.chance(4) ? left : values.value())
        }
        let database = try TestDatabase()
        try database.insert(
            pairs.enumerated().map { index, pair in
                BSONValue.document([("_id", .int32(Int32(index))), ("a", pair.0), ("b", pair.1)]).bytes
            }, into: "pairs")
        var compared = 0
        var counts = [0, 0, 0]
        let pipeline = #"[{"$sort": {"_id": 1}}, {"$project": {"order": {"$cmp": ["$a", "$b"]}}}]"#
        try MongoClient(uri: database.uri).aggregate(pipeline, on: "pairs", of: database.name) { document in
            var elements = RawElements(document)
            let expected = elements.first(Array("order".utf8)).map { Int($0.integer) }
            let pair = pairs[compared]
            let order = pair.0.withRaw { left in pair.1.withRaw { BSONOrder.compare(left, $0) } }
            #expect(order == expected, "\(pair)")
            counts[order + 1] += 1
            compared += 1
        }
        #expect(compared == pairs.count)
        #expect(counts.allSatisfy { $0 > 2_000 }, "\(counts)")
    }

    @Test func aSortOfTheServerIsInOrder() throws {
        var values = QueryValues(seed: 12)
        let database = try TestDatabase()
        // In a document, because a sort looks into arrays.
        try database.insert(
            (0..<5_000).map { index in
                let value = BSONValue.document([("x", values.value())])
                return BSONValue.document([("_id", .int32(Int32(index))), ("v", value)]).bytes
            }, into: "values")
        var last: BSONValue?
        var seen = 0
        try MongoClient(uri: database.uri).aggregate(
            #"[{"$sort": {"v": 1}}]"#, on: "values", of: database.name
        ) { document in
            var elements = RawElements(document)
            let value = elements.first(Array("v".utf8)).map { BSONValue($0) }
            if let last, let value {
                #expect(last.withRaw { left in value.withRaw { BSONOrder.compare(left, $0) } } <= 0)
            }
            last = value
            seen += 1
        }
        #expect(seen == 5_000)
    }
}
