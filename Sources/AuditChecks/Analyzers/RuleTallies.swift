import ScanEngine

/// Where the rows of a batch are counted for one rule.
struct RuleTallies {
    private let states: UnsafeMutablePointer<RulesState>
    private let segments: UnsafePointer<Int32>?
    private let rule: Int

    /// - Parameters:
    ///   - states: at the places that the batch gives its rows, valid as long as this is used.
    ///   - segments: those places; nil: all rows belong to the first.
    init(_ states: UnsafeMutablePointer<RulesState>, _ segments: UnsafePointer<Int32>?, ofRule rule: Int) {
        self.states = states
        self.segments = segments
        self.rule = rule
    }

    /// Whether all rows are counted together.
    var isOne: Bool { segments == nil }

    /// Changes the tally of a row.
    @inline(__always)
    func update(_ row: Int, _ change: (inout RuleTally) -> Void) {
        change(&states[segments.map { Int($0[row]) } ?? 0].tallies[rule])
    }
}
