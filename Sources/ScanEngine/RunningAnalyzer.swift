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

    /// By the thread's number of the segment; one state without segments.
    var states: [any AnalyzerState] { preconditionFailure("abstract") }

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
        return open(analyzer)
    }

    private final class Concrete<A: Analyzer>: RunningAnalyzer {
        private let analyzer: A
        private let memory: MemoryBudget
        private var current: [A.State] = []
        private var workspace: A.Workspace

        init(_ analyzer: A, columnIndices: [Int], within memory: MemoryBudget) {
            self.analyzer = analyzer
            self.memory = memory
            workspace = analyzer.makeWorkspace()
            super.init(columnIndices: columnIndices)
        }

        override var states: [any AnalyzerState] { current }

        override func consume(
            _ runs: [RowRun], all: UnsafePointer<ColumnView>, segments: [(name: String, number: UInt16)]?
        ) {
            if let segments {
                for segment in segments[current.count...] {
                    current.append(
                        analyzer.makeState(ofSegment: segment.number, beside: current.first, within: memory))
                }
            } else if current.isEmpty {
                current.append(analyzer.makeState(within: memory))
            }
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
    }
}
