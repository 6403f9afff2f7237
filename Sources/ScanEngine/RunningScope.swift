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
    private var order = RowOrder()
    /// By column of the plan; nil for one that no analyzer of the scope reads.
    private let gathered: [GatheredSlot?]
    /// All columns of the plan, those that were gathered in the order of the scope.
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
        let isAlwaysWhole = filter == nil && plan.segmentation == nil
        gathered = plan.columns.indices.map { isAlwaysWhole || !used.contains($0) ? nil : GatheredSlot() }
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
        if let filter { judge(filter, rows: rows, all: all) }
        order.arrange(
            rows: rows, verdicts: filter == nil ? nil : UnsafePointer(verdicts), segments: numbers,
            segmentCount: segments.count)
        count(segments: numbers == nil ? 1 : segments.count)
        let known = numbers == nil ? nil : segments
        if order.isWhole {
            for analyzer in analyzers { analyzer.consume(order.runs, all: all, segments: known) }
            return
        }
        for (column, slot) in gathered.enumerated() {
            guard let slot else { continue }
            (views + column).initialize(to: slot.column.gather(all[column], order))
        }
        for analyzer in analyzers { analyzer.consume(order.runs, all: views, segments: known) }
    }

    private func judge(_ filter: any RowFilterEvaluator, rows: Int, all: UnsafePointer<ColumnView>) {
        for (place, column) in filterColumns.enumerated() { (filterViews + place).initialize(to: all[column]) }
        filter.evaluate(BatchView(rows: rows, columns: filterViews), into: verdicts)
        for row in 0..<rows where verdicts[row] == RowVerdict.undecided { undecided += 1 }
    }

    private func count(segments: Int) {
        while documents.count < segments { documents.append(0) }
        for run in order.runs { documents[run.segment] += Int64(run.count) }
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
