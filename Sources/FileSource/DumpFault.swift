import AuditModel

/// The sentences for a file that is not BSON all the way.
enum DumpFault {
    static func truncated(
        _ path: String, isCompressed: Bool = false, at offset: Int, needed: Int, bytes: UnsafeRawBufferPointer
    ) -> SourceError {
        SourceError(
            .malformed,
            """
            \(place(path, isCompressed, offset)): the file ends within a document: \(needed) bytes are needed and \
            \(bytes.count) are left\(hint(at: offset, bytes: bytes) ?? ". Was the dump broken off?")
            """)
    }

    static func broken(
        _ path: String, isCompressed: Bool = false, _ flaw: BSONFraming.Flaw, at offset: Int,
        bytes: UnsafeRawBufferPointer
    ) -> SourceError {
        SourceError(
            .malformed,
            "\(place(path, isCompressed, offset)): \(flaw.rawValue)\(hint(at: offset, bytes: bytes) ?? "")")
    }

    /// What a file seems to be whose very beginning is no document.
    private static func hint(at offset: Int, bytes: UnsafeRawBufferPointer) -> String? {
        switch (offset, bytes.first, bytes.dropFirst().first) {
        case (0, 0x1F, 0x8B): ". It looks like gzip: let the name end in .bson.gz"
        case (0, UInt8(ascii: "{"), _), (0, UInt8(ascii: "["), _): ". It looks like JSON: let the name end in .json"
        default: nil
        }
    }

    private static func place(_ path: String, _ isCompressed: Bool, _ offset: Int) -> String {
        isCompressed ? "\(path): byte \(offset) of the uncompressed contents" : "\(path): byte \(offset)"
    }
}
