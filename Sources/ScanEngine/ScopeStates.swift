/// What a scan, or a part of it, found out about the documents of one scope.
package struct ScopeStates: Sendable {
    /// What was found out about the documents of one segment.
    package struct Segment: Sendable {
        package var documents: Int64
        package var states: StateTable
    }

    /// Documents that the scope's filter let through.
    package var documents: Int64 = 0
    /// Documents of which the filter could not be decided.
    package var undecided: Int64 = 0
    /// Over all documents of the scope.
    package var states: StateTable
    /// By name; empty without a segmentation.
    package private(set) var segments: [String: Segment] = [:]

    init(_ scope: ScanPlan.Scope, within memory: MemoryBudget) {
        states = StateTable(
            analyzers: scope.analyzers,
            states: scope.analyzers.map { $0.makeState(within: memory) as any AnalyzerState })
    }

    mutating func add(_ segment: Segment, named name: String) {
        if segments[name] == nil {
            segments[name] = segment
        } else {
            segments[name]?.documents += segment.documents
            segments[name]?.states.merge(segment.states)
        }
    }

    /// Adds what another part of the same scan found.
    mutating func merge(_ other: ScopeStates) {
        documents += other.documents
        undecided += other.undecided
        states.merge(other.states)
        // In an order of their own, so that nothing depends on how a dictionary is laid out.
        for (name, segment) in other.segments.sorted(by: { $0.key < $1.key }) { add(segment, named: name) }
    }

    /// Keeps some segments under their names and puts the rest together; then finds out what the segments find out together.
    mutating func finishSegments(keeping kept: Set<String>) {
        guard !segments.isEmpty else { return }
        var rest: Segment?
        for (name, segment) in segments.sorted(by: { $0.key < $1.key }) {
            documents += segment.documents
            states.merge(segment.states)
            guard !kept.contains(name) else { continue }
            segments[name] = nil
            // A partition that was read anew may have met names that it did not meet again.
            guard segment.documents > 0 else { continue }
            rest?.documents += segment.documents
            rest?.states.merge(segment.states)
            rest = rest ?? segment
        }
        if let rest { segments[Segmentation.otherName] = rest }
        let names = segments.keys.sorted()
        let finished = StateTable.finished(names.compactMap { segments[$0]?.states })
        for (name, states) in zip(names, finished) { segments[name]?.states = states }
    }
}
