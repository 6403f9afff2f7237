import AuditModel

/// What documents broke of the rules that have parts, the worst first.
struct RuleParts {
    /// A schema can be broken in thousands of ways; more than these nobody reads, and each is a series of its own in Prometheus.
    private static let most = 100

    /// Those that some document broke.
    private(set) var counts: [RuleCount] = []
    /// How many more were broken.
    private(set) var unlisted = 0

    /// - Parameter documents: how many were scanned.
    init(_ rules: [RecordRule], _ tallies: [RuleTally], of documents: Double) {
        for (rule, tally) in zip(rules, tallies) {
            let broken = zip(rule.demand.parts, tally.parts).enumerated().filter { $0.element.1 > 0 }
                .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.map(\.element)
            counts += broken.prefix(RuleParts.most).map { part, count in
                RuleCount(
                    rule: "\(rule.name): \(part)", field: nil, documents: count,
                    percent: 100 * Double(count) / documents, severity: rule.severity, partOf: rule.name)
            }
            unlisted += max(0, broken.count - RuleParts.most)
        }
    }
}
