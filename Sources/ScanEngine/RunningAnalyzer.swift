/// An analyzer at work on one thread: one virtual call a batch leads to concrete code.
class RunningAnalyzer {
    fileprivate let columnIndices: [Int]
    fileprivate let views: UnsafeMutablePointer<ColumnView>

    fileprivate init(columnIndices: [Int]) {
        self.columnIndices = columnIndices
        views = .allocate(capacity: max(1, columnIndices.count))
    }

    deinit { views.deallocate() }

    var state: any AnalyzerState { preconditionFailure("abstract") }

    /// - Parameter all: the views of all columns of the plan over the current batch.
    func consume(rows: Int, all: UnsafePointer<ColumnView>) { preconditionFailure("abstract") }

    static func start(_ analyzer: any Analyzer, columnIndices: [Int], within memory: MemoryBudget) -> RunningAnalyzer {
        func open<A: Analyzer>(_ analyzer: A) -> RunningAnalyzer {
            Concrete(analyzer, columnIndices: columnIndices, within: memory)
        }
        return open(analyzer)
    }

    private final class Concrete<A: Analyzer>: RunningAnalyzer {
        private let analyzer: A
        private var current: A.State
        private var workspace: A.Workspace

        init(_ analyzer: A, columnIndices: [Int], within memory: MemoryBudget) {
            self.analyzer = analyzer
            current = analyzer.makeState(within: memory)
            workspace = analyzer.makeWorkspace()
            super.init(columnIndices: columnIndices)
        }

        override var state: any AnalyzerState { current }

        override func consume(rows: Int, all: UnsafePointer<ColumnView>) {
            for (place, column) in columnIndices.enumerated() { views[place] = all[column] }
            analyzer.consume(BatchView(rows: rows, columns: views), into: &current, using: &workspace)
        }
    }
}
