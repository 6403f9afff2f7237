package import AuditModel
package import ScanEngine

/// A file of BSON documents back to back, as mongodump writes it, plain or under gzip.
package struct BSONFileSource: DocumentSource {
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
        let description = SourceDescription(kind: .bson, database: database, collection: collection, path: path)
        if isCompressed {
            _ = try FileByteStream(path: path)
            return SourceFacts(description: description, estimatedDocuments: nil)
        }
        let file = try MappedFile(path: path)
        return SourceFacts(description: description, estimatedDocuments: Self.estimate(of: file.bytes))
    }

    /// One part: everything.
    package func partitions(upTo count: Int) throws(SourceError) -> [Partition] {
        [Partition(index: 0, bounds: .whole)]
    }

    /// Reads the documents in file order; of a plain file also those of a range of bytes that begins and ends between documents.
    package func scan(
        _ partition: Partition, visit: (_ document: UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int {
        if isCompressed {
            precondition(partition.bounds == .whole, "a compressed file has no byte offsets")
            let stream = try GzipByteStream(path: path)
            try scan(InputBuffer(stream), visit: visit)
        } else {
            let file = try MappedFile(path: path)
            let range = partition.bounds.range(in: file.bytes.count)
            try scan(file.bytes, range: range, visit: visit)
        }
        return 0
    }

    private func scan(
        _ bytes: UnsafeRawBufferPointer, range: Range<Int>,
        visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset..<range.upperBound])
            switch BSONFraming.frame(at: rest) {
            case .document(let length):
                try visit(UnsafeRawBufferPointer(rebasing: rest[..<length]))
                offset += length
            case .incomplete(let needed): throw truncated(at: offset, needed: needed, bytes: rest)
            case .broken(let flaw): throw broken(flaw, at: offset, bytes: rest)
            }
        }
    }

    private func scan<Stream: ByteStream & ~Copyable>(
        _ input: consuming InputBuffer<Stream>, visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        while true {
            switch BSONFraming.frame(at: input.bytes) {
            case .document(let length):
                try visit(UnsafeRawBufferPointer(rebasing: input.bytes[..<length]))
                input.drop(length)
            case .incomplete(let needed):
                if try input.more() { continue }
                if input.bytes.isEmpty { return }
                throw truncated(at: input.offset, needed: needed, bytes: input.bytes)
            case .broken(let flaw): throw broken(flaw, at: input.offset, bytes: input.bytes)
            }
        }
    }

    private func truncated(at offset: Int, needed: Int, bytes: UnsafeRawBufferPointer) -> SourceError {
        SourceError(
            .malformed,
            """
            \(place(offset)): the file ends within a document: \(needed) bytes are needed and \(bytes.count) are \
            left\(hint(at: offset, bytes: bytes) ?? ". Was the dump broken off?")
            """)
    }

    private func broken(_ flaw: BSONFraming.Flaw, at offset: Int, bytes: UnsafeRawBufferPointer) -> SourceError {
        SourceError(.malformed, "\(place(offset)): \(flaw.rawValue)\(hint(at: offset, bytes: bytes) ?? "")")
    }

    /// What a file seems to be whose very beginning is no document.
    private func hint(at offset: Int, bytes: UnsafeRawBufferPointer) -> String? {
        switch (offset, bytes.first, bytes.dropFirst().first) {
        case (0, 0x1F, 0x8B): ". It looks like gzip: let the name end in .bson.gz"
        case (0, UInt8(ascii: "{"), _), (0, UInt8(ascii: "["), _): ". It looks like JSON: let the name end in .json"
        default: nil
        }
    }

    private func place(_ offset: Int) -> String {
        isCompressed ? "\(path): byte \(offset) of the uncompressed contents" : "\(path): byte \(offset)"
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

extension Partition.Bounds {
    /// The bytes of a file of so many.
    fileprivate func range(in count: Int) -> Range<Int> {
        switch self {
        case .whole: 0..<count
        case .bytes(let range): range.clamped(to: 0..<count)
        }
    }
}
