/// The type byte of a BSON element (bsonspec.org, version 1.1).
package struct BSONType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    @inlinable
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let double = BSONType(rawValue: 0x01)
    package static let string = BSONType(rawValue: 0x02)
    package static let document = BSONType(rawValue: 0x03)
    package static let array = BSONType(rawValue: 0x04)
    package static let binary = BSONType(rawValue: 0x05)
    package static let undefined = BSONType(rawValue: 0x06)
    package static let objectID = BSONType(rawValue: 0x07)
    package static let bool = BSONType(rawValue: 0x08)
    package static let date = BSONType(rawValue: 0x09)
    package static let null = BSONType(rawValue: 0x0A)
    package static let regularExpression = BSONType(rawValue: 0x0B)
    package static let dbPointer = BSONType(rawValue: 0x0C)
    package static let code = BSONType(rawValue: 0x0D)
    package static let symbol = BSONType(rawValue: 0x0E)
    package static let codeWithScope = BSONType(rawValue: 0x0F)
    package static let int32 = BSONType(rawValue: 0x10)
    package static let timestamp = BSONType(rawValue: 0x11)
    package static let int64 = BSONType(rawValue: 0x12)
    package static let decimal128 = BSONType(rawValue: 0x13)
    package static let maxKey = BSONType(rawValue: 0x7F)
    package static let minKey = BSONType(rawValue: 0xFF)

    /// The alias that MongoDB's `$type` uses, nil for a byte that is no type.
    package var alias: String? { BSONType.aliases[rawValue] }

    /// The type of an alias of `$type`, nil when there is none. `number` is not one type: see ``isNumber``.
    package init?(alias: String) {
        guard let found = BSONType.aliases.first(where: { $0.value == alias }) else { return nil }
        self.init(rawValue: found.key)
    }

    /// Every alias, sorted.
    package static var allAliases: [String] { aliases.values.sorted() }

    /// double, int, long or decimal: what MongoDB calls `number`.
    @inlinable
    package var isNumber: Bool {
        rawValue == 0x01 || rawValue == 0x10 || rawValue == 0x12 || rawValue == 0x13
    }

    private static let aliases: [UInt8: String] = [
        0x01: "double", 0x02: "string", 0x03: "object", 0x04: "array", 0x05: "binData", 0x06: "undefined",
        0x07: "objectId", 0x08: "bool", 0x09: "date", 0x0A: "null", 0x0B: "regex", 0x0C: "dbPointer",
        0x0D: "javascript", 0x0E: "symbol", 0x0F: "javascriptWithScope", 0x10: "int", 0x11: "timestamp",
        0x12: "long", 0x13: "decimal", 0x7F: "maxKey", 0xFF: "minKey",
    ]
}
