package import AuditModel
package import CLibMongoC

/// One document on libbson's heap.
package struct BSONDocument: ~Copyable {
    /// The `bson_t`; valid as long as this value.
    package let handle: OpaquePointer

    /// An empty document.
    package init() {
        handle = bson_new()
    }

    /// Takes over a document that libbson allocated.
    package init(adopting handle: OpaquePointer) {
        self.handle = handle
    }

    /// Copies one document's bytes, or nil when their length does not agree with themselves.
    package init?(copying bytes: UnsafeRawBufferPointer) {
        guard let handle = bson_new_from_data(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        else {
            return nil
        }
        self.handle = handle
    }

    /// Parses MongoDB Extended JSON, relaxed or canonical.
    /// - Throws: ``SourceError`` with code `configuration` and the parser's reason: such texts come from suites.
    package init(extendedJSON text: String) throws(SourceError) {
        var failure = bson_error_t()
        var text = text
        let handle = text.withUTF8 { bytes in
            bytes.isEmpty ? nil : bson_new_from_json(bytes.baseAddress, bytes.count, &failure)
        }
        guard let handle else {
            let reason = failure.text
            throw SourceError(
                .configuration, "not valid Extended JSON: \(reason.isEmpty ? "the text is empty" : reason)")
        }
        self.handle = handle
    }

    deinit {
        bson_destroy(handle)
    }

    /// Gives the document away: whoever takes it destroys it.
    consuming func release() -> OpaquePointer {
        let handle = self.handle
        discard self
        return handle
    }

    /// A view of the document's bytes, for the duration of the call.
    package borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(Self.bytes(of: handle))
    }

    /// The document's bytes, copied.
    package var bytes: [UInt8] { Array(Self.bytes(of: handle)) }

    /// Canonical Extended JSON, which keeps every type.
    package var extendedJSON: String { Self.text(of: bson_as_canonical_extended_json(handle, nil)) }

    /// Relaxed Extended JSON, which reads better and writes common numbers and dates plainly.
    package var relaxedJSON: String { Self.text(of: bson_as_relaxed_extended_json(handle, nil)) }

    /// The first key: of a command, its name.
    var name: String { String(decoding: Self.bytes(of: handle).dropFirst(5).prefix { $0 != 0 }, as: UTF8.self) }

    /// The text at a dotted path.
    package func text(at path: String) -> String? {
        var length: UInt32 = 0
        guard let start = dqaudit_bson_text(handle, path, &length) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(length))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number at a dotted path.
    package func integer(at path: String) -> Int64? {
        let value = dqaudit_bson_integer(handle, path, .min)
        return value == .min ? nil : value
    }

    /// The ObjectId at a dotted path, in hexadecimal digits.
    func objectID(at path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 25) { digits in
            dqaudit_bson_object_id(handle, path, digits.baseAddress)
                ? digits.baseAddress.map { String(cString: $0) } : nil
        }
    }

    /// The timestamp at a dotted path.
    func clusterTime(at path: String) -> ClusterTime? {
        var seconds: UInt32 = 0
        var increment: UInt32 = 0
        guard dqaudit_bson_timestamp(handle, path, &seconds, &increment) else { return nil }
        return ClusterTime(seconds: seconds, increment: increment)
    }

    /// The UUID at a dotted path, 16 bytes.
    func uuid(at path: String) -> [UInt8]? {
        dqaudit_bson_uuid(handle, path).map { Array(UnsafeBufferPointer(start: $0, count: 16)) }
    }

    /// Appends a document given as bytes.
    /// - Returns: false when the bytes are no document.
    func append(_ key: String, document bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let inner = BSONDocument(copying: bytes) else { return false }
            return bson_append_document(handle, key, -1, inner.handle)
        }
    }

    /// The document's length in bytes.
    var byteCount: Int { Int(dqaudit_bson_length(handle)) }

    /// The bytes of a document that somebody else owns.
    package static func bytes(of handle: OpaquePointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bson_get_data(handle), count: Int(dqaudit_bson_length(handle)))
    }

    private static func text(of allocated: UnsafeMutablePointer<CChar>?) -> String {
        guard let allocated else { return "" }
        defer { bson_free(allocated) }
        return String(cString: allocated)
    }
}

extension bson_error_t {
    /// The message up to its end mark; empty when there is none.
    package var text: String {
        withUnsafeBytes(of: message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
