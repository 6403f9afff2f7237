/// The states of all analyzers of a plan over some documents.
package struct StateTable: Sendable {
    private let analyzers: [any Analyzer]
    private var states: [any AnalyzerState]

    init(analyzers: [any Analyzer], states: [any AnalyzerState]) {
        self.analyzers = analyzers
        self.states = states
    }

    /// The states of no analyzers.
    package static let empty = StateTable(analyzers: [], states: [])

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
            // In place: a copy would have everything that the state holds copied as well.
            states[index].absorb(other.states[index])
        }
    }

    /// Lets the states of all segments find out together what they would else find out one by one.
    static func finished(_ tables: [StateTable]) -> [StateTable] {
        guard let first = tables.first else { return [] }
        var result = tables
        for (place, analyzer) in first.analyzers.enumerated() {
            let states = StateTable.finished(analyzer, tables.map { $0.states[place] })
            for (table, state) in states.enumerated() { result[table].states[place] = state }
        }
        return result
    }

    private static func finished<A: Analyzer>(_ analyzer: A, _ states: [any AnalyzerState]) -> [any AnalyzerState] {
        var own = states.compactMap { $0 as? A.State }
        precondition(own.count == states.count, "states of another analyzer")
        A.State.finish(segments: &own)
        return own
    }
}

extension AnalyzerState {
    fileprivate mutating func absorb(_ other: any AnalyzerState) {
        guard let other = other as? Self else { preconditionFailure("states of different analyzers cannot be merged") }
        merge(other)
    }
}
