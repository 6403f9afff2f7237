/// A question to a history: the latest runs of one suite on one collection.
package struct RecentRuns: Hashable, Sendable {
    package var suite: String
    package var namespace: String
    /// Only runs whose clock is earlier.
    package var before: Instant
    package var limit: Int
    package var segments: Segments

    /// Of which segments the runs' numbers are wanted. A run of a hundred segments has hundreds of them.
    package enum Segments: Hashable, Sendable {
        /// Every number of the whole collection, and none of a segment.
        case none
        /// No number of the whole collection; of every segment the checks' own values (``RecordedMetric/name`` `value`).
        case all
        /// The same of some segments.
        case named(Set<String>)

        /// Whether an answer has a metric.
        package func includes(_ metric: RecordedMetric) -> Bool {
            switch (self, metric.segment) {
            case (.none, let segment): segment == nil
            case (.all, let segment): segment != nil && metric.name == RecordedMetric.valueName
            case (.named(let names), let segment?): names.contains(segment) && metric.name == RecordedMetric.valueName
            case (.named, nil): false
            }
        }
    }

    package init(suite: String, namespace: String, before: Instant, limit: Int, segments: Segments = .none) {
        self.suite = suite
        self.namespace = namespace
        self.before = before
        self.limit = limit
        self.segments = segments
    }
}
