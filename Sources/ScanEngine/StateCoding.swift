/// Writes states as bytes: little-endian, no padding, counts before lists.
package struct StateWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write<T: FixedWidthInteger>(_ values: [T]) {
        write(Int64(values.count))
        for value in values { write(value) }
    }
}

/// Reads what ``StateWriter`` wrote.
package struct StateReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func read<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(StateFault) -> T {
        let size = MemoryLayout<T>.size
        guard size <= bytes.count - position else { throw StateFault(message: "an encoded state is cut off") }
        var value = T.zero
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes[position..<position + size]) }
        position += size
        return T(littleEndian: value)
    }

    package mutating func readArray<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(StateFault) -> [T] {
        let count = try read(Int64.self)
        guard count >= 0, count <= (bytes.count - position) / MemoryLayout<T>.size else {
            throw StateFault(message: "an encoded state has an impossible count")
        }
        var values: [T] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count { values.append(try read()) }
        return values
    }
}

/// An encoded state that cannot be read.
package struct StateFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(message: String) { self.message = message }

    package var description: String { message }
}

extension AnalyzerState {
    /// The state as bytes, with its format version in front.
    package func encoded() -> [UInt8] {
        var writer = StateWriter()
        writer.write(Self.formatVersion)
        encode(into: &writer)
        return writer.bytes
    }

    /// Reads ``encoded()``; a newer format version and left-over bytes are refused.
    package init(encoded bytes: [UInt8]) throws(StateFault) {
        var reader = StateReader(bytes)
        let version = try reader.read(UInt8.self)
        guard version == Self.formatVersion else {
            throw StateFault(message: "an encoded state has version \(version), not \(Self.formatVersion)")
        }
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw StateFault(message: "an encoded state has bytes left over") }
    }
}
