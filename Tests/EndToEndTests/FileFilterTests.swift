import AuditModel
import Foundation
import MongoSource
import TestSupport
import Testing

/// The filter of a suite, by a server and over files.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct FileFilterTests {
    private static let options = ["--now", Shop.now, "--history", "none", "--format", "json"]

    private func suite(_ filter: String, database: String = "shop") -> String {
        Shop.suite(database: database).replacing(
            "  collection: products", with: "  collection: products\n  filter: \(filter)")
    }

    @Test(
        arguments: [
            "{ source: { $in: [mytek, ldlc] }, price: { $gt: 15 } }",
            "{ $or: [{ specifications.cpu: i3 }, { offers.price: { $mod: [7, 0] } }], name: { $type: 2 } }",
            "{ $expr: { $lt: [$stock, { $multiply: [$price, 0.5] }] } }",
            "{ $expr: { $eq: [{ $toUpper: { $substrCP: [$source, 0, 1] } }, M] } }",
            "{ $nor: [{ $jsonSchema: { required: [name], properties: { price: { minimum: 20 } } } }] }",
            "{ url: { $regex: '/[0-9]$', $options: i, $ne: 'https://shop.example/3' } }",
        ])
    func `the same numbers from a server and from files`(filter: String) throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(60, unnamed: 3, repeated: 4), into: "products")
        let place = try AuditFolder()
        try place.folder.write(suite(filter, database: database.name), to: "suite.yml")
        let documents = try database.documents(of: "products")
        let lines = try documents.map { bytes in
            try #require(bytes.withUnsafeBytes { BSONDocument(copying: $0)?.extendedJSON })
        }
        try place.folder.write(Array(documents.joined()), to: "products.bson")
        try place.folder.write(Array(lines.joined(separator: "\n").utf8), to: "products.jsonl")
        #expect(try place.call("validate", "suite.yml").status == 0)

        let expected = try place.call(["run", "suite.yml", "--uri", database.uri] + Self.options)
        let reference = try place.latest()
        #expect((1..<60).contains(reference.scan.documents), "some documents fit, and some do not")
        for name in ["products.bson", "products.jsonl"] {
            let outcome = try place.call(["run", "suite.yml", "--source", name] + Self.options)
            #expect(outcome.status == expected.status, "\(name): \(outcome)")
            let report = try place.latest()
            #expect(report.checks == reference.checks, "\(name)")
            #expect(report.scan.documents == reference.scan.documents)
        }
    }

    @Test func `what only a server knows is refused over files, and nowhere else`() throws {
        let place = try AuditFolder()
        try place.folder.write(suite("{ $where: 'this.price > 1' }"), to: "suite.yml")
        try place.folder.write([], to: "products.bson")
        #expect(try place.call("validate", "suite.yml").status == 0)
        let outcome = try place.call(["run", "suite.yml", "--source", "products.bson"] + Self.options)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.errors.contains("suite.yml:6:13: operator '$where' is not supported"), "\(outcome)")
    }

    @Test func `a filter is validated, operator by operator`() throws {
        let place = try AuditFolder()
        try place.folder.write(suite("{ price: { $gtt: 1 }, stock: { $size: many } }"), to: "suite.yml")
        let outcome = try place.call("validate", "suite.yml")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("suite.yml:6:22: operator '$gtt' is not supported here"), "\(outcome)")
        #expect(outcome.errors.contains("(did you mean '$gt'?)"), "\(outcome)")
        #expect(outcome.errors.contains("suite.yml:6:49: '$size' takes a whole number"), "\(outcome)")
    }

    @Test func `a document that cannot be decided ends the audit`() throws {
        let place = try AuditFolder()
        try place.folder.write(suite("{ $expr: { $gt: [{ $add: [$name, 1] }, 1] } }"), to: "suite.yml")
        try place.folder.write(Array(Shop.products(3).joined(separator: "\n").utf8), to: "products.jsonl")
        let outcome = try place.call(["run", "suite.yml", "--source", "products.jsonl"] + Self.options)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest().reason?.contains("cannot be decided") == true)
    }
}
