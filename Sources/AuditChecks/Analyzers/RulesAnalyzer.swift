package import AuditModel
package import ScanEngine

/// Judges every document by rules.
package struct RulesAnalyzer: Analyzer {
    package let demands: [RuleDemand]
    /// By demand.
    package let severities: [RuleSeverity]
    package let missing: MissingValues

    package init(rules: [RecordRule], missing: MissingValues) {
        demands = rules.map(\.demand)
        severities = rules.map(\.severity)
        self.missing = missing
    }

    package var columns: [ColumnRequest] { demands.flatMap { $0.columns(missing: missing) } + [SmallestIDs.column] }

    package func makeState() -> RulesState { RulesState(demands) }

    package func makeWorkspace() -> RulesWorkspace {
        RulesWorkspace(demands, severities, columns: demands.map { $0.columns(missing: missing).count })
    }

    package func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<RulesState>,
        using workspace: inout RulesWorkspace
    ) {
        workspace.lookForPaths(batch, in: states)
        workspace.begin(rows: batch.rows)
        for rule in demands.indices {
            workspace.judge(rule, batch, into: RuleTallies(states, batch.segments, ofRule: rule))
        }
        workspace.countDocuments(batch, into: states)
    }
}
