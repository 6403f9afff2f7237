/// The range of `_id`s of a partition, as bounds of the index on `_id`: unlike a filter they keep values of every BSON type.
struct PartitionBounds: Hashable, Sendable {
    /// The first `_id`, as a document `{_id: …}`; nil: from the beginning of the index.
    var lower: [UInt8]?
    /// The `_id` behind the last one, likewise; nil: to the end.
    var upper: [UInt8]?
}
