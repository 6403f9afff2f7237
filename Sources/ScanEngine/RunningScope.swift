import AuditModel

/// The analyzers of one scope at work on one thread.
final class RunningScope {
    private let analyzers: [RunningAnalyzer]
    private let plan: ScanPlan
    private let filter: (any RowFilterEvaluator)?
    private let filterColumns: [Int]
    private let filterViews: UnsafeMutablePointer<ColumnView>
    private let verdicts: UnsafeMutablePointer<UInt8>
    private let scope: Int
    private var selection = RowSelection()
    /// By column of the plan; nil for one that no analyzer of the scope reads, and without a filter.
    private let gathered: [GatheredSlot?]
    /// All columns of the plan, those that were gathered with the selected rows only.
    private let views: UnsafeMutablePointer<ColumnView>
    /// By the thread's number of the segment; one number without segments.
    private var documents: [Int64] = []
    private var undecided: Int64 = 0

    /// A box, because arrays hold no values that cannot be copied.
    private final class GatheredSlot {
        var column = GatheredColumn()
    }

    init(_ scope: Int, of plan: ScanPlan) {
        self.scope = scope
        self.plan = plan
        let plannedScope = plan.scopes[scope]
        analyzers = zip(plannedScope.analyzers, plannedScope.columnIndices).map {
            RunningAnalyzer.start($0, columnIndices: $1, within: plan.memory)
        }
        filter = plannedScope.filter?.makeEvaluator()
        filterColumns = plannedScope.filterColumns
        filterViews = .allocate(capacity: max(1, filterColumns.count))
        verdicts = .allocate(capacity: ColumnBatch.maximumRows)
        let used = Set(plannedScope.columnIndices.joined())
        let selects = filter != nil
        gathered = plan.columns.indices.map { selects && used.contains($0) ? GatheredSlot() : nil }
        views = .allocate(capacity: max(1, plan.columns.count))
    }

    deinit {
        filterViews.deallocate()
        verdicts.deallocate()
        views.deallocate()
    }

    /// - Parameters:
    ///   - all: the views of all columns of the plan over the current batch.
    ///   - numbers: each row's segment by the thread's numbers; nil: there are no segments.
    ///   - segments: those that the thread knows.
    func consume(
        rows: Int, all: UnsafePointer<ColumnView>, numbers: UnsafePointer<Int32>?,
        segments: [(name: String, number: UInt16)]
    ) {
        guard let filter else { return add(rows: rows, all: all, numbers: numbers, segments: segments) }
        judge(filter, rows: rows, all: all)
        selection.select(verdicts, rows: rows)
        if selection.count == rows { return add(rows: rows, all: all, numbers: numbers, segments: segments) }
        for (column, slot) in gathered.enumerated() {
            guard let slot else { continue }
            (views + column).initialize(to: slot.column.gather(all[column], selection))
        }
        add(rows: selection.count, all: views, numbers: numbers.map { selection.gather($0) }, segments: segments)
    }

    private func add(
        rows: Int, all: UnsafePointer<ColumnView>, numbers: UnsafePointer<Int32>?,
        segments: [(name: String, number: UInt16)]
    ) {
        while documents.count < (numbers == nil ? 1 : segments.count) { documents.append(0) }
        if let numbers {
            documents.withUnsafeMutableBufferPointer { documents in
                // Numbers of segments are below their count, so the checks of the array are not wanted.
                guard let documents = documents.baseAddress else { return }
                for row in 0..<rows { documents[Int(numbers[row])] += 1 }
            }
        } else {
            documents[0] += Int64(rows)
        }
        for analyzer in analyzers { analyzer.consume(rows: rows, all: all, numbers: numbers, segments: segments) }
    }

    private func judge(_ filter: any RowFilterEvaluator, rows: Int, all: UnsafePointer<ColumnView>) {
        for (place, column) in filterColumns.enumerated() { (filterViews + place).initialize(to: all[column]) }
        filter.evaluate(BatchView(rows: rows, columns: filterViews), into: verdicts)
        for row in 0..<rows where verdicts[row] == RowVerdict.undecided { undecided += 1 }
    }

    /// What the thread found; names of segments by its numbers, nil without segments.
    func finish(segments: [String]?) -> ScopeStates {
        let planned = plan.scopes[scope].analyzers
        func table(_ segment: Int) -> StateTable? {
            var states: [any AnalyzerState] = []
            for analyzer in analyzers {
                guard let state = analyzer.state(ofSegment: segment) else { return nil }
                states.append(state)
            }
            return StateTable(analyzers: planned, states: states)
        }
        var result = ScopeStates(plan.scopes[scope], within: plan.memory)
        result.undecided = undecided
        guard let segments else {
            result.documents = documents.first ?? 0
            if let whole = table(0) { result.states = whole }
            return result
        }
        for (segment, name) in segments.enumerated() where segment < documents.count {
            guard let states = table(segment) else { continue }
            result.add(ScopeStates.Segment(documents: documents[segment], states: states), named: name)
        }
        return result
    }
}
