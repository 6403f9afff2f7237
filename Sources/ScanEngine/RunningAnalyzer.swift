/// An analyzer at work on one thread: one virtual call a batch leads to concrete code.
class RunningAnalyzer {
    /// Its columns among those of the plan.
    let columnIndices: [Int]
    fileprivate let views: UnsafeMutablePointer<ColumnView>

    fileprivate init(columnIndices: [Int]) {
        self.columnIndices = columnIndices
        views = .allocate(capacity: max(1, columnIndices.count))
    }

    deinit { views.deallocate() }

    /// By the thread's number of the segment, 0 without segments; nil when it looked at no document since that became known.
    func state(ofSegment segment: Int) -> (any AnalyzerState)? { preconditionFailure("abstract") }

    /// - Parameters:
    ///   - all: the views of all columns of the plan over the rows.
    ///   - numbers: each row's segment by the thread's numbers; nil: there are no segments.
    ///   - segments: those that the thread knows.
    func consume(
        rows: Int, all: UnsafePointer<ColumnView>, numbers: UnsafePointer<Int32>?,
        segments: [(name: String, number: UInt16)]
    ) { preconditionFailure("abstract") }

    static func start(_ analyzer: any Analyzer, columnIndices: [Int], within memory: MemoryBudget) -> RunningAnalyzer {
        func open<A: Analyzer>(_ analyzer: A) -> RunningAnalyzer {
            Concrete(analyzer, columnIndices: columnIndices, within: memory)
        }
        return open(analyzer)
    }

    private final class Concrete<A: Analyzer>: RunningAnalyzer {
        private let analyzer: A
        private let memory: MemoryBudget
        private var states: [A.State] = []
        private var workspace: A.Workspace

        init(_ analyzer: A, columnIndices: [Int], within memory: MemoryBudget) {
            self.analyzer = analyzer
            self.memory = memory
            workspace = analyzer.makeWorkspace()
            super.init(columnIndices: columnIndices)
        }

        override func state(ofSegment segment: Int) -> (any AnalyzerState)? {
            segment < states.count ? states[segment] : nil
        }

        override func consume(
            rows: Int, all: UnsafePointer<ColumnView>, numbers: UnsafePointer<Int32>?,
            segments: [(name: String, number: UInt16)]
        ) {
            if numbers != nil {
                for segment in segments[states.count...] {
                    states.append(analyzer.makeState(ofSegment: segment.number, beside: states.first, within: memory))
                }
            } else if states.isEmpty {
                states.append(analyzer.makeState(within: memory))
            }
            for (place, column) in columnIndices.enumerated() { (views + place).initialize(to: all[column]) }
            states.withUnsafeMutableBufferPointer { states in
                // There is a state for every segment that is known, and one without segments.
                guard let states = states.baseAddress else { return }
                analyzer.consume(
                    BatchView(rows: rows, segments: numbers, columns: views), into: states, using: &workspace)
            }
        }
    }
}
