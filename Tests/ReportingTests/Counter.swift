import Synchronization

/// How many are inside at a moment, and how often somebody was.
final class Counter: Sendable {
    private let state = Mutex((inside: 0, entries: 0))

    /// - Returns: how many are inside now.
    func enter() -> Int {
        state.withLock { state in
            state.inside += 1
            state.entries += 1
            return state.inside
        }
    }

    func leave() { state.withLock { $0.inside -= 1 } }

    var entries: Int { state.withLock { $0.entries } }
}
