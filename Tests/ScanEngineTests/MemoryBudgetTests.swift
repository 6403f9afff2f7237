import ScanEngine
import Synchronization
import TestSupport
import Testing

@Suite struct MemoryBudgetTests {
    /// Holds bytes of a budget until it is asked to give them back.
    private final class Holder: MemoryHolder {
        private let budget: MemoryBudget
        private let held = Atomic<Int>(0)
        let spills = Atomic<Int>(0)

        init(_ bytes: Int, of budget: MemoryBudget) {
            self.budget = budget
            budget.enroll(self)
            hold(bytes)
        }

        deinit { budget.release(heldBytes) }

        var heldBytes: Int { held.load(ordering: .relaxed) }
        var spillCount: Int { spills.load(ordering: .relaxed) }

        func hold(_ bytes: Int) {
            guard budget.reserve(bytes) else { return }
            held.wrappingAdd(bytes, ordering: .relaxed)
        }

        func spill() {
            spills.wrappingAdd(1, ordering: .relaxed)
            budget.release(held.exchange(0, ordering: .relaxed))
        }
    }

    @Test func reservesUpToItsLimit() {
        let budget = MemoryBudget(limit: 100, folder: "/tmp")
        #expect(budget.reserve(60))
        #expect(budget.reserve(40))
        #expect(!budget.reserve(1))
        budget.release(10)
        #expect(!budget.reserve(11))
        #expect(budget.reserve(10))
        budget.reserveRegardless(50)
        budget.release(100)
        #expect(budget.reserve(50))
        #expect(!budget.reserve(1))
    }

    @Test func letsTheLargestSpill() {
        let budget = MemoryBudget(limit: 100, folder: "/tmp")
        let small = Holder(20, of: budget)
        let large = Holder(50, of: budget)
        let middle = Holder(30, of: budget)
        #expect(budget.reserve(40))
        #expect([small, large, middle].map(\.spillCount) == [0, 1, 0])
        #expect(budget.reserve(40), "and the next, as long as room is missing")
        #expect([small, large, middle].map(\.spillCount) == [0, 1, 1])
        #expect(!budget.reserve(101))
        #expect(small.spillCount == 0, "nobody spills for what never fits")
        #expect(!budget.reserve(30))
        #expect([small, large, middle].map(\.heldBytes) == [0, 0, 0])
    }

    @Test func forgetsThoseThatAreGone() {
        let budget = MemoryBudget(limit: 100, folder: "/tmp")
        for _ in 0..<1000 {
            let holder = Holder(90, of: budget)
            #expect(holder.heldBytes == 90)
        }
        #expect(budget.reserve(100))
    }

    @Test func unboundedNeverSpills() {
        let holder = Holder(1 << 40, of: .unbounded)
        #expect(MemoryBudget.unbounded.reserve(1 << 50))
        #expect(holder.spillCount == 0)
        MemoryBudget.unbounded.release(1 << 50)
    }
}
