import AuditModel

/// What one scan computes: every analyzer once, every path once.
package struct ScanPlan: Sendable {
    /// A watched path and how much of its values must be kept.
    struct Slot: Sendable {
        let path: FieldPath
        var need: ColumnNeed
    }

    /// A slot seen through a set of placeholders.
    struct Column: Hashable, Sendable {
        let slot: Int
        let missing: MissingValues
    }

    /// Analyzers that look at the same documents.
    struct Scope: Sendable {
        /// nil: all documents.
        let filter: (any RowFilter)?
        let filterColumns: [Int]
        /// Without repetition, in the order in which they were first asked for.
        var analyzers: [any Analyzer] = []
        /// For each analyzer the columns of its requests.
        var columnIndices: [[Int]] = []
    }

    /// An analyzer and the documents that it is to look at.
    package struct Request: Sendable {
        /// nil: all documents.
        package var filter: (any RowFilter)?
        package var analyzer: any Analyzer

        package init(_ analyzer: any Analyzer, where filter: (any RowFilter)? = nil) {
            self.analyzer = analyzer
            self.filter = filter
        }
    }

    /// The first is that of all documents.
    private(set) var scopes: [Scope]
    private(set) var slots: [Slot] = []
    private(set) var columns: [Column] = []
    /// nil: documents are not told apart.
    package let segmentation: Segmentation?
    private(set) var segmentColumns: [Int] = []
    /// What the states of all partitions may take together.
    let memory: MemoryBudget

    package init(
        _ requests: [Request], segmentedBy segmentation: Segmentation? = nil, within memory: MemoryBudget = .unbounded
    ) {
        self.memory = memory
        self.segmentation = segmentation
        scopes = [Scope(filter: nil, filterColumns: [])]
        if let segmentation { segmentColumns = segmentation.columns.map { add($0) } }
        for request in requests {
            let scope = self.scope(of: request.filter)
            let analyzer = request.analyzer
            guard !scopes[scope].analyzers.contains(where: { $0.equals(analyzer) }) else { continue }
            let indices = analyzer.columns.map { add($0) }
            scopes[scope].analyzers.append(analyzer)
            scopes[scope].columnIndices.append(indices)
        }
    }

    package init(_ analyzers: [any Analyzer], within memory: MemoryBudget = .unbounded) {
        self.init(analyzers.map { Request($0) }, within: memory)
    }

    /// The analyzers of all scopes.
    package var analyzers: [any Analyzer] { scopes.flatMap(\.analyzers) }

    /// The place of the scope of a filter among ``Scan/Result/scopes``; nil when no analyzer was asked for under it.
    package func place(of filter: (any RowFilter)?) -> Int? {
        guard let filter else { return 0 }
        return scopes.firstIndex { $0.filter?.equals(filter) ?? false }
    }

    /// The keys at the top of a document that some analyzer looks below, in the order of the slots; nil when whole documents are watched.
    package var watchedKeys: [String]? {
        var keys: [String] = []
        for path in slots.map(\.path) {
            guard case .key(let key)? = path.steps.first else { return nil }
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    private mutating func scope(of filter: (any RowFilter)?) -> Int {
        if let known = place(of: filter) { return known }
        let columns = filter?.columns.map { add($0) } ?? []
        scopes.append(Scope(filter: filter, filterColumns: columns))
        return scopes.count - 1
    }

    private mutating func add(_ request: ColumnRequest) -> Int {
        var need = request.need
        need.textBytes = max(need.textBytes, PlaceholderMatcher.textBytes(request.missing))
        let slot: Int
        if let known = slots.firstIndex(where: { $0.path == request.path }) {
            slots[known].need = slots[known].need.union(need)
            slot = known
        } else {
            slots.append(Slot(path: request.path, need: need))
            slot = slots.count - 1
        }
        let column = Column(slot: slot, missing: request.missing)
        if let known = columns.firstIndex(of: column) { return known }
        columns.append(column)
        return columns.count - 1
    }
}

extension Analyzer {
    /// Whether another analyzer computes the same.
    fileprivate func equals(_ other: any Analyzer) -> Bool {
        (other as? Self) == self
    }
}
