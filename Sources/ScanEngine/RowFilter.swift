/// A condition on documents that limits a check to some of them.
package protocol RowFilter: Hashable, Sendable {
    /// The columns it reads; an evaluator finds them under the same indices.
    var columns: [ColumnRequest] { get }

    /// What one thread evaluates it with.
    func makeEvaluator() -> any RowFilterEvaluator
}

extension RowFilter {
    /// Whether another filter lets the same documents through.
    func equals(_ other: any RowFilter) -> Bool { (other as? Self) == self }
}

/// A condition at work on one thread.
package protocol RowFilterEvaluator: AnyObject {
    /// Writes a ``RowVerdict`` for each row of a batch.
    func evaluate(_ batch: borrowing BatchView, into verdicts: UnsafeMutablePointer<UInt8>)
}

/// What a filter says of a document: bytes, because there is one for every row.
package enum RowVerdict {
    package static let no: UInt8 = 0
    package static let yes: UInt8 = 1
    /// It could not be decided: a pattern needed too many steps.
    package static let undecided: UInt8 = 2
}
