/// How many different fingerprints there are.
struct DistinctCounts: Sendable {
    /// In each group.
    var byGroup: [Int]
    /// In all groups together, where one that is in several groups counts once.
    var total = 0

    init(groups: Int) { byGroup = Array(repeating: 0, count: groups) }

    mutating func add(_ other: DistinctCounts) {
        for group in byGroup.indices { byGroup[group] += other.byGroup[group] }
        total += other.total
    }

    mutating func reset() {
        for group in byGroup.indices { byGroup[group] = 0 }
        total = 0
    }
}
