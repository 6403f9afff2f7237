/// A BSON value with memory of its own: its type byte and its bytes, without key.
package struct BSONValue: Hashable, Sendable {
    package let type: UInt8
    package let bytes: [UInt8]

    /// - Parameter bytes: as they stand in a document behind the key.
    package init(type: UInt8, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    package init(_ value: RawValue) {
        self.init(type: value.type, bytes: Array(value.bytes))
    }

    /// The value in place, for the duration of the call.
    @inline(__always)
    package func withRaw<Result>(_ body: (RawValue) -> Result) -> Result {
        bytes.withUnsafeBytes { body(RawValue(type: type, bytes: $0)) }
    }

    package static let null = BSONValue(type: 0x0A, bytes: [])

    package static func bool(_ value: Bool) -> BSONValue { BSONValue(type: 0x08, bytes: [value ? 1 : 0]) }

    package static func int32(_ value: Int32) -> BSONValue { fixed(0x10, value) }

    package static func int64(_ value: Int64) -> BSONValue { fixed(0x12, value) }

    package static func double(_ value: Double) -> BSONValue { fixed(0x01, value.bitPattern) }

    /// Milliseconds since 1970.
    package static func date(_ value: Int64) -> BSONValue { fixed(0x09, value) }

    package static func string(_ value: some Collection<UInt8>) -> BSONValue { text(0x02, value) }

    package static func string(_ value: String) -> BSONValue { text(0x02, value.utf8) }

    /// A string, symbol or code.
    package static func text(_ type: UInt8, _ value: some Collection<UInt8>) -> BSONValue {
        BSONValue(type: type, bytes: littleEndian(Int32(value.count + 1)) + value + [0])
    }

    package static func decimal(_ value: Decimal128) -> BSONValue {
        BSONValue(type: 0x13, bytes: littleEndian(value.low) + littleEndian(value.high))
    }

    package static func document(_ elements: [(key: String, value: BSONValue)]) -> BSONValue {
        var bytes: [UInt8] = []
        for (key, value) in elements {
            bytes.append(value.type)
            bytes += key.utf8
            bytes.append(0)
            bytes += value.bytes
        }
        return BSONValue(type: 0x03, bytes: littleEndian(Int32(bytes.count + 5)) + bytes + [0])
    }

    package static func array(_ elements: [BSONValue]) -> BSONValue {
        let document = document(elements.enumerated().map { ("\($0.offset)", $0.element) })
        return BSONValue(type: 0x04, bytes: document.bytes)
    }

    private static func fixed(_ type: UInt8, _ value: some FixedWidthInteger) -> BSONValue {
        BSONValue(type: type, bytes: littleEndian(value))
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
