import AuditModel
import Testing

@testable import MongoSource

@Suite struct ExtendedJSONTests {
    private static let place = SourcePosition(file: "suite.yml", line: 3, column: 7)

    private func node(_ content: ConfigNode.Content, text: String = "") -> ConfigNode {
        ConfigNode(content, at: Self.place, text: text)
    }

    private func mapping(_ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
        node(.mapping(entries.map { ConfigNode.Entry(key: $0, keyPosition: Self.place, value: $1) }))
    }

    /// What libbson reads from the text that we write: an independent reader.
    private func canonical(_ node: ConfigNode) throws -> String {
        try BSONDocument(extendedJSON: ExtendedJSON.filter(from: node)).extendedJSON
    }

    @Test func `keeps the types of scalars`() throws {
        let filter = mapping([
            "null": node(.null), "yes": node(.bool(true)), "no": node(.bool(false)), "one": node(.integer(1)),
            "large": node(.integer(5_000_000_000)), "least": node(.integer(.min)), "double": node(.number(1.0)),
            "tiny": node(.number(.leastNonzeroMagnitude)), "huge": node(.number(1.7976931348623157e308)),
            "infinite": node(.number(-.infinity)), "nan": node(.number(.nan)),
        ])
        #expect(
            try canonical(filter) == """
                { "null" : null, "yes" : true, "no" : false, "one" : { "$numberInt" : "1" }, \
                "large" : { "$numberLong" : "5000000000" }, "least" : { "$numberLong" : "-9223372036854775808" }, \
                "double" : { "$numberDouble" : "1.0" }, "tiny" : { "$numberDouble" : "4.9406564584124654418e-324" }, \
                "huge" : { "$numberDouble" : "1.7976931348623157081e+308" }, \
                "infinite" : { "$numberDouble" : "-Infinity" }, "nan" : { "$numberDouble" : "NaN" } }
                """)
    }

    @Test func `escapes strings and keys`() throws {
        let nasty = "quote \" backslash \\ line \n\r\t bell \u{07} delete \u{7F} Tunisie é 🇹🇳 \u{2028}"
        let document = try BSONDocument(extendedJSON: ExtendedJSON.filter(from: mapping([nasty: node(.string(nasty))])))
        #expect(document.bytes.count == 4 + 1 + nasty.utf8.count + 1 + 4 + nasty.utf8.count + 1 + 1)
        #expect(Array(document.bytes[5...].prefix(nasty.utf8.count)) == Array(nasty.utf8))
        #expect(Array(document.bytes.dropLast(2).suffix(nasty.utf8.count)) == Array(nasty.utf8))
    }

    @Test func `keeps operators, nesting and order`() throws {
        let filter = mapping([
            "price": mapping(["$gte": node(.integer(10)), "$lt": node(.number(99.5))]),
            "$or": node(
                .sequence([
                    mapping(["country": node(.string("Tunisia"))]), mapping(["tags": node(.sequence([]))]),
                    mapping([:]),
                ])),
        ])
        #expect(
            ExtendedJSON.text(of: filter) == """
                {"price":{"$gte":10,"$lt":{"$numberDouble":"99.5"}},"$or":[{"country":"Tunisia"},{"tags":[]},{}]}
                """)
    }

    @Test func `reads type wrappers as YAML spells them`() throws {
        let filter = mapping([
            "at": mapping(["$date": node(.string("2024-05-01T00:00:00Z"))]),
            "long": mapping(["$numberLong": node(.integer(5), text: "5")]),
            "decimal": mapping(["$numberDecimal": node(.number(0.1), text: "0.10")]),
            "id": mapping(["$oid": node(.number(1.2345e23), text: "123456789012345678901234")]),
        ])
        #expect(
            try canonical(filter) == """
                { "at" : { "$date" : { "$numberLong" : "1714521600000" } }, "long" : { "$numberLong" : "5" }, \
                "decimal" : { "$numberDecimal" : "0.10" }, "id" : { "$oid" : "123456789012345678901234" } }
                """)
    }

    @Test func `reports what is no filter at its place`() {
        let list = #expect(throws: ConfigIssue.self) { try ExtendedJSON.filter(from: node(.sequence([]))) }
        #expect(list?.description.hasPrefix("suite.yml:3:7: a filter must be a mapping") == true)
        let date = mapping(["at": mapping(["$date": node(.string("yesterday"))])])
        let broken = #expect(throws: ConfigIssue.self) { try ExtendedJSON.filter(from: date) }
        #expect(broken?.description.hasPrefix("suite.yml:3:7: this filter is not valid Extended JSON: ") == true)
        #expect(ExtendedJSON.problem(in: #"{"a": 1}"#) == nil)
        #expect(ExtendedJSON.problem(in: #"{"a": }"#) != nil)
        #expect(ExtendedJSON.problem(in: "") != nil)
    }
}
