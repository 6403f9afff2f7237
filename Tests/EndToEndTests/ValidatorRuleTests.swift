import AuditModel
import TestSupport
import Testing

/// `json_schema: collection`, from the server's catalogue to the report.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct ValidatorRuleTests {
    private let place: AuditFolder
    private let checks = """
          - invalid_records:
              rules:
                - { json_schema: collection }
                - { name: dear_is_new, when: { price: { $gt: 15 } }, expect: { stock: { $gte: 3 } } }
              fail_above: 2
          - completeness: { fields: [price] }
        """

    init() throws {
        place = try AuditFolder()
    }

    @Test func `a stored validator judges the documents that came before it`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(20, unnamed: 4, free: 2), into: "products")
        try database.run(
            #"""
            {"collMod": "products", "validator": {"$jsonSchema": {"required": ["name"],
             "properties": {"name": {"bsonType": "string"}, "price": {"minimum": 1}}}}, "validationAction": "warn"}
            """#)
        try place.folder.write(Shop.suite(database: database.name, checks: checks), to: "suite.yml")
        let outcome = try place.call("run", "suite.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 1, "\(outcome)")
        let check = try #require(try place.latest().check("invalid_records"))
        #expect(check.value == 4)
        #expect(
            check.details.rules.map { "\($0.rule) \($0.documents)" } == [
                "json_schema collection 4", "dear_is_new 0", "json_schema collection: name: bsonType 4",
                "json_schema collection: price: minimum 2",
            ])
        #expect(check.details.rules[1].applied == 15)
    }

    @Test func `no validator is no answer`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(20), into: "products")
        try place.folder.write(Shop.suite(database: database.name, checks: checks), to: "suite.yml")
        let outcome = try place.call("run", "suite.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 3, "\(outcome)")
        let report = try place.latest()
        #expect(report.check("invalid_records")?.reason?.hasSuffix("the collection has no validator") == true)
        #expect(report.check("completeness")?.status == .pass)
    }

    @Test func `a file has none`() throws {
        try place.folder.write(Shop.suite(checks: checks), to: "suite.yml")
        try place.folder.write(Shop.products(3).joined(separator: "\n"), to: "products.jsonl")
        let outcome = try place.call("run", "suite.yml", "--source", "products.jsonl", "--now", Shop.now)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains("a file has no validator as a collection has"), "\(outcome)")
    }
}
