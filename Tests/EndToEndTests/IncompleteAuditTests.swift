import AuditModel
import TestSupport
import Testing

/// Exit status 3: what could not be looked at never counts as looked at and fine.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct IncompleteAuditTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
    }

    /// Audits and expects a report that says why it is incomplete.
    private func expectIncomplete(
        _ suite: String, uri: String, says words: [String], location: SourceLocation = #_sourceLocation
    ) throws -> RunReport {
        try place.folder.write(suite, to: "suite.yml")
        let outcome = try place.call("run", "suite.yml", "--uri", uri, "--now", Shop.now)
        #expect(outcome.status == 3, "\(outcome)", sourceLocation: location)
        for word in words {
            #expect(outcome.output.contains(word), "\(outcome)", sourceLocation: location)
        }
        let report = try place.latest()
        #expect(report.status == .incomplete, sourceLocation: location)
        #expect(report.exitCode == 3, sourceLocation: location)
        #expect(report.status == .incomplete, sourceLocation: location)
        return report
    }

    @Test func `unreachable server`() throws {
        let port = try FreePort.find()
        let report = try expectIncomplete(
            Shop.suite(), uri: "mongodb://127.0.0.1:\(port)/?serverSelectionTimeoutMS=300",
            says: ["ERROR", "127.0.0.1:\(port)"])
        #expect(report.reason?.contains("127.0.0.1:\(port)") == true)
        #expect(report.checks.count == 5)
        #expect(report.checks.allSatisfy { $0.status == .notEvaluated && $0.value == nil && $0.reason != nil })
    }

    @Test func `missing collection, with the name that may be meant`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(1), into: "products")
        let report = try expectIncomplete(
            Shop.suite(database: database.name, collection: "prodcuts"), uri: database.uri,
            says: ["there is no collection 'prodcuts'"])
        #expect(report.reason?.contains("products") == true, "\(report.reason ?? "")")
    }

    @Test func `empty collection`() throws {
        let database = try TestDatabase()
        try database.run(#"{"create": "products"}"#)
        let report = try expectIncomplete(
            Shop.suite(database: database.name), uri: database.uri, says: ["there are no documents"])
        #expect(report.checks.allSatisfy { $0.status != .pass })
        #expect(report.check("completeness")?.value == nil)
    }

    @Test func `filter that no document fits`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(3), into: "products")
        let suite = Shop.suite(database: database.name).replacing(
            "  collection: products", with: "  collection: products\n  filter: { source: nobody }")
        _ = try expectIncomplete(suite, uri: database.uri, says: ["there are no documents"])
    }

    @Test(arguments: [
        ("  - completeness:\n      fields: [name, prize]\n      fail_below: 50%", "prize"),
        ("  - completeness:\n      fields: [name, specifications.gpu]", "specifications.gpu"),
        ("  - completeness:\n      fields: [\"offers[].prize\"]", "offers[].prize"),
        ("  - freshness:\n      field: scrapped_at\n      fail_above: 24h", "scrapped_at"),
        ("  - duplicates:\n      key: [urls]\n      fail_above: 5%", "urls"),
        ("  - invalid_records:\n      rules:\n        - { field: prize, greater_than: 0 }", "prize"),
        ("  - volume:\n      per: day\n      timestamp: scrapped_at", "scrapped_at"),
        ("  - freshness:\n      field: name\n      fail_above: 24h", "name"),
    ])
    func `path that no document has`(checks: String, path: String) throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(10), into: "products")
        let report = try expectIncomplete(
            Shop.suite(database: database.name, checks: checks), uri: database.uri, says: [path])
        #expect(report.reason == nil, "the collection itself was read")
        #expect(report.checks.map(\.status) == [.notEvaluated])
        #expect(report.checks.first?.reason?.contains(path) == true)
    }

    @Test func `one check that cannot be evaluated outweighs a breach of another`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(10, unnamed: 9), into: "products")
        let checks = """
              - completeness:
                  fields: [name]
                  fail_below: 90%
              - freshness:
                  field: absent
            """
        let report = try expectIncomplete(
            Shop.suite(database: database.name, checks: checks), uri: database.uri, says: ["FAIL", "ERROR"])
        #expect(report.checks.map(\.status) == [.fail, .notEvaluated])
    }

    @Test func `2 when the server refuses the filter, and the other suites are audited`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(3), into: "products")
        let suite = Shop.suite("bad", database: database.name).replacing(
            "  collection: products", with: "  collection: products\n  filter: { price: { $geoWithin: 1 } }")
        try place.folder.write(suite, to: "a.yml")
        try place.folder.write(Shop.suite("good", database: database.name), to: "b.yml")
        let outcome = try place.call("run", "a.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains("geometry must be an object"))
        #expect(!place.exists("reports/bad"))
        let both = try place.call("run", "a.yml", "b.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(both.status == 2, "\(both)")
        #expect(both.errors.contains("geometry must be an object"))
        #expect(try place.latest("good").status == .pass)
        #expect(!place.exists("reports/bad"))
    }

    @Test(arguments: [
        ("cut.bson", Array("\u{30}\u{0}\u{0}\u{0}\u{10}a\u{0}".utf8)), ("broken.json", Array("[{\"a\": 1}, {".utf8)),
        ("broken.jsonl", Array("{\"name\": \"secret words\", \"price\": }\n".utf8)),
        ("no.gz.jsonl.gz", Array("{}".utf8)),
    ])
    func `broken source file`(name: String, bytes: [UInt8]) throws {
        try place.folder.write(bytes, to: name)
        try place.folder.write(Shop.suite(), to: "suite.yml")
        let outcome = try place.call("run", "suite.yml", "--source", name, "--now", Shop.now)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.output.contains(name))
        #expect(try place.latest().reason?.contains(name) == true)
        #expect(!outcome.output.contains("secret words"))
    }
}
