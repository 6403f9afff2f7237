import Testing

@testable import MongoSource

@Suite struct RetryPolicyTests {
    @Test func `waits twice as long each time, up to a limit`() {
        let policy = RetryPolicy(faultsInARow: 8, firstWait: .milliseconds(100), longestWait: .seconds(1))
        var budget = RetryBudget(policy)
        let waits = (0..<9).map { _ in budget.fault() }
        let expected: [Duration?] = [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000].map { .milliseconds($0) } + [nil]
        #expect(waits == expected)
    }

    @Test func `forgives faults between which documents came, but not for ever`() {
        var budget = RetryBudget(RetryPolicy(faultsInARow: 2, faults: 5))
        for _ in 0..<5 {
            #expect(budget.fault() != nil)
            budget.progressed()
        }
        #expect(budget.fault() == nil)
    }

    @Test func `begins anew a few times only`() {
        var budget = RetryBudget(RetryPolicy(freshStarts: 2))
        #expect((0..<3).map { _ in budget.freshStart() } == [true, true, false])
    }
}
