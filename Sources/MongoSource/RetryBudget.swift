/// What is left of a ``RetryPolicy`` for one partition.
struct RetryBudget {
    private let policy: RetryPolicy
    /// Faults since the last document.
    private var inARow = 0
    private(set) var faults = 0
    private(set) var freshStarts = 0

    init(_ policy: RetryPolicy) { self.policy = policy }

    /// Documents came: the server is there again.
    mutating func progressed() { inARow = 0 }

    /// Counts a fault.
    /// - Returns: how long to wait before going on; nil when enough is enough.
    mutating func fault() -> Duration? {
        inARow += 1
        faults += 1
        guard inARow <= policy.faultsInARow, faults <= policy.faults else { return nil }
        return policy.wait(afterFaults: inARow)
    }

    /// Counts a fresh start; false when enough is enough.
    mutating func freshStart() -> Bool {
        freshStarts += 1
        return freshStarts <= policy.freshStarts
    }
}
