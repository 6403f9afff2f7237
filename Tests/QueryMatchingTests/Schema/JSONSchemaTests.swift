import AuditModel
import MongoSource
import QueryMatching
import TestSupport
import Testing

@Suite struct JSONSchemaTests {
    private static let product = """
        bsonType: object
        required: [name, price]
        properties:
          name: { bsonType: string, minLength: 1, maxLength: 5 }
          price: { bsonType: number, minimum: 0, exclusiveMinimum: true, multipleOf: 0.01 }
          tags: { bsonType: array, uniqueItems: true, maxItems: 3, items: { bsonType: string, pattern: "^[a-z]+$" } }
          place: { items: [{ type: number }, { type: number }], additionalItems: false }
          specifications:
            additionalProperties: false
            properties: { cpu: { enum: [i5, i7] } }
            patternProperties: { "^x_": { type: number } }
          stock: { anyOf: [{ bsonType: int }, { enum: [none] }], not: { enum: [7] } }
        dependencies: { discount: [price], old: { required: [discount] } }
        allOf: [{ maxProperties: 9 }, { properties: { price: { maximum: 100 } } }]
        """

    private func failures(_ schema: JSONSchema, _ json: String) throws -> [String] {
        let matcher = SchemaMatcher(schema)
        var names: [String] = []
        let document = try BSONDocument(extendedJSON: json)
        let verdict = document.withBytes { bytes in
            matcher.failures(document: bytes) { names.append(schema.failures[$0]) }
        }
        #expect(verdict == names.isEmpty)
        #expect(document.withBytes { matcher.matches(document: $0) } == names.isEmpty)
        let first = document.withBytes { matcher.firstFailure(document: $0) }
        #expect(first?.index == names.compactMap { schema.failures.firstIndex(of: $0) }.min())
        return names.sorted()
    }

