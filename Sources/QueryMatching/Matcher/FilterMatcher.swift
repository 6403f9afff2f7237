/// A filter ready to be asked about documents, with the memory of one thread: its regular expressions are compiled here.
///
/// Not for two threads at once: every thread makes its own.
package final class FilterMatcher {
    private let predicate: Predicate

    package init(_ filter: DocumentFilter) {
        predicate = Predicate.make(filter.condition)
    }

    /// Whether a document, given as BSON bytes, matches.
    ///
    /// nil when that cannot be decided: a regular expression was given up at its limit, or `$expr` meets values with which a server would
    /// refuse the whole read.
    package func matches(document: UnsafeRawBufferPointer) -> Bool? {
        predicate.test(document: document).bool
    }
}
