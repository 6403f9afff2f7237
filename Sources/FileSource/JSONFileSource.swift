package import AuditModel
import CLibMongoC
package import ScanEngine

/// A file of Extended JSON as mongoexport writes it, in lines or as one array, plain or under gzip.
package struct JSONFileSource: DocumentSource {
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
    package func open() throws(SourceError) -> SourceFacts {
        let description = SourceDescription(kind: .jsonl, database: database, collection: collection, path: path)
        let stream = try FileByteStream(path: path)
        if isCompressed { return SourceFacts(description: description, estimatedDocuments: nil) }
        let byteCount = stream.byteCount
        return SourceFacts(
            description: description,
            estimatedDocuments: Self.estimate(JSONSplitter(stream, path: path, longest: 1 << 20), byteCount))
    }

    /// One part: everything.
    package func partitions(upTo count: Int) throws(SourceError) -> [Partition] {
        [Partition(index: 0, bounds: .whole)]
    }

    /// Reads the documents in file order.
    package func scan(
        _ partition: Partition, visit: (_ document: UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int {
        precondition(partition.bounds == .whole, "a text has no byte offsets that begin documents")
        if isCompressed {
            try scan(JSONSplitter(GzipByteStream(path: path), path: path), visit: visit)
        } else {
            try scan(JSONSplitter(FileByteStream(path: path), path: path), visit: visit)
        }
        return 0
    }

    private func scan<Stream: ByteStream & ~Copyable>(
        _ splitter: consuming JSONSplitter<Stream>, visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        while let piece = try splitter.next() {
            try parse(piece.text, line: piece.line, visit)
        }
    }

    private func parse(
        _ text: UnsafeRawBufferPointer, line: Int, _ visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard bson_utf8_validate(start, text.count, true) else {
            throw SourceError(.malformed, "\(path):\(line): the document that begins here is not UTF-8")
        }
        var failure = bson_error_t()
        guard let document = bson_new_from_json(start, text.count, &failure) else {
            let fault = JSONFault(message: failure.text)
            let breaks = text.prefix(fault.offset ?? 0).count { $0 == UInt8(ascii: "\n") }
            throw SourceError(.malformed, "\(path):\(line + breaks): not valid Extended JSON: \(fault.reason)")
        }
        defer { bson_destroy(document) }
        try visit(UnsafeRawBufferPointer(start: bson_get_data(document), count: Int(dqaudit_bson_length(document))))
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
