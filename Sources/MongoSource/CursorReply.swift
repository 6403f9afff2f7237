import AuditModel
import CLibMongoC
import RawBSON

/// The reply to `find` or `getMore`: a batch of documents in one piece of memory.
///
/// A class, because it is handed from thread to thread; it is read by one at a time and never changed.
final class CursorReply: @unchecked Sendable {
    private let handle: OpaquePointer
    /// 0 when the server has no more documents.
    let cursorID: Int64
    /// The array of documents, as offsets into the reply.
    private let batch: Int
    /// The document by which the server goes on after this batch; nil unless it was asked for one.
    let resumeToken: [UInt8]?

    /// Takes over a reply that libbson allocated, also when it throws.
    /// - Throws: `BSONFault` when it is no reply of a cursor.
    init(adopting handle: OpaquePointer) throws(BSONFault) {
        do throws(BSONFault) {
            (cursorID, batch, resumeToken) = try CursorReply.parts(of: BSONDocument.bytes(of: handle))
        } catch {
            bson_destroy(handle)
            throw error
        }
        self.handle = handle
    }

    private static func parts(
        of reply: UnsafeRawBufferPointer
    ) throws(BSONFault) -> (cursorID: Int64, batch: Int, resumeToken: [UInt8]?) {
        var elements = try BSONElements(reply)
        while let element = try elements.next() {
            guard element.type == .document, isKey(element, "cursor", in: reply) else { continue }
            var cursorID: Int64?
            var batch: Int?
            var resumeToken: [UInt8]?
            var inner = try BSONElements(reply, at: element.value.lowerBound)
            while let field = try inner.next() {
                if field.type == .int64, isKey(field, "id", in: reply) {
                    let value = reply.loadUnaligned(fromByteOffset: field.value.lowerBound, as: Int64.self)
                    cursorID = Int64(littleEndian: value)
                } else if field.type == .array,
                    isKey(field, "firstBatch", in: reply) || isKey(field, "nextBatch", in: reply)
                {
                    batch = field.value.lowerBound
                } else if field.type == .document, isKey(field, "postBatchResumeToken", in: reply) {
                    resumeToken = Array(reply[field.value])
                }
            }
            if let cursorID, let batch { return (cursorID, batch, resumeToken) }
        }
        throw BSONFault(.badLength, at: 0)
    }

    deinit {
        bson_destroy(handle)
    }

    /// Calls `visit` with the bytes of each document, which are valid during the call.
    /// - Returns: where the last document lies in the reply; nil when there is none.
    func forEachDocument(
        _ visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Range<Int>? {
        var last: Range<Int>?
        let bytes = BSONDocument.bytes(of: handle)
        var failure: SourceError?
        do throws(BSONFault) {
            var elements = try BSONElements(bytes, at: batch)
            while failure == nil, let element = try elements.next() {
                guard element.type == .document else { throw BSONFault(.badLength, at: element.value.lowerBound) }
                last = element.value
                do throws(SourceError) {
                    try visit(UnsafeRawBufferPointer(rebasing: bytes[element.value]))
                } catch {
                    failure = error
                }
            }
        } catch {
            failure = SourceError(.malformed, "a reply of the server is \(error)")
        }
        if let failure { throw failure }
        return last
    }

    /// How many documents there are.
    var documentCount: Int {
        var count = 0
        guard var elements = try? BSONElements(BSONDocument.bytes(of: handle), at: batch) else { return 0 }
        while (try? elements.next()) != nil { count += 1 }
        return count
    }

    /// The number of the record behind which the server goes on after this batch; nil when it does not say.
    var lastRecord: Int64? {
        resumeToken.flatMap { token in token.withUnsafeBytes { BSONDocument(copying: $0)?.integer(at: "$recordId") } }
    }

    /// Takes the number of its record off a document that the server was asked to show it in, as the last element.
    /// - Returns: the document as it is stored, and the number; nil when there is none.
    static func split(_ document: UnsafeRawBufferPointer) -> (document: [UInt8], record: Int64)? {
        let element: [UInt8] = [0x12] + Array("$recordId".utf8) + [0]
        let size = element.count + 8
        let start = document.count - 1 - size
        guard start >= 4, document[start..<start + element.count].elementsEqual(element) else { return nil }
        let record = Int64(
            littleEndian: document.loadUnaligned(fromByteOffset: start + element.count, as: Int64.self))
        var stored = Array(document[..<start]) + [0]
        stored.replaceSubrange(0..<4, with: withUnsafeBytes(of: UInt32(stored.count).littleEndian, Array.init))
        return (stored, record)
    }

    /// The `_id` of a document of the reply as a document of its own, `{_id: …}`; nil when it has none.
    func id(ofDocumentAt range: Range<Int>) -> [UInt8]? {
        CursorReply.id(of: UnsafeRawBufferPointer(rebasing: BSONDocument.bytes(of: handle)[range]))
    }

    /// The `_id` of a document as a document of its own, `{_id: …}`.
    static func id(of document: UnsafeRawBufferPointer) -> [UInt8]? {
        do throws(BSONFault) {
            var elements = try BSONElements(document)
            while let element = try elements.next() {
                guard isKey(element, "_id", in: document) else { continue }
                let raw = document[element.key.lowerBound - 1..<element.value.upperBound]
                let length = UInt32(4 + raw.count + 1)
                return withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(raw) + [0]
            }
        } catch {
            // The walker has already refused such a document.
        }
        return nil
    }

    private static func isKey(
        _ element: BSONElements.Element, _ name: String, in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        bytes[element.key].elementsEqual(name.utf8)
    }
}
