/// Bounds-checked reads from BSON bytes.
///
/// Every function takes the `end` that its value must not cross. `end` must itself lie within the buffer: callers take it from the
/// buffer's count or from a document length that was checked against it. The unaligned loads are safe because of those checks.
///
/// Public, as other types of the inner loops are: members of a `package` type are never inlined in another module.
public enum BSONBytes {
    /// Bytes of a value of fixed size, 255 for a type with a length of its own, 254 for an unknown type.
    package static func fixedSize(_ type: UInt8) -> Int {
        switch type {
        case 0x01, 0x09, 0x11, 0x12: 8
        case 0x10: 4
        case 0x08: 1
        case 0x06, 0x0A, 0x7F, 0xFF: 0
        case 0x07: 12
        case 0x13: 16
        case 0x02, 0x03, 0x04, 0x05, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F: 255
        default: 254
        }
    }

    /// A little-endian Int32 at `offset`.
    @inlinable
    package static func int32(_ bytes: UnsafeRawBufferPointer, at offset: Int, end: Int) throws(BSONFault) -> Int {
        guard offset &+ 4 <= end else { throw BSONFault(.truncated, at: offset) }
        return Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }

    /// The offset of the NUL that ends a key or regular expression starting at `offset`.
    package static func terminator(
        _ bytes: UnsafeRawBufferPointer, from offset: Int, end: Int
    ) throws(BSONFault) -> Int {
        var index = offset
        while index < end {
            if bytes[index] == 0 { return index }
            index &+= 1
        }
        throw BSONFault(.missingTerminator, at: offset)
    }

    /// The bytes that a string takes with its length and NUL, checked to lie before `end`.
    @inlinable
    @inline(__always)
    package static func textLength(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, end: Int
    ) throws(BSONFault) -> Int {
        let text = try int32(bytes, at: offset, end: end)
        guard text >= 1, text <= end &- offset &- 4 else { throw BSONFault(.badLength, at: offset) }
        guard bytes[offset &+ 3 &+ text] == 0 else { throw BSONFault(.missingTerminator, at: offset) }
        return 4 &+ text
    }

    /// The bytes that a value takes, checked to lie before `end`; the inside of documents is not looked at.
    package static func valueLength(
        _ type: UInt8, _ bytes: UnsafeRawBufferPointer, at offset: Int, end: Int
    ) throws(BSONFault) -> Int {
        let fixed = fixedSize(type)
        if fixed < 254 {
            guard offset &+ fixed <= end else { throw BSONFault(.truncated, at: offset) }
            return fixed
        }
        let length: Int
        switch type {
        case 0x02, 0x0D, 0x0E:
            return try textLength(bytes, at: offset, end: end)
        case 0x03, 0x04:
            length = try int32(bytes, at: offset, end: end)
            guard length >= 5, length <= end &- offset else { throw BSONFault(.badLength, at: offset) }
            guard bytes[offset &+ length &- 1] == 0 else { throw BSONFault(.missingTerminator, at: offset) }
        case 0x05:
            let data = try int32(bytes, at: offset, end: end)
            guard data >= 0, data <= end &- offset &- 5 else { throw BSONFault(.badLength, at: offset) }
            length = 5 &+ data
        case 0x0B:
            let pattern = try terminator(bytes, from: offset, end: end)
            length = try terminator(bytes, from: pattern &+ 1, end: end) &+ 1 &- offset
        case 0x0C:
            let text = try int32(bytes, at: offset, end: end)
            guard text >= 1, text <= end &- offset &- 16 else { throw BSONFault(.badLength, at: offset) }
            guard bytes[offset &+ 3 &+ text] == 0 else { throw BSONFault(.missingTerminator, at: offset) }
            length = 16 &+ text
        case 0x0F:
            length = try int32(bytes, at: offset, end: end)
            guard length >= 14, length <= end &- offset else { throw BSONFault(.badLength, at: offset) }
        default:
            throw BSONFault(.unknownType, at: offset)
        }
        return length
    }

    /// The end offset (of the final NUL) of the document that starts at `offset`, checked against `limit`.
    @inlinable
    package static func documentEnd(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, limit: Int
    ) throws(BSONFault) -> Int {
        let length = try int32(bytes, at: offset, end: limit)
        guard length >= 5, length <= limit &- offset else { throw BSONFault(.badLength, at: offset) }
        let end = offset &+ length &- 1
        guard bytes[end] == 0 else { throw BSONFault(.missingTerminator, at: end) }
        return end
    }
}
