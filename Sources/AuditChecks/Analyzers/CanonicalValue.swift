import RawBSON

/// Values as bytes that are equal exactly when MongoDB's comparison order calls the values equal: numbers by value whatever their type,
/// symbols like strings, documents and arrays element by element.
enum CanonicalValue {
    /// Class bytes, after the classes of MongoDB's comparison order.
    static let textClass: UInt8 = 15
    private static let numberClass: UInt8 = 10

    static func append(textBytes: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(textClass)
        append(UInt32(truncatingIfNeeded: textBytes.count), to: &bytes)
        bytes.append(contentsOf: textBytes)
    }

    static func append(text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(textBytes: UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// nil stands for NaN, which MongoDB calls equal to itself.
    static func append(number: ExactNumber?, to bytes: inout [UInt8]) {
        bytes.append(numberClass)
        switch number {
        case nil:
            bytes.append(0)
        case .integer(let value):
            bytes.append(1)
            append(UInt64(bitPattern: value), to: &bytes)
        case .double(let value):
            bytes.append(2)
            append(value.bitPattern, to: &bytes)
        case .decimal(let isNegative, let coefficient, let exponent):
            bytes.append(isNegative ? 4 : 3)
            append(coefficient, to: &bytes)
            append(UInt16(bitPattern: Int16(exponent)), to: &bytes)
        }
    }

    /// A bool, date or timestamp.
    static func append(fixed payload: UInt64, type: UInt8, to bytes: inout [UInt8]) {
        bytes.append(0x80 | type)
        append(payload, to: &bytes)
    }

    /// A value of any type from its BSON bytes. Broken bytes inside are taken as they are: equal bytes stay equal.
    static func append(_ value: UnsafeRawBufferPointer, type: UInt8, to bytes: inout [UInt8], depth: Int = 0) {
        switch type {
        case 0x02, 0x0E:
            append(textBytes: UnsafeRawBufferPointer(rebasing: value[4..<value.count - 1]), to: &bytes)
        case 0x01:
            let number = Double(bitPattern: value.loadUnaligned(as: UInt64.self))
            append(number: number.isNaN ? nil : ExactNumber(number), to: &bytes)
        case 0x10:
            append(number: .integer(Int64(value.loadUnaligned(as: Int32.self))), to: &bytes)
        case 0x12:
            append(number: .integer(value.loadUnaligned(as: Int64.self)), to: &bytes)
        case 0x13:
            append(number: value.baseAddress.flatMap { ExactNumber(Decimal128($0)) }, to: &bytes)
        case 0x08:
            append(fixed: UInt64(value[0]), type: type, to: &bytes)
        case 0x09, 0x11:
            append(fixed: value.loadUnaligned(as: UInt64.self), type: type, to: &bytes)
        case 0x03, 0x04:
            append(container: value, type: type, to: &bytes, depth: depth)
        default:
            bytes.append(0x80 | (type == 0xFF ? 0x7E : type))
            append(UInt32(truncatingIfNeeded: value.count), to: &bytes)
            bytes.append(contentsOf: value)
        }
    }

    /// Elements in their order, with keys for documents and without for arrays, then an end mark that no element begins with.
    private static func append(
        container value: UnsafeRawBufferPointer, type: UInt8, to bytes: inout [UInt8], depth: Int
    ) {
        bytes.append(type)
        // Deeper than any server stores: a file made to exhaust the stack. Equal bytes stay equal.
        guard depth < BSONValidator.maximumDepth else {
            bytes.append(3)
            append(UInt32(truncatingIfNeeded: value.count), to: &bytes)
            bytes.append(contentsOf: value)
            return
        }
        do throws(BSONFault) {
            var elements = try BSONElements(value)
            while let element = try elements.next() {
                bytes.append(1)
                if type == 0x03 {
                    append(textBytes: UnsafeRawBufferPointer(rebasing: value[element.key]), to: &bytes)
                }
                append(
                    UnsafeRawBufferPointer(rebasing: value[element.value]), type: element.type.rawValue, to: &bytes,
                    depth: depth + 1)
            }
        } catch {
            bytes.append(2)
            bytes.append(contentsOf: value)
        }
        bytes.append(0)
    }

    private static func append<T: FixedWidthInteger>(_ value: T, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
