import AuditModel
import MongoSource
import QueryMatching
import TestSupport
import Testing

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct CollectionValidatorTests {
    private static let schema = """
        {"bsonType": "object", "required": ["a"], "properties": {"a": {"bsonType": ["number", "string", "object"]}, \
        "n": {"minimum": -500, "multipleOf": {"$numberDecimal": "0.1"}}, "t": {"pattern": "[^0-9]"}, \
        "l": {"items": {"not": {"bsonType": "string"}}, "maxItems": {"$numberLong": "3"}}}}
        """

    private func stored(_ database: TestDatabase, _ collection: String) throws -> CollectionValidator? {
        let source = try MongoSource(uri: database.uri, database: database.name, collection: collection)
        guard let text = try source.validator() else { return nil }
        let log = MappingReader.IssueLog()
        let validator = CollectionValidator.decode(try SchemaText.node(text), log: log)
        #expect(log.issues.isEmpty)
        #expect(validator != nil)
        return validator
    }

    /// The validator came after the documents and only warns; what another collection refuses with the same validator is invalid.
    @Test func theStoredValidatorFindsWhatTheServerWouldRefuse() throws {
        let database = try TestDatabase()
        var generator = SchemaGenerator(seed: 5)
        let documents = (0..<400).map { generator.document($0) }
        try database.insert(documents, into: "warned")
        let validation = #""validator": {"$jsonSchema": \#(Self.schema)}"#
        try database.run(#"{"collMod": "warned", \#(validation), "validationAction": "warn"}"#)
        try database.run(#"{"create": "strict", \#(validation), "validationAction": "error"}"#)
        let validator = try #require(try stored(database, "warned"))
        #expect(validator.filter == nil)
        let matcher = SchemaMatcher(try #require(validator.schema))
        var accepted = 0
        for document in documents {
            let isAccepted = (try? database.insert([document], into: "strict")) != nil
            accepted += isAccepted ? 1 : 0
            #expect(document.withUnsafeBytes { matcher.matches(document: $0) } == isAccepted)
        }
        #expect((40..<360).contains(accepted), "both occur")
    }

    @Test func aCollectionWithoutValidatorHasNone() throws {
        let database = try TestDatabase()
        try database.run(#"{"create": "plain"}"#)
        try database.run(#"{"create": "emptied", "validator": {}}"#)
        #expect(try stored(database, "plain") == nil)
        #expect(try stored(database, "emptied") == nil)
    }

    @Test func whatIsNoSchemaIsAFilter() throws {
        let database = try TestDatabase()
        let validator = #"""
            {"$and": [{"$jsonSchema": {"required": ["a"]}}, {"n": {"$gt": 1}}], "t": "x", "$jsonSchema": {"required": ["b"]}}
            """#
        try database.run(#"{"create": "mixed", "validator": \#(validator)}"#)
        let mixed = try #require(try stored(database, "mixed"))
        #expect(mixed.failures == ["(document): required a", "(document): required b", "validator"])
        let matcher = ValidatorMatcher(mixed)
        let table: [(String, [Int])] = [
            (#"{"a": 1, "b": 1, "n": 2, "t": "x"}"#, []), (#"{"a": 1, "b": 1, "n": 1, "t": "x"}"#, [2]),
            (#"{"b": 1, "n": 2}"#, [0, 2]), (#"{"a": 1, "n": 2, "t": "x"}"#, [1]),
        ]
        for (json, expected) in table {
            var failures: [Int] = []
            let document = try BSONDocument(extendedJSON: json)
            let verdict = document.withBytes { bytes in matcher.failures(document: bytes) { failures.append($0) } }
            #expect(failures == expected && verdict == expected.isEmpty, "\(json)")
            #expect(((try? database.insert(json: [json], into: "mixed")) != nil) == expected.isEmpty, "\(json)")
        }
        try database.run(#"{"create": "filtered", "validator": {"n": {"$gt": 1}}}"#)
        #expect(try stored(database, "filtered")?.failures == ["validator"])
    }
}
