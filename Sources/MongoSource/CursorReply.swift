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

    /// Takes over a reply that libbson allocated, also when it throws.
    /// - Throws: `BSONFault` when it is no reply of a cursor.
    init(adopting handle: OpaquePointer) throws(BSONFault) {
        do throws(BSONFault) {
            (cursorID, batch) = try CursorReply.parts(of: BSONDocument.bytes(of: handle))
        } catch {
            bson_destroy(handle)
            throw error
        }
        self.handle = handle
    }

    private static func parts(
        of reply: UnsafeRawBufferPointer
    ) throws(BSONFault) -> (cursorID: Int64, batch: Int) {
        var elements = try BSONElements(reply)
        while let element = try elements.next() {
            guard element.type == .document, isKey(element, "cursor", in: reply) else { continue }
            var cursorID: Int64?
            var batch: Int?
            var inner = try BSONElements(reply, at: element.value.lowerBound)
            while let field = try inner.next() {
                if field.type == .int64, isKey(field, "id", in: reply) {
                    let value = reply.loadUnaligned(fromByteOffset: field.value.lowerBound, as: Int64.self)
                    cursorID = Int64(littleEndian: value)
                } else if field.type == .array,
                    isKey(field, "firstBatch", in: reply) || isKey(field, "nextBatch", in: reply)
                {
                    batch = field.value.lowerBound
                }
            }
            if let cursorID, let batch { return (cursorID, batch) }
        }
        throw BSONFault(.badLength, at: 0)
    }

    deinit {
        bson_destroy(handle)
    }

    /// Calls `visit` with the bytes of each document, which are valid during the call.
    func forEachDocument(
        _ visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        let bytes = BSONDocument.bytes(of: handle)
        var failure: SourceError?
        do throws(BSONFault) {
            var elements = try BSONElements(bytes, at: batch)
            while failure == nil, let element = try elements.next() {
                guard element.type == .document else { throw BSONFault(.badLength, at: element.value.lowerBound) }
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
    }

    private static func isKey(
        _ element: BSONElements.Element, _ name: String, in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        bytes[element.key].elementsEqual(name.utf8)
    }
}
