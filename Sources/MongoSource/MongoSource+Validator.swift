package import AuditModel
import RawBSON

extension MongoSource {
    /// The collection's own validator, a query, as canonical Extended JSON; nil when it has none, as a view never has.
    /// - Parameter deadline: when the answer is no longer of use.
    /// - Throws: ``SourceError`` when the server does not tell: also for want of permission to list collections with their options.
    package func validator(deadline: ContinuousClock.Instant? = nil) throws(SourceError) -> String? {
        let attempt = try Inquiry(of: self, until: deadline).ask(listQuestion(nameOnly: false), plainly: true)
        if let failure = attempt.failure { throw failure.sourceError(.opening, of: namespace, at: connection) }
        return attempt.takeReply().extendedJSON(at: ["cursor", "firstBatch", "0", "options", "validator"])
    }
}

extension BSONDocument {
    /// The document at the end of a way of keys, as canonical Extended JSON; nil when there is none, or an empty one.
    fileprivate func extendedJSON(at keys: [String]) -> String? {
        withBytes { bytes in
            var value = RawValue(document: bytes)
            for key in keys {
                var elements = value.elements
                guard let next = elements.first(Array(key.utf8)) else { return nil }
                value = next
            }
            var elements = value.elements
            guard value.type == 0x03, elements.next() != nil else { return nil }
            return BSONDocument(copying: value.bytes)?.extendedJSON
        }
    }
}