    @Test func everyFailureIsNamedByPlaceAndKeyword() throws {
        let schema = try SchemaText.schema(Self.product)
        #expect(Set(schema.failures).count == schema.failures.count)
        #expect(try failures(schema, #"{"name": "a", "price": 1.25, "tags": ["a", "b"], "stock": "none"}"#) == [])
        let table: [(String, [String])] = [
            (#"{"price": "1"}"#, ["(document): required name", "price: bsonType"]),
            (#"{"name": "", "price": 0}"#, ["name: minLength", "price: minimum"]),
            (#"{"name": "éééééé", "price": 0.005}"#, ["name: maxLength", "price: multipleOf"]),
            (#"{"name": "a", "price": 101, "tags": 1}"#, ["price: maximum", "tags: bsonType"]),
            (
                #"{"name": "a", "price": 1, "tags": ["A", 1, "b", "b"]}"#,
                ["tags: maxItems", "tags: uniqueItems", "tags[]: bsonType", "tags[]: pattern"]
            ),
            (
                #"{"name": "a", "price": 1, "place": [1, "2", 3, 4]}"#, ["place: additionalItems", "place[1]: type"]
            ),
            (
                #"{"name": "a", "price": 1, "specifications": {"cpu": "i9", "x_a": "1", "ram": 8, "gpu": 1}}"#,
                ["specifications./^x_/: type", "specifications.cpu: enum", "specifications: additionalProperties"]
            ),
            (#"{"name": "a", "price": 1, "stock": "some"}"#, ["stock: anyOf"]),
            (#"{"name": "a", "price": 1, "stock": {"$numberDouble": "7.0"}}"#, ["stock: anyOf", "stock: not"]),
            (
                #"{"name": "a", "discount": 1, "old": 1}"#,
                ["(document): dependencies discount", "(document): required price"]
            ),
            (
                #"{"name": "a", "price": 1, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "old": 1}"#,
                ["(document): dependencies old", "(document): maxProperties"]
            ),
        ]
        for (document, expected) in table { #expect(try failures(schema, document) == expected, "\(document)") }
    }

    @Test func whatMongoDBLeavesOutIsRefusedWithItsPlace() throws {
        #expect(
            try SchemaText.issues("type: object\n$ref: x").map(\.description)
                == ["schema.yaml:2:1: '$ref' is no part of MongoDB's $jsonSchema"])
        let integer = try SchemaText.issues("properties: { a: { type: integer } }").map(\.description)
        #expect(
            integer == [
                "schema.yaml:1:26: 'type' cannot be 'integer'; allowed are array, boolean, null, number, object, string "
                    + "('integer' is no part of MongoDB's $jsonSchema: write bsonType: [int, long])"
            ])
        #expect(try SchemaText.issues("minimun: 5").first?.message.hasSuffix("(did you mean 'minimum'?)") == true)
        #expect(try SchemaText.issues("required: [a.b]").first?.message.contains("'properties' of its own") == true)
        #expect(try SchemaText.issues("properties: { a: { pattern: 'a(' } }").count == 1)
    }

    @Test(
        "a server refuses the same schemas", .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"),
        arguments: [
            "bsonType: missing", "bsonType: boolean", "bsonType: []", "bsonType: [int, int]", "bsonType: 2",
            "type: bool",
            "type: integer", "bsonType: integer", "{ type: string, bsonType: string }", "minimum: x", "minimum: null",
            "multipleOf: 0", "multipleOf: -1", "multipleOf: .inf", "multipleOf: .nan", "minLength: 2.5",
            "minLength: -1",
            "minLength: '2'", "minLength: 1e30", "maxItems: x", "exclusiveMinimum: true",
            "{ minimum: 1, exclusiveMinimum: 1 }", "exclusiveMaximum: true", "enum: []", "enum: [1, 1.0]", "enum: 1",
            "enum: [{ a: 1, b: 2 }, { b: 2, a: 1 }]", "required: []", "required: [a, a]", "required: a",
            "required: [1]",
            "properties: 1", "properties: { a: 1 }", "dependencies: { a: [] }", "dependencies: { a: [b, b] }",
            "dependencies: { a: 1 }", "dependencies: []", "items: 1", "items: [1]", "additionalItems: 1",
            "additionalItems: { foo: 1 }", "additionalProperties: 1", "patternProperties: { '(': {} }",
            "patternProperties: { a: 1 }", "pattern: (", "pattern: 1", "uniqueItems: 1", "anyOf: []", "anyOf: {}",
            "oneOf: [1]", "allOf: []", "not: []", "title: 1", "description: []", "foo: 1", "$ref: x", "$schema: x",
            "default: 1", "definitions: {}", "format: date", "id: 1", "const: 1", "if: {}", "maxProperties: -1",
        ])
    func refusals(text: String) throws {
        #expect(!(try SchemaText.issues("properties: { x: { \(Self.inFlow(text)) } }")).isEmpty)
        let schema = ExtendedJSON.text(of: try SchemaText.node(text))
        let database = try TestDatabase("refusals")
        try database.insert(json: ["{}"], into: "c")
        let query = #"[{"$match": {"$jsonSchema": {"properties": {"x": \#(schema)}}}}]"#
        #expect(throws: (any Error).self) { try database.aggregate(query, on: "c") }
    }

    private static func inFlow(_ text: String) -> String {
        text.hasPrefix("{ ") ? String(text.dropFirst(2).dropLast(2)) : text
    }

    @Test func aPatternThatIsGivenUpDecidesNothing() throws {
        let matcher = try SchemaMatcher(SchemaText.schema("properties: { a: { pattern: '^(a+)+$' } }"))
        let document = try BSONDocument(extendedJSON: #"{"a": "\#(String(repeating: "a", count: 60))!"}"#)
        #expect(document.withBytes { matcher.matches(document: $0) } == nil)
        #expect(document.withBytes { bytes in matcher.failures(document: bytes) { _ in } } == nil)
    }

    @Test func schemasWithinSchemasHaveAnEnd() throws {
        let deep = String(repeating: "{ not: ", count: 40) + "{}" + String(repeating: " }", count: 40)
        #expect(try SchemaText.schema(deep).failures == ["(document): not"])
        var node = ConfigNode.mapping([])
        for _ in 0..<150 { node = .mapping([("not", node)]) }
        let log = MappingReader.IssueLog()
        #expect(JSONSchema.decode(node, log: log) == nil)
        #expect(log.issues.first?.message.contains("more than 100 deep") == true)
    }

    /// What generated documents seldom show: keys that stand twice, texts that are none, NaN, keys beyond ASCII.
    @Test(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
    func oddDocumentsAreDecidedAsAServerDoes() throws {
        var documents: [[UInt8]] = []
        func add(_ fill: (inout BSONBuilder) -> Void) {
            var builder = BSONBuilder()
            builder.int32("_id", Int32(documents.count))
            fill(&builder)
            documents.append(builder.document)
        }
        add {
            $0.int32("a", 1); $0.string("a", "x")
        }
        add {
            $0.string("a", "x"); $0.int32("a", 1)
        }
        for text: [UInt8] in [
            [0x78, 0xFF], [0x78, 0xC3], [0xED, 0xA0, 0x80], [0xE2, 0x82, 0xAC], [0xF4, 0x90, 0x80, 0x80],
        ] {
            add { $0.raw("a", type: 0x02, [UInt8(text.count + 1), 0, 0, 0] + text + [0]) }
        }
        add { $0.array("a") { $0.append { $0.int32($1, 2) } } }
        add { $0.raw("a", type: 0x04, [12, 0, 0, 0, 0x10, 0x37, 0, 2, 0, 0, 0, 0]) }
        add { $0.double("a", .nan) }
        add { $0.string("é", "x") }
        let database = try TestDatabase("odd")
        try database.insert(documents, into: "c")
        let schemas = [
            "properties: { a: { bsonType: int } }", "properties: { a: { bsonType: string } }", "maxProperties: 2",
            "{ properties: { _id: {} }, additionalProperties: { bsonType: int } }", "properties: { a: { pattern: x } }",
            "properties: { a: { pattern: '^.$' } }", "properties: { a: { maxLength: 1 } }",
            "properties: { a: { not: { pattern: x } } }", "patternProperties: { a: { bsonType: int } }",
            "properties: { a: { enum: [[2]] } }", "properties: { a: { items: { minimum: 3 } } }",
            "properties: { a: { minimum: .nan } }", "properties: { a: { maximum: .nan, exclusiveMaximum: true } }",
            "properties: { a: { maximum: 3 } }", "patternProperties: { '^.$': { bsonType: int } }",
            "patternProperties: { '^..$': { bsonType: int } }",
        ]
        for text in schemas {
            let matcher = try SchemaMatcher(SchemaText.schema(text))
            let json = ExtendedJSON.text(of: try SchemaText.node(text))
            let query = #"[{"$match": {"$jsonSchema": \#(json)}}, {"$sort": {"_id": 1}}, {"$project": {"_id": 1}}]"#
            let expected = try database.aggregate(query, on: "c")
            let found = documents.indices.filter { index in
                documents[index].withUnsafeBytes { matcher.matches(document: $0) } == true
            }
            #expect(found.map { #"{ "_id" : \#($0) }"# } == expected, "\(text)")
        }
    }
}
