import Glibc
import RawBSON
package import ScanEngine

/// A value kept beyond its batch, or the beginning of a long one.
package struct KeptValue: Hashable, Sendable {
    /// The BSON type byte; 0 for a value that is not there.
    package let type: UInt8
    private let kept: KeptBytes
    /// Bytes of the whole value.
    package var byteCount: Int { Int(wholeCount) }
    private let wholeCount: Int32

    package init(type: UInt8, bytes: [UInt8], byteCount: Int) {
        self.type = type
        kept = bytes.withUnsafeBytes { KeptBytes($0) }
        wholeCount = Int32(byteCount)
    }

    /// Copies a cell.
    /// - Parameter limit: bytes to keep at most.
    package init(_ column: ColumnView, _ cell: Int, limit: Int) {
        let (bytes, count) = KeptValue.content(column, cell)
        type = column.tags[cell]
        kept = KeptBytes(UnsafeRawBufferPointer(rebasing: bytes.prefix(limit)))
        wholeCount = Int32(count)
    }

    /// The text of a string, else the bytes of the BSON value; of a long one the beginning, and nothing of what the column did not hold.
    package var bytes: [UInt8] { kept.array }

    /// Calls back with ``bytes``, which are valid meanwhile.
    @inline(__always)
    func withUnsafeBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer { kept.withUnsafeBytes(body) }

    package var isWhole: Bool { kept.count == byteCount }

    /// The bytes of a cell as this type holds them, and how many there are of the whole value.
    static func content(_ column: ColumnView, _ cell: Int) -> (bytes: UnsafeRawBufferPointer, count: Int) {
        let fixed =
            switch column.tags[cell] {
            case 0x00, 0x06, 0x0A: 0
            case 0x08: 1
            case 0x10: 4
            case 0x01, 0x09, 0x11, 0x12: 8
            default: -1
            }
        if fixed >= 0 {
            // A payload holds such a value in its lowest bytes, and they come first in memory.
            return (UnsafeRawBufferPointer(start: column.payloads + cell, count: fixed), fixed)
        }
        guard let bytes = column.bytes(at: cell) else {
            return (UnsafeRawBufferPointer(start: nil, count: 0), column.byteCount(at: cell))
        }
        return (bytes, bytes.count)
    }

    /// −1, 0 or 1 in MongoDB's order, of bytes as this type holds them.
    static func compare(
        _ leftType: UInt8, _ left: UnsafeRawBufferPointer, _ rightType: UInt8, _ right: UnsafeRawBufferPointer
    ) -> Int {
        let isText = (KeptValue.isText(leftType), KeptValue.isText(rightType))
        // A text is held without its length, so that the order of whole values could not read it; what kind it is decides before that.
        if isText.0, isText.1, BSONOrder.rank(leftType) == BSONOrder.rank(rightType) {
            return compareBytes(left, right)
        }
        if isText.0 || isText.1 { return (BSONOrder.rank(leftType) - BSONOrder.rank(rightType)).signum() }
        return BSONOrder.compare(leftType, left, rightType, right)
    }

    /// The same, and values that MongoDB calls equal by type and bytes: 0 for the same value only.
    static func order(
        _ leftType: UInt8, _ left: UnsafeRawBufferPointer, _ rightType: UInt8, _ right: UnsafeRawBufferPointer
    ) -> Int {
        let order = compare(leftType, left, rightType, right)
        if order != 0 { return order }
        return leftType != rightType ? (leftType < rightType ? -1 : 1) : compareBytes(left, right)
    }

    /// Whether a type is held as its text: string, code, symbol.
    static func isText(_ type: UInt8) -> Bool { type == 0x02 || type == 0x0D || type == 0x0E }

    @inline(__always)
    static func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let common = min(left.count, right.count)
        if common > 0, let first = left.baseAddress, let second = right.baseAddress {
            let difference = memcmp(first, second, common)
            if difference != 0 { return difference < 0 ? -1 : 1 }
        }
        return (left.count - right.count).signum()
    }

    /// A total order of values as bytes, by which of several the same one is kept whatever the way they came.
    func isBefore(_ other: KeptValue) -> Bool {
        if type != other.type { return type < other.type }
        if byteCount != other.byteCount { return byteCount < other.byteCount }
        return bytes.lexicographicallyPrecedes(other.bytes)
    }

    func encode(into writer: inout StateWriter) {
        writer.write(type)
        writer.write(Int64(byteCount))
        writer.write(bytes)
    }

    init(from reader: inout StateReader) throws(StateFault) {
        type = try reader.read()
        let count = try reader.read(Int64.self)
        kept = try reader.readArray(UInt8.self).withUnsafeBytes { KeptBytes($0) }
        guard let wholeCount = Int32(exactly: count), wholeCount >= kept.count else {
            throw StateFault(message: "an encoded value is longer than it says")
        }
        self.wholeCount = wholeCount
    }
}
