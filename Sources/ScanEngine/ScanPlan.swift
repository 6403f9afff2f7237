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

    /// Without repetition, in the order in which they were first asked for.
    package private(set) var analyzers: [any Analyzer] = []
    private(set) var slots: [Slot] = []
    private(set) var columns: [Column] = []
    /// For each analyzer the columns of its requests.
    private(set) var columnIndices: [[Int]] = []
    /// What the states of all partitions may take together.
    let memory: MemoryBudget

    package init(_ requested: [any Analyzer], within memory: MemoryBudget = .unbounded) {
        self.memory = memory
        for analyzer in requested where !analyzers.contains(where: { $0.equals(analyzer) }) {
            analyzers.append(analyzer)
            columnIndices.append(analyzer.columns.map { add($0) })
        }
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
