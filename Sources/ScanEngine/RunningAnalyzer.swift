/// An analyzer at work on one thread: one virtual call a batch leads to concrete code.
class RunningAnalyzer {
    /// Its columns among those of the plan.
    let columnIndices: [Int]
    fileprivate let views: UnsafeMutablePointer<ColumnView>
    /// The first cell of the run at hand, by column.
    fileprivate let cells: UnsafeMutablePointer<Int>

    fileprivate init(columnIndices: [Int]) {
        self.columnIndices = columnIndices
        views = .allocate(capacity: max(1, columnIndices.count))
        cells = .allocate(capacity: max(1, columnIndices.count))
    }

    deinit {
        views.deallocate()
        cells.deallocate()
    }

    /// By the thread's number of the segment, 0 without segments; nil when it looked at no document since that became known.
    func state(ofSegment segment: Int) -> (any AnalyzerState)? { preconditionFailure("abstract") }

    /// - Parameters:
    ///   - runs: rows by segment.
    ///   - all: the views of all columns of the plan over the current batch, in the order of the runs.
    ///   - segments: those that the thread knows; nil: there are none.
    func consume(_ runs: [RowRun], all: UnsafePointer<ColumnView>, segments: [(name: String, number: UInt16)]?) {
        preconditionFailure("abstract")
    }

    static func start(_ analyzer: any Analyzer, columnIndices: [Int], within memory: MemoryBudget) -> RunningAnalyzer {
        func open<A: Analyzer>(_ analyzer: A) -> RunningAnalyzer {
            Concrete(analyzer, columnIndices: columnIndices, within: memory)
        }
        func open<A: SegmentedAnalyzer>(segmented analyzer: A) -> RunningAnalyzer {
            ManySegments(analyzer, columnIndices: columnIndices, within: memory)
        }
        if let analyzer = analyzer as? any SegmentedAnalyzer, analyzer.prefersRuns { return open(segmented: analyzer) }
        return open(analyzer)
    }

    /// For analyzers that take many segments at once.
    private final class ManySegments<A: SegmentedAnalyzer>: Concrete<A> {
        override func consume(
            _ runs: [RowRun], all: UnsafePointer<ColumnView>, segments: [(name: String, number: UInt16)]?
        ) {
            guard let last = runs.last, runs.count > 1 else { return super.consume(runs, all: all, segments: segments) }
            addStates(segments)
            for (place, column) in columnIndices.enumerated() { (views + place).initialize(to: all[column]) }
            current.withUnsafeMutableBufferPointer { states in
                // There is a state for every segment that has a run.
                guard let states = states.baseAddress else { return }
                analyzer.consume(
                    BatchView(rows: last.end, columns: views), runs: runs, into: states, using: &workspace)
            }
        }
    }

    private class Concrete<A: Analyzer>: RunningAnalyzer {
        fileprivate let analyzer: A
        private let memory: MemoryBudget
        fileprivate var current: [A.State] = []
        fileprivate var workspace: A.Workspace

        init(_ analyzer: A, columnIndices: [Int], within memory: MemoryBudget) {
            self.analyzer = analyzer
            self.memory = memory
            workspace = analyzer.makeWorkspace()
            super.init(columnIndices: columnIndices)
        }

        override func state(ofSegment segment: Int) -> (any AnalyzerState)? {
            segment < current.count ? current[segment] : nil
        }

        override func consume(
            _ runs: [RowRun], all: UnsafePointer<ColumnView>, segments: [(name: String, number: UInt16)]?
        ) {
            addStates(segments)
            cells.update(repeating: 0, count: columnIndices.count)
            for run in runs {
                for (place, column) in columnIndices.enumerated() {
                    let view = all[column].slice(run, cell: cells[place])
                    (views + place).initialize(to: view)
                    cells[place] &+= view.count
                }
                analyzer.consume(
                    BatchView(rows: run.count, columns: views), into: &current[run.segment], using: &workspace)
            }
        }

        /// There is a state for every segment that is known, and one without segments.
        fileprivate func addStates(_ segments: [(name: String, number: UInt16)]?) {
            if let segments {
                for segment in segments[current.count...] {
                    current.append(
                        analyzer.makeState(ofSegment: segment.number, beside: current.first, within: memory))
                }
            } else if current.isEmpty {
                current.append(analyzer.makeState(within: memory))
            }
        }
    }
}
