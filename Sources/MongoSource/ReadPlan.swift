/// How a collection is going to be read.
struct ReadPlan: Sendable {
    /// In which order documents come, and so how a read that was cut off goes on.
    enum Order: Hashable, Sendable {
        /// As the collection's records lie, read by one cursor; the server gives tokens to go on after.
        case natural
        /// Along the index on `_id`, one cursor a range.
        case byID
        /// As the server sees fit (a view, an index for the filter, several shards): a read that was cut off begins anew.
        case unordered

        /// What a `find` says for it, as fields of Extended JSON; nil: nothing.
        var findFields: String? {
            switch self {
            case .natural: #""hint": {"$natural": 1}, "$_requestResumeToken": true"#
            case .byID: #""hint": {"_id": 1}"#
            case .unordered: nil
            }
        }
    }

    var order = Order.unordered
    /// By partition; one that has no bound unless the order is by `_id`.
    var bounds = [PartitionBounds()]
    /// Whose numbers of records the bounds are; nil: they are none.
    var server: ServerIdentity?
    /// A projection as Extended JSON; nil: whole documents.
    var projection: String?
    /// Whether the driver shall offer compression that the connection string does not speak of.
    var isCompressed = false
    /// The instant at which all cursors read; nil: each sees what is there when it comes to it.
    var snapshot: ClusterTime?
}

/// A logical time of a replica set or cluster.
struct ClusterTime: Hashable, Sendable {
    /// Seconds since 1970.
    let seconds: UInt32
    let increment: UInt32

    init(seconds: UInt32, increment: UInt32) {
        self.seconds = seconds
        self.increment = increment
    }

    /// Reads what ``description`` writes; nil for anything else.
    init?(_ description: String) {
        guard description.hasPrefix("Timestamp("), description.hasSuffix(")") else { return nil }
        let numbers = description.dropFirst(10).dropLast().split(separator: ",").map { $0.drop { $0 == " " } }
        guard numbers.count == 2, let seconds = UInt32(numbers[0]), let increment = UInt32(numbers[1]) else {
            return nil
        }
        self.init(seconds: seconds, increment: increment)
    }

    /// As MongoDB writes it.
    var description: String { "Timestamp(\(seconds), \(increment))" }
    var extendedJSON: String { #"{"$timestamp": {"t": \#(seconds), "i": \#(increment)}}"# }
}
