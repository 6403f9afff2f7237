import AuditModel
import FileSource
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// The same documents give the same bytes from a server and from every kind of file.
@Suite struct SameDocumentsTests {
    private func expectSame(_ documents: [[UInt8]]) throws {
        let folder = try TemporaryFolder()
        let lines = documents.map(SampleDocuments.canonical)
        let dump = documents.flatMap(\.self)
        let layouts: [(name: String, bytes: [UInt8])] = [
            ("a.bson", dump),
            ("b.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8)),
            ("c.ndjson", Array(("\u{FEFF}" + lines.joined(separator: "\r\n\r\n")).utf8)),
            ("d.json", Array(("[" + lines.joined(separator: ",") + "]").utf8)),
            ("e.JSON", Array(("\u{FEFF}\n[\n" + lines.joined(separator: "\n , \r\n") + "\n]\n\n").utf8)),
            ("f.json", Array(lines.map(SampleDocuments.pretty).joined(separator: "\n").utf8)),
            ("g.json", Array(lines.joined().utf8)),
            ("h.json", Array(("[\n" + lines.map(SampleDocuments.pretty).joined(separator: ",\n") + "]").utf8)),
        ]
        for layout in layouts {
            let plain = try folder.write(layout.bytes, to: layout.name)
            #expect(try FileSource.make(path: plain).allDocuments() == documents, "\(layout.name)")
            let compressed = try folder.write(Gzip.compressed(layout.bytes), to: layout.name + ".gz")
            #expect(try FileSource.make(path: compressed).allDocuments() == documents, "\(layout.name).gz")
        }
    }

    @Test func `all layouts give the same bytes`() throws {
        try expectSame(SampleDocuments.bytes())
    }

    @Test(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
    func `a server and its dumps give the same bytes`() throws {
        let database = try TestDatabase()
        let inserted = try SampleDocuments.bytes()
        try database.insert(inserted, into: "products")
        let source = try MongoSource(uri: database.uri, database: database.name, collection: "products")
        let documents = try source.allDocuments()
        #expect(documents.count == inserted.count)
        #expect(try database.documents(of: "products") == documents)
        try expectSame(documents)
    }

    @Test func `many documents come in order from every layout`() throws {
        let documents = try (0..<5_000).map { number in
            try BSONDocument(
                extendedJSON: #"{"_id": \#(number), "t": "\#(String(repeating: "ü", count: number % 97))"}"#
            )
            .bytes
        }
        try expectSame(documents)
    }
}
