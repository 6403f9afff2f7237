import ScanEngine

/// Counts different fingerprints by open addressing, and others that are not among them, in one table for all buckets.
struct DistinctCounter: ~Copyable {
    private let table: UnsafeMutablePointer<UInt128>
    private let capacity: Int
    private let budget: MemoryBudget
    /// Places in use for this count: the fewer, the sooner cleared.
    private var places = 0
    /// Different fingerprints so far.
    private(set) var distinct: DistinctCounts
    private var used = 0
    private let groups: FingerprintGroups
    private var sawZero = false
    /// Whether there were too many for the table; then the count is void.
    private(set) var isOverfull = false

    private static let smallestCapacity = 1024

    /// - Parameters:
    ///   - expected: fingerprints of a usual bucket. Hashes spread evenly, so the table is large enough for all but a list of others.
    ///   - groups: what the fingerprints are counted apart by.
    init(expecting expected: Int, groups: FingerprintGroups, within budget: MemoryBudget) {
        self.groups = groups
        distinct = DistinctCounts(groups: groups.count)
        var capacity = max(DistinctCounter.smallestCapacity, expected * 2)
        while !budget.reserve(capacity * MemoryLayout<UInt128>.stride) {
            // The smallest is taken in any case.
            guard capacity > DistinctCounter.smallestCapacity else {
                budget.reserveRegardless(capacity * MemoryLayout<UInt128>.stride)
                break
            }
            capacity = max(DistinctCounter.smallestCapacity, capacity / 2)
        }
        self.capacity = capacity
        self.budget = budget
        table = .allocate(capacity: capacity)
    }

    deinit {
        table.deallocate()
        budget.release(capacity * MemoryLayout<UInt128>.stride)
    }

    /// Begins anew, with at most so many fingerprints to come.
    mutating func start(expecting count: Int) {
        places = min(capacity, count * 2)
        table.initialize(repeating: 0, count: places)
        distinct.reset()
        used = 0
        sawZero = false
        isOverfull = false
    }

    /// Takes in those fingerprints that lie in the range; false when there are too many different ones.
    mutating func insert(_ fingerprints: UnsafeBufferPointer<UInt128>, in range: ClosedRange<UInt128>) -> Bool {
        // Three quarters: beyond, a search takes long, and with no free place it would not end.
        let most = max(1, places * 3 / 4)
        for raw in fingerprints where range.contains(raw) {
            guard let (fingerprint, group) = groups.sort(raw) else { continue }
            // Zero marks a free place, so that fingerprint is remembered apart.
            if fingerprint == 0 {
                if !sawZero { add(group, isNewKey: !hasKey(of: fingerprint)) }
                sawZero = true
                continue
            }
            let (place, isNewKey) = search(fingerprint)
            guard table[place] == 0 else { continue }
            guard used < most else {
                isOverfull = true
                return false
            }
            table[place] = fingerprint
            used += 1
            add(group, isNewKey: isNewKey && !(sawZero && fingerprint & groups.keyMask == 0))
        }
        return true
    }

    @inline(__always)
    private mutating func add(_ group: Int, isNewKey: Bool) {
        distinct.byGroup[group] += 1
        if isNewKey { distinct.total += 1 }
    }

    private func hasKey(of fingerprint: UInt128) -> Bool { !search(fingerprint).isNewKey }

    /// How many of some fingerprints lie in the range and were not taken in. Not to be asked when there were too many.
    func absent(of fingerprints: UnsafeBufferPointer<UInt128>, in range: ClosedRange<UInt128>) -> Int {
        var count = 0
        for fingerprint in fingerprints where range.contains(fingerprint) {
            let isKnown = fingerprint == 0 ? sawZero : table[search(fingerprint).place] == fingerprint
            if !isKnown { count += 1 }
        }
        return count
    }

    /// Where a fingerprint lies, or the free place where it would; then, whether no group has it yet.
    @inline(__always)
    private func search(_ fingerprint: UInt128) -> (place: Int, isNewKey: Bool) {
        // The leading bits of a bucket are all the same; those below spread over the places. Without the bits of the group, so that the same
        // key of all groups is looked for from the same place on, and none can be behind a free one.
        let key = UInt64(truncatingIfNeeded: fingerprint & groups.keyMask)
        var place = Int(truncatingIfNeeded: key.multipliedFullWidth(by: UInt64(places)).high)
        var isNewKey = true
        while table[place] != 0, table[place] != fingerprint {
            if (table[place] ^ fingerprint) & groups.keyMask == 0 { isNewKey = false }
            place += 1
            if place == places { place = 0 }
        }
        return (place, isNewKey)
    }
}
