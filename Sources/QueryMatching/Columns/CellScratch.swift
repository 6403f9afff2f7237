import Glibc
import RawBSON
import ScanEngine

/// Makes a cell a BSON value again, for tests that have no loop of their own.
///
/// Not for two threads at once. A value that the column did not keep has its type and no bytes.
final class CellScratch {
    /// The value of the last cell, where it does not lie in the batch as BSON has it.
    private var memory: UnsafeMutableRawPointer
    private var capacity = 256

    init() { memory = .allocate(byteCount: capacity, alignment: 8) }

    deinit { memory.deallocate() }

    /// Valid until the next call.
    func value(_ column: ColumnView, _ cell: Int) -> RawValue {
        let type = column.tags[cell]
        switch type {
        case 0x01, 0x09, 0x11, 0x12: return payload(column, cell, type, bytes: 8)
        // Little-endian: the first bytes are the number.
        case 0x10: return payload(column, cell, type, bytes: 4)
        case 0x08: return payload(column, cell, type, bytes: 1)
        case 0x02, 0x0D, 0x0E: return text(column, cell, type)
        case 0x00, 0x06, 0x0A, 0x7F, 0xFF: break
        default:
            if let bytes = column.bytes(at: cell) { return RawValue(type: type, bytes: bytes) }
        }
        return RawValue(type: type, bytes: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private func payload(_ column: ColumnView, _ cell: Int, _ type: UInt8, bytes: Int) -> RawValue {
        memory.storeBytes(of: column.payloads[cell].littleEndian, as: UInt64.self)
        return RawValue(type: type, bytes: UnsafeRawBufferPointer(start: memory, count: bytes))
    }

    /// Puts the length before the text and a NUL behind it.
    private func text(_ column: ColumnView, _ cell: Int, _ type: UInt8) -> RawValue {
        guard let text = column.bytes(at: cell) else {
            return RawValue(type: type, bytes: UnsafeRawBufferPointer(start: nil, count: 0))
        }
        if capacity < text.count + 5 {
            memory.deallocate()
            capacity = text.count * 2 + 5
            memory = .allocate(byteCount: capacity, alignment: 8)
        }
        memory.storeBytes(of: Int32(truncatingIfNeeded: text.count + 1).littleEndian, as: Int32.self)
        if let base = text.baseAddress { memcpy(memory + 4, base, text.count) }
        memory.storeBytes(of: 0, toByteOffset: 4 + text.count, as: UInt8.self)
        return RawValue(type: type, bytes: UnsafeRawBufferPointer(start: memory, count: text.count + 5))
    }
}
