import RawBSON

extension DocumentFilter {
    /// A path that a filter says something about, and the filter for documents that have it.
    package struct WatchedPath: Hashable, Sendable {
        package let path: String
        package let exists: DocumentFilter
    }

    /// The paths that documents are expected to have, each once in the order of the filter.
    ///
    /// A path that no document has is misspelt or gone, unless the filter itself asks whether it is there: with `$exists`, or by comparing it
    /// with null. Paths within `$elemMatch`, `$expr` and `$jsonSchema` are not looked at.
    package var watchedPaths: [WatchedPath] {
        var paths: [String] = []
        var optional: Set<String> = []
        condition.collect(&paths, &optional)
        var watched: [WatchedPath] = []
        for path in paths where !optional.contains(path) && !watched.contains(where: { $0.path == path }) {
            watched.append(WatchedPath(path: path, exists: DocumentFilter(.field(QueryPath(path), .exists))))
        }
        return watched
    }
}

extension FilterCondition {
    fileprivate func collect(_ paths: inout [String], _ optional: inout Set<String>) {
        switch self {
        case .always, .expression, .schema: break
        case .all(let conditions), .any(let conditions):
            for condition in conditions { condition.collect(&paths, &optional) }
        case .not(let condition): condition.collect(&paths, &optional)
        case .field(let path, let test):
            paths.append(path.text)
            if test.asksForAbsence { optional.insert(path.text) }
        }
    }
}

extension ValueTest {
    /// Whether an absent field is one of the answers.
    fileprivate var asksForAbsence: Bool {
        switch self {
        case .exists: true
        case .comparison(let comparison, let value): comparison.acceptsEqual && value == .null
        case .member(let values, _): values.contains(.null)
        default: false
        }
    }
}
