import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Counting is exact, whatever the fingerprints and wherever they lie.
@Suite struct FingerprintListTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Bytes: the least, a part, everything.
    static let limits = [70_000, 300_000, 2_000_000, Int.max]

    private func list(_ fingerprints: some Sequence<UInt128>, within budget: MemoryBudget) -> FingerprintList {
        var list = FingerprintList(within: budget)
        for fingerprint in fingerprints { list.append(fingerprint) }
        return list
    }

    @Test(arguments: FingerprintSample.allCases, limits)
    func countsAsASetDoes(sample: FingerprintSample, limit: Int) throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let count = [0, 1, 2, 1023, 1024, 1025, 3000, 6000][Int(random.next() % 8)]
            let fingerprints = sample.make(count, using: &random)
            let list = list(fingerprints, within: MemoryBudget(limit: limit, folder: folder.path))
            #expect(list.count == count)
            #expect(try list.distinctCount() == Set(fingerprints).count, "\(sample), \(count) within \(limit) bytes")
        }
        #expect(try folder.names() == [])
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func countsMergedListsAsOne(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let budgets = Self.limits.map { MemoryBudget(limit: $0, folder: folder.path) }
        var expected: [UInt128] = []
        var merged = FingerprintList(within: .unbounded)
        for _ in 0..<6 {
            let sample = try #require(FingerprintSample.allCases.randomElement(using: &random))
            let fingerprints = sample.make(Int.random(in: 0...2500, using: &random), using: &random)
            let other = list(fingerprints, within: try #require(budgets.randomElement(using: &random)))
            if Bool.random(using: &random) {
                merged.merge(other)
            } else {
                var sum = other
                sum.merge(merged)
                merged = sum
            }
            expected += fingerprints
            // The list goes on growing after it was merged, or was merged into.
            let more = FingerprintSample.even.make(1500, using: &random)
            for fingerprint in more { merged.append(fingerprint) }
            expected += more
            #expect(merged.count == expected.count)
            #expect(try other.distinctCount() == Set(fingerprints).count)
        }
        #expect(try merged.distinctCount() == Set(expected).count)
    }

    @Test(arguments: FingerprintSample.allCases, limits)
    func matchesAsASetDoes(sample: FingerprintSample, limit: Int) throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let counts = [0, 1, 2, 1023, 1024, 1025, 3000, 6000]
            // Some of each from the other's sample: neither all nor nothing matches.
            let some = sample.make(try #require(counts.randomElement(using: &random)), using: &random)
            let others = try #require(FingerprintSample.allCases.randomElement(using: &random))
            let more = others.make(try #require(counts.randomElement(using: &random)), using: &random)
            let keys = some + more.prefix(more.count / 2)
            let cells = more + some.prefix(some.count / 3) + more.suffix(7)
            let budget = MemoryBudget(limit: limit, folder: folder.path)
            let lists = (list(keys, within: budget), list(cells, within: budget))
            let known = Set(keys)
            let unmatched = cells.filter { !known.contains($0) }
            #expect(try lists.1.unmatchedCount(in: lists.0) == unmatched.count, "\(sample), \(others), \(limit) bytes")
            #expect(try lists.0.unmatchedCount(in: lists.0) == 0)
            guard let set = try lists.0.makeSet(of: known.count) else {
                #expect(known.count * 24 > limit / 2)
                continue
            }
            #expect(cells.filter { !set.contains($0) } == unmatched)
            #expect(keys.allSatisfy { set.contains($0) })
        }
        #expect(try folder.names() == [])
    }

    @Test(arguments: limits)
    func copiesGrowApart(limit: Int) throws {
        var random = SeededGenerator(seed: 9)
        let fingerprints = FingerprintSample.allDifferent.make(9000, using: &random)
        let first = list(fingerprints[..<3000], within: MemoryBudget(limit: limit, folder: folder.path))
        var second = first
        var third = first
        for fingerprint in fingerprints[3000..<6000] { second.append(fingerprint) }
        for fingerprint in fingerprints[..<5000] { third.append(fingerprint) }
        #expect([first, second, third].map(\.count) == [3000, 6000, 8000])
        #expect(try [first, second, third].map { try $0.distinctCount() } == [3000, 6000, 5000])
    }

    @Test func largeCountsSpillMoreThanOnce() throws {
        var random = SeededGenerator(seed: 10)
        let fingerprints = (0..<200_000).map { _ in UInt128(random.next() % 150_000) &* (UInt128.max / 150_000) }
        let budget = MemoryBudget(limit: 1_000_000, folder: folder.path)
        let lists = [0, 1, 2].map { part in
            list(fingerprints.indices.filter { $0 % 3 == part }.map { fingerprints[$0] }, within: budget)
        }
        var all = lists[0]
        all.merge(lists[1])
        all.merge(lists[2])
        #expect(try all.distinctCount() == Set(fingerprints).count)
    }

    /// Runs of one bucket that are read back in more than one piece.
    @Test(arguments: [FingerprintSample.oneBucket, .allEqual])
    func noneIsLostOnTheWay(sample: FingerprintSample) throws {
        var random = SeededGenerator(seed: 13)
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none)
        var whole = analyzer.makeState()
        var spilled = analyzer.makeState(within: MemoryBudget(limit: 1_000_000, folder: folder.path))
        for fingerprint in sample.make(70_000, using: &random) {
            whole.fingerprints.append(fingerprint)
            spilled.fingerprints.append(fingerprint)
        }
        #expect(spilled == whole)
        spilled.fingerprints.append(7)
        #expect(spilled != whole)
    }

    @Test func nothingIsSpilledThatFits() throws {
        var random = SeededGenerator(seed: 11)
        let budget = MemoryBudget(limit: 24 * 100_000, folder: folder.path("absent"))
        let list = list(FingerprintSample.even.make(100_000, using: &random), within: budget)
        #expect(list.failure == nil)
        #expect(throws: Never.self) { try list.distinctCount() }
    }

    @Test func whatCannotBeSpilledIsAFailure() throws {
        var random = SeededGenerator(seed: 12)
        let budget = MemoryBudget(limit: 70_000, folder: folder.path("absent"))
        var failed = list(FingerprintSample.even.make(5000, using: &random), within: budget)
        #expect(failed.count == 5000)
        #expect(failed.failure?.message.contains("/absent'") == true)
        #expect(throws: SpillFault.self) { try failed.distinctCount() }
        var sum = list([1, 2, 3], within: .unbounded)
        sum.merge(failed)
        #expect(throws: SpillFault.self) { try sum.distinctCount() }
        failed.merge(list([1, 2, 3], within: .unbounded))
        for fingerprint in 0..<5000 as Range<UInt128> { failed.append(fingerprint) }
        #expect(throws: SpillFault.self) { try failed.distinctCount() }
        #expect(budget.reserve(1), "and its memory is free again")
    }
}
