package import AuditModel
import CLibMongoC
package import ScanEngine

/// A file of Extended JSON as mongoexport writes it, in lines or as one array, plain or under gzip.
package struct JSONFileSource: DocumentSource, StreamedFile {
    package let path: String
    package let isCompressed: Bool
    let database: String
    let collection: String

    package init(path: String, isCompressed: Bool, database: String, collection: String) {
        self.path = path
        self.isCompressed = isCompressed
        self.database = database
        self.collection = collection
    }

    /// Opens the file; the number of documents of a plain one is estimated from the size of the first thousand.
    package func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource {
        let description = SourceDescription(kind: .jsonl, database: database, collection: collection, path: path)
        let stream = try FileByteStream(path: path)
        let byteCount = stream.byteCount
        let estimate =
            isCompressed
            ? nil : Self.estimate(JSONSplitter(stream, path: path, longest: 1 << 20), byteCount)
        return OpenedFile(
            facts: SourceFacts(description: description, estimatedDocuments: estimate), file: self,
            why: "a text can be read from its beginning only")
    }

    /// Reads the documents in file order.
    func readAll<Visitor: DocumentVisitor & ~Copyable>(into visitor: inout Visitor) throws(SourceError) {
        if isCompressed {
            try scan(JSONSplitter(GzipByteStream(path: path), path: path), into: &visitor)
        } else {
            try scan(JSONSplitter(FileByteStream(path: path), path: path), into: &visitor)
        }
    }

    private func scan<Stream: ByteStream & ~Copyable, Visitor: DocumentVisitor & ~Copyable>(
        _ splitter: consuming JSONSplitter<Stream>, into visitor: inout Visitor
    ) throws(SourceError) {
        while let piece = try splitter.next() {
            try parse(piece.text, line: piece.line, into: &visitor)
        }
    }

    private func parse<Visitor: DocumentVisitor & ~Copyable>(
        _ text: UnsafeRawBufferPointer, line: Int, into visitor: inout Visitor
    ) throws(SourceError) {
        let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard bson_utf8_validate(start, text.count, true) else {
            throw SourceError(.malformed, "\(path):\(line): the document that begins here is not UTF-8")
        }
        if let place = GarbledElement.place(in: text) {
            let breaks = text.prefix(place).count { $0 == UInt8(ascii: "\n") }
            throw SourceError(
                .malformed,
                "\(path):\(line + breaks): $code or $dbPointer within a list cannot be read from JSON; write the collection as BSON, with mongodump"
            )
        }
        var failure = bson_error_t()
        guard let document = bson_new_from_json(start, text.count, &failure) else {
            let fault = JSONFault(message: failure.text)
            let breaks = text.prefix(fault.offset ?? 0).count { $0 == UInt8(ascii: "\n") }
            throw SourceError(.malformed, "\(path):\(line + breaks): not valid Extended JSON: \(fault.reason)")
        }
        defer { bson_destroy(document) }
        try visitor.visit(
            UnsafeRawBufferPointer(start: bson_get_data(document), count: Int(dqaudit_bson_length(document))))
    }

    /// How many documents there are if all are as long as the first ones; nil when those are broken.
    private static func estimate<Stream: ByteStream & ~Copyable>(
        _ splitter: consuming JSONSplitter<Stream>, _ byteCount: Int
    ) -> Int64? {
        var documents = 0
        do throws(SourceError) {
            while documents < 1_000, try splitter.next() != nil { documents += 1 }
        } catch {
            return nil
        }
        guard documents == 1_000 else { return Int64(documents) }
        return Int64(Double(byteCount) / Double(splitter.consumed) * Double(documents))
    }
}

extension bson_error_t {
    /// The message up to its end mark.
    fileprivate var text: String {
        withUnsafeBytes(of: message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
