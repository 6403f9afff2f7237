import ScanEngine

/// The largest `_id` that is wanted, in a form that rejects nearly every larger one by comparing two or three numbers.
///
/// It may admit an `_id` that is larger, never reject one that is not.
struct IDBound: Hashable, Sendable {
    /// 0 admits everything.
    private var type: UInt8 = 0
    /// The first bytes as a number that orders like them: see ``head(_:_:)``.
    private var head: UInt64 = 0
    /// The last eight bytes in the same way, and the length, of a text of 8 to 16 bytes; else both 0.
    private var tail: UInt64 = 0
    private var count = 0

    static let none = IDBound()

    private init() {}

    init(_ id: KeptValue) {
        type = id.type
        id.withUnsafeBytes { bytes in
            head = IDBound.head(id.type, bytes)
            let isShort = IDBound.isText(id.type) && 8...16 ~= bytes.count
            count = isShort ? bytes.count : 0
            tail = isShort ? IDBound.tail(bytes) : 0
        }
    }

    /// Whether the `_id` is not beyond the bound.
    @inline(__always)
    func admits(_ ids: ColumnView, _ row: Int) -> Bool {
        guard type != 0, ids.tags[row] == type else { return true }
        let head = IDBound.head(ids, row)
        // `_id`s that are numbered differ at their end only: where their beginnings are equal and they are of one length, the rest decides.
        guard head == self.head, count != 0, let text = ids.bytes(at: row), text.count == count else {
            return head <= self.head
        }
        return IDBound.tail(text) <= tail
    }

    /// The larger of two bounds; nil where this form does not tell.
    func larger(_ other: IDBound) -> IDBound? {
        guard type == other.type, type != 0 else { return nil }
        if head != other.head { return head > other.head ? self : other }
        guard count == other.count, count != 0 else { return nil }
        return tail >= other.tail ? self : other
    }

    private static func isText(_ type: UInt8) -> Bool { type == 0x02 || type == 0x07 }

    /// - Precondition: there are at least eight bytes.
    @inline(__always)
    private static func tail(_ text: UnsafeRawBufferPointer) -> UInt64 {
        UInt64(bigEndian: text.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self))
    }

    /// The beginning of an `_id` of a usual type as a number: of two values of one type, the one with the smaller number comes first, and
    /// equal numbers say nothing.
    @inline(__always)
    private static func head(_ ids: ColumnView, _ row: Int) -> UInt64 {
        switch ids.tags[row] {
        case 0x09, 0x10, 0x12: return ids.payloads[row] ^ 1 << 63
        case 0x02, 0x07:
            guard let bytes = ids.bytes(at: row) else { return 0 }
            return head(text: bytes)
        default: return 0
        }
    }

    /// The same of a value that is kept.
    private static func head(_ type: UInt8, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        switch type {
        case 0x09, 0x12: bytes.loadUnaligned(as: UInt64.self) ^ 1 << 63
        case 0x10: UInt64(bitPattern: Int64(bytes.loadUnaligned(as: Int32.self))) ^ 1 << 63
        case 0x02, 0x07: head(text: bytes)
        default: 0
        }
    }

    @inline(__always)
    private static func head(text: UnsafeRawBufferPointer) -> UInt64 {
        if text.count >= 8 { return UInt64(bigEndian: text.loadUnaligned(as: UInt64.self)) }
        var head: UInt64 = 0
        for index in 0..<text.count { head |= UInt64(text[index]) << UInt64(56 &- 8 &* index) }
        return head
    }
}
