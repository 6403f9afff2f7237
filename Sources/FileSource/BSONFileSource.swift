package import AuditModel
package import ScanEngine

/// A file of BSON documents back to back, as mongodump writes it, plain or under gzip.
package struct BSONFileSource: DocumentSource, StreamedFile {
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
        var facts = SourceFacts(
            description: SourceDescription(kind: .bson, database: database, collection: collection, path: path),
            estimatedDocuments: nil)
        if isCompressed {
            _ = try FileByteStream(path: path)
            return OpenedFile(facts: facts, file: self, why: "a compressed file can be read from its beginning only")
        }
        let mapping = try SharedMapping(path: path)
        facts.estimatedDocuments = Self.estimate(of: mapping.bytes)
        return OpenedDump(path, mapping, facts: facts, request: request)
    }

    /// Reads a compressed file.
    func readAll<Visitor: DocumentVisitor & ~Copyable>(into visitor: inout Visitor) throws(SourceError) {
        try scan(InputBuffer(GzipByteStream(path: path)), into: &visitor)
    }

    private func scan<Stream: ByteStream & ~Copyable, Visitor: DocumentVisitor & ~Copyable>(
        _ input: consuming InputBuffer<Stream>, into visitor: inout Visitor
    ) throws(SourceError) {
        while true {
            switch BSONFraming.frame(at: input.bytes) {
            case .document(let length):
                try visitor.visit(UnsafeRawBufferPointer(rebasing: input.bytes[..<length]))
                input.drop(length)
            case .incomplete(let needed):
                if try input.more() { continue }
                if input.bytes.isEmpty { return }
                throw DumpFault.truncated(
                    path, isCompressed: true, at: input.offset, needed: needed, bytes: input.bytes)
            case .broken(let flaw):
                throw DumpFault.broken(path, isCompressed: true, flaw, at: input.offset, bytes: input.bytes)
            }
        }
    }

    /// How many documents there are if all are as long as the first ones; nil when those are broken.
    private static func estimate(of bytes: UnsafeRawBufferPointer) -> Int64? {
        var documents = 0
        var offset = 0
        while documents < 1_000, offset < bytes.count {
            guard case .document(let length) = BSONFraming.frame(at: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            else { return nil }
            documents += 1
            offset += length
        }
        return offset == 0 ? 0 : Int64(Double(bytes.count) / Double(offset) * Double(documents))
    }
}
