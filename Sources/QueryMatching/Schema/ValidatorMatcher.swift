/// Asks about documents whether they keep to a validator. Not for two threads at once: every thread makes its own.
package final class ValidatorMatcher {
    private let schema: SchemaMatcher?
    private let filter: FilterMatcher?
    /// The number of what is not the schema's.
    private let filterFailure: Int

    package init(_ validator: CollectionValidator) {
        schema = validator.schema.map { SchemaMatcher($0) }
        filter = validator.filter.map { FilterMatcher($0) }
        filterFailure = validator.schema?.failures.count ?? 0
    }

    /// Calls `visit` for each failure of a document, once each, with its number among the validator's failures.
    /// - Returns: whether the document keeps to the validator; nil when that could not be decided: then the visited are not all.
    package func failures(document: UnsafeRawBufferPointer, _ visit: (Int) -> Void) -> Bool? {
        guard let matches = filter.map({ $0.matches(document: document) }) ?? true else { return nil }
        guard let keeps = schema.map({ $0.failures(document: document, visit) }) ?? true else { return nil }
        if !matches { visit(filterFailure) }
        return matches && keeps
    }
}
