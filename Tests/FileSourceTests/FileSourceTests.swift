import AuditModel
import FileSource
import ScanEngine
import TestSupport
import Testing

@Suite struct FileSourceTests {
    @Test(
        arguments: [
            ("orders.bson", "orders"), ("my.orders.jsonl", "my.orders"), ("orders.bson.gz", "orders"),
            ("a.JSON.GZ", "a"),
            ("orders.ndjson", "orders"),
        ])
    func `names the collection after the file`(name: String, collection: String) throws {
        let folder = try TemporaryFolder()
        let source = try FileSource.make(path: folder.write(name.hasSuffix("z") ? "" : "", to: name))
        let description = try source.facts().description
        #expect(description.collection == collection)
        #expect(description.path == folder.path(name))
        #expect(description.kind == (name.contains(".bson") ? .bson : .jsonl))
        let named = try FileSource.make(path: folder.path(name), database: "shop", collection: "products")
        #expect(try named.facts().description.namespace == "shop.products")
    }

    @Test func `says why a path is no source`() throws {
        let folder = try TemporaryFolder()
        func refusal(_ path: String) -> SourceError? {
            #expect(throws: SourceError.self) { try FileSource.make(path: path) }
        }
        let missing = refusal(folder.path("none.bson"))
        #expect(missing == SourceError(.configuration, "\(folder.path("none.bson")): there is no such file"))
        #expect(refusal("")?.message == "the source: there is no such file")
        #expect(refusal(folder.path)?.message.contains("is a directory") == true)
        #expect(refusal("/dev/null")?.message.contains("is not a regular file") == true)
        try folder.write("x", to: "data.csv")
        try folder.write("x", to: "data.gz")
        for name in ["data.csv", "data.gz"] {
            let unknown = refusal(folder.path(name))
            #expect(unknown?.code == .configuration)
            #expect(unknown?.message.contains(".bson, .bson.gz, .json, .json.gz, .jsonl, .jsonl.gz, .ndjson") == true)
        }
        try folder.write("{}", to: "plain.json")
        #expect(refusal(folder.path("plain.json/x.json"))?.code == .configuration)
    }

    @Test func `estimates the number of documents of plain files`() throws {
        let folder = try TemporaryFolder()
        let lines = String(repeating: #"{"a": 1}"# + "\n", count: 5_000)
        #expect(try FileSource.make(path: folder.write(lines, to: "a.jsonl")).facts().estimatedDocuments == 5_000)
        let document: [UInt8] = [12, 0, 0, 0, 0x10, 0x61, 0, 7, 0, 0, 0, 0]
        let dump = Array(repeating: document, count: 3_000).flatMap(\.self)
        #expect(try FileSource.make(path: folder.write(dump, to: "a.bson")).facts().estimatedDocuments == 3_000)
        #expect(try FileSource.make(path: folder.write([], to: "b.bson")).facts().estimatedDocuments == 0)
        let compressed = try folder.write(Gzip.compressed(dump), to: "a.bson.gz")
        #expect(try FileSource.make(path: compressed).facts().estimatedDocuments == nil)
    }

    @Test func `stops when the visitor throws`() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write(String(repeating: "{} ", count: 100), to: "a.json")
        let dump = try folder.write(
            Array(repeating: [5, 0, 0, 0, 0] as [UInt8], count: 100).flatMap(\.self), to: "a.bson")
        let compressed = try folder.write(Gzip.compressed(folder.read("a.bson")), to: "a.bson.gz")
        for path in [text, dump, compressed] {
            var seen = 0
            let error = #expect(throws: SourceError.self) {
                try FileSource.make(path: path).readAll { _ throws(SourceError) in
                    seen += 1
                    if seen == 10 { throw SourceError(.interrupted, "enough") }
                }
            }
            #expect(error == SourceError(.interrupted, "enough"))
            #expect(seen == 10)
        }
    }
}
