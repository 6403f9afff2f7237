/// Builds BSON documents byte by byte: independent of libbson, and able to build what no driver would write.
package struct BSONBuilder {
    private var elements: [UInt8] = []

    package init() {}

    /// The finished document.
    package var document: [UInt8] {
        bytes(Int32(elements.count + 5)) + elements + [0]
    }

    /// Appends an element of any type from its value bytes.
    @discardableResult
    package mutating func raw(_ key: String, type: UInt8, _ value: [UInt8]) -> BSONBuilder {
        elements.append(type)
        elements += Array(key.utf8) + [0]
        elements += value
        return self
    }

    package mutating func double(_ key: String, _ value: Double) { raw(key, type: 0x01, bytes(value.bitPattern)) }

    package mutating func string(_ key: String, _ value: String) {
        let text = Array(value.utf8)
        raw(key, type: 0x02, bytes(Int32(text.count + 1)) + text + [0])
    }

    package mutating func document(_ key: String, _ value: BSONBuilder) { raw(key, type: 0x03, value.document) }

    package mutating func array(_ key: String, _ fill: (inout BSONArrayBuilder) -> Void) {
        var array = BSONArrayBuilder()
        fill(&array)
        raw(key, type: 0x04, array.builder.document)
    }

    package mutating func binary(_ key: String, subtype: UInt8, _ value: [UInt8]) {
        raw(key, type: 0x05, bytes(Int32(value.count)) + [subtype] + value)
    }

    package mutating func undefined(_ key: String) { raw(key, type: 0x06, []) }

    /// - Precondition: 12 bytes.
    package mutating func objectID(_ key: String, _ value: [UInt8]) {
        precondition(value.count == 12)
        raw(key, type: 0x07, value)
    }

    package mutating func bool(_ key: String, _ value: Bool) { raw(key, type: 0x08, [value ? 1 : 0]) }

    package mutating func date(_ key: String, milliseconds: Int64) { raw(key, type: 0x09, bytes(milliseconds)) }

    package mutating func null(_ key: String) { raw(key, type: 0x0A, []) }

    package mutating func int32(_ key: String, _ value: Int32) { raw(key, type: 0x10, bytes(value)) }

    package mutating func timestamp(_ key: String, seconds: UInt32, increment: UInt32) {
        raw(key, type: 0x11, bytes(UInt64(seconds) << 32 | UInt64(increment)))
    }

    package mutating func int64(_ key: String, _ value: Int64) { raw(key, type: 0x12, bytes(value)) }

    package mutating func decimal128(_ key: String, low: UInt64, high: UInt64) {
        raw(key, type: 0x13, bytes(low) + bytes(high))
    }

    /// A decimal of a small coefficient: `coefficient × 10^exponent`.
    package mutating func decimal128(_ key: String, coefficient: UInt64, exponent: Int, isNegative: Bool = false) {
        let high = UInt64(exponent + 6176) << 49 | (isNegative ? 1 << 63 : 0)
        decimal128(key, low: coefficient, high: high)
    }

    private func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// The elements of an array: values in order, keys made of their places.
package struct BSONArrayBuilder {
    var builder = BSONBuilder()
    private var count = 0

    /// Appends one element; `fill` gets its key.
    package mutating func append(_ fill: (inout BSONBuilder, String) -> Void) {
        fill(&builder, String(count))
        count += 1
    }
}
