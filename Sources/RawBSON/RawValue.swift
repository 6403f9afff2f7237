/// A BSON value in place: its type byte and its bytes, without key.
///
/// Valid as long as the memory it points into. Public, so that its members are inlined in other modules.
public struct RawValue {
    @usableFromInline package let type: UInt8
    @usableFromInline package let bytes: UnsafeRawBufferPointer

    @inlinable
    package init(type: UInt8, bytes: UnsafeRawBufferPointer) {
        self.type = type
        self.bytes = bytes
    }

    /// A whole document as a value.
    @inlinable
    package init(document: UnsafeRawBufferPointer) {
        self.init(type: 0x03, bytes: document)
    }

    /// The elements of a document or array; none for every other type.
    @inlinable
    package var elements: RawElements {
        RawElements(type == 0x03 || type == 0x04 ? bytes : UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// The text of a string, symbol or code without length and NUL; empty for what is none.
    @inlinable
    package var text: UnsafeRawBufferPointer {
        guard bytes.count >= 5 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: bytes[4..<bytes.count &- 1])
    }

    /// The number, nil for another type and for NaN.
    package var number: ExactNumber? {
        switch type {
        case 0x01:
            let value = double
            return value.isNaN ? nil : ExactNumber(value)
        case 0x10, 0x12: return .integer(integer)
        case 0x13: return ExactNumber(decimal)
        default: return nil
        }
    }

    /// Whether it is a number that is none.
    package var isNaN: Bool {
        switch type {
        case 0x01: double.isNaN
        case 0x13: decimal.isNotANumber
        default: false
        }
    }

    /// A double.
    /// - Precondition: the type is double.
    @inlinable
    package var double: Double { Double(bitPattern: bits) }

    /// Eight bytes as a number: of a double, a date, a timestamp or a long.
    /// - Precondition: the type is one of those.
    @inlinable
    package var bits: UInt64 { UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) }

    /// An int or a long.
    /// - Precondition: the type is int or long, or another of eight bytes.
    @inlinable
    package var integer: Int64 {
        type == 0x10
            ? Int64(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self))) : Int64(bitPattern: bits)
    }

    /// A decimal.
    /// - Precondition: the type is decimal.
    package var decimal: Decimal128 {
        Decimal128(
            low: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
            high: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}

/// The elements of one document or array, one level deep, for what a query looks at.
///
/// Broken bytes end it: what follows them counts as not there. The walker of a scan has refused documents that are broken on the way to a
/// watched value, so that this concerns the inside of values only.
public struct RawElements {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline let end: Int
    @usableFromInline var position: Int

    /// Starts at the document that the bytes begin with.
    @inlinable
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        position = 4
        do throws(BSONFault) {
            end = try BSONBytes.documentEnd(bytes, at: 0, limit: bytes.count)
        } catch {
            end = 0
        }
    }

    /// The next element with its key (without NUL), nil at the end.
    package mutating func next() -> (key: UnsafeRawBufferPointer, value: RawValue)? {
        guard position < end else { return nil }
        let type = bytes[position]
        do throws(BSONFault) {
            let keyEnd = try BSONBytes.terminator(bytes, from: position &+ 1, end: end)
            let start = keyEnd &+ 1
            let length = try BSONBytes.valueLength(type, bytes, at: start, end: end)
            let key = UnsafeRawBufferPointer(rebasing: bytes[position &+ 1..<keyEnd])
            position = start &+ length
            return (
                key, RawValue(type: type, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start &+ length]))
            )
        } catch {
            position = end
            return nil
        }
    }

    /// The first element of a key.
    package mutating func first(_ key: [UInt8]) -> RawValue? {
        while let element = next() {
            if element.key.elementsEqual(key) { return element.value }
        }
        return nil
    }

    /// How many elements are left.
    package mutating func count() -> Int {
        var count = 0
        while next() != nil { count += 1 }
        return count
    }
}
