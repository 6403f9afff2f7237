/// What belongs to a partition.
struct PartitionBounds: Hashable, Sendable {
    // Along the index on `_id`, as bounds of that index: unlike a filter they keep values of every BSON type but MaxKey.

    /// The first `_id`, as a document `{_id: …}`; nil: from the beginning of the index.
    var lower: [UInt8]?
    /// The `_id` behind the last one, likewise; nil: to the end.
    var upper: [UInt8]?

    // In natural order, by the numbers that one member gives to its records.

    /// The partition begins behind this record; nil: with the first one.
    var afterRecord: Int64?
    /// It ends with this record; nil: with the last one.
    var lastRecord: Int64?

    /// The server's token for going on behind a record.
    static func token(record: Int64) -> [UInt8] {
        // {"$recordId": int64}: 4 bytes of length, a type, 10 of key, 8 of value, the end.
        withUnsafeBytes(of: UInt32(24).littleEndian, Array.init) + [0x12] + Array("$recordId".utf8) + [0]
            + withUnsafeBytes(of: record.littleEndian, Array.init) + [0]
    }
}
