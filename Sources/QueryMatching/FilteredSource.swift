package import AuditModel
package import ScanEngine

/// The documents of a source that fit a filter, which is evaluated here: for sources that evaluate none themselves.
package struct FilteredSource: DocumentSource {
    private let source: any DocumentSource
    private let filter: DocumentFilter

    package init(_ source: any DocumentSource, filter: DocumentFilter) {
        self.source = source
        self.filter = filter
    }

    package func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource {
        // The filter looks at other keys than the checks.
        var request = request
        request.watchedKeys = nil
        return FilteredOpenedSource(opened: try source.open(request), filter: filter)
    }
}

private struct FilteredOpenedSource: OpenedSource {
    let opened: any OpenedSource
    let filter: DocumentFilter

    /// The estimate counts all documents, those that do not fit as well, so that it is none.
    var facts: SourceFacts {
        var facts = opened.facts
        facts.estimatedDocuments = nil
        return facts
    }

    var explanation: ReadExplanation { opened.explanation }

    var partitions: Int { opened.partitions }

    var uncut: (any OpenedSource)? { opened.uncut.map { FilteredOpenedSource(opened: $0, filter: filter) } }

    func read<Visitor: DocumentVisitor & ~Copyable>(
        _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading {
        let matcher = FilterMatcher(filter)
        // The pointer lives as long as the call that it is handed to.
        return try withUnsafeMutablePointer(to: &visitor) { inner throws(SourceError) in
            var sieve = Sieve(matcher: matcher, visitor: inner, progress: progress)
            return try opened.read(partition, into: &sieve, progress: progress)
        }
    }
}

/// Hands on the documents that fit.
private struct Sieve<Visitor: DocumentVisitor & ~Copyable>: DocumentVisitor, ~Copyable {
    let matcher: FilterMatcher
    let visitor: UnsafeMutablePointer<Visitor>
    let progress: ScanProgress
    /// Documents so far, those included that do not fit.
    private var seen: Int64 = 0

    init(matcher: FilterMatcher, visitor: UnsafeMutablePointer<Visitor>, progress: ScanProgress) {
        self.matcher = matcher
        self.visitor = visitor
        self.progress = progress
    }

    mutating func visit(_ document: UnsafeRawBufferPointer) throws(SourceError) {
        seen += 1
        // The kernel asks as well, but not where nothing gets through.
        if seen.isMultiple(of: 4_096), let stop = progress.stopError { throw stop }
        guard let matches = matcher.matches(document: document) else {
            throw SourceError(
                .malformed,
                "the filter cannot be decided for document \(seen) of a partition: a pattern needs too many steps, "
                    + "or '$expr' meets a value that its operator does not take")
        }
        if matches { try visitor.pointee.visit(document) }
    }

    mutating func startOver() {
        seen = 0
        visitor.pointee.startOver()
    }
}
