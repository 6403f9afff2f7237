import RawBSON

/// A set of BSON types as bits: 1 to 19 by their bytes, the two keys at both ends of MongoDB's order in the highest.
struct BSONTypeSet: Hashable, Sendable {
    private(set) var bits: UInt32 = 0

    mutating func insert(_ type: UInt8) { bits |= BSONTypeSet.bit(type) }

    func contains(_ type: UInt8) -> Bool { bits & BSONTypeSet.bit(type) != 0 }

    private static func bit(_ type: UInt8) -> UInt32 {
        switch type {
        case 0x7F: 1 << 31
        case 0xFF: 1 << 30
        default: type < 30 ? 1 << UInt32(type) : 0
        }
    }
}
