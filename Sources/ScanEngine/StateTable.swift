/// The states of all analyzers of a plan over some documents.
package struct StateTable: Sendable {
    private let analyzers: [any Analyzer]
    private var states: [any AnalyzerState]

    /// The states of no documents.
    package init(_ plan: ScanPlan) {
        analyzers = plan.analyzers
        states = plan.analyzers.map { $0.makeState(within: plan.memory) as any AnalyzerState }
    }

    init(analyzers: [any Analyzer], states: [any AnalyzerState]) {
        self.analyzers = analyzers
        self.states = states
    }

    /// The state of an analyzer, nil when the plan did not hold it.
    package func state<A: Analyzer>(of analyzer: A) -> A.State? {
        for (index, candidate) in analyzers.enumerated() {
            if let same = candidate as? A, same == analyzer { return states[index] as? A.State }
        }
        return nil
    }

    /// Adds the documents of another table of the same plan.
    package mutating func merge(_ other: StateTable) {
        precondition(states.count == other.states.count, "tables of different plans cannot be merged")
        for index in states.indices {
            states[index] = StateTable.merged(states[index], other.states[index])
        }
    }

    private static func merged<S: AnalyzerState>(_ left: S, _ right: any AnalyzerState) -> any AnalyzerState {
        guard let right = right as? S else { preconditionFailure("states of different analyzers cannot be merged") }
        var sum = left
        sum.merge(right)
        return sum
    }
}
