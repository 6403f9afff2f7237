import ScanEngine

/// Counts different fingerprints by open addressing, and others that are not among them, in one table for all buckets.
struct DistinctCounter: ~Copyable {
    private let table: UnsafeMutablePointer<UInt128>
    private let capacity: Int
    private let budget: MemoryBudget
    /// Places in use for this count: the fewer, the sooner cleared.
    private var places = 0
    /// Different fingerprints so far.
    private var distinct = 0
    /// The same by group.
    private(set) var distinctByGroup: [Int]
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
        distinctByGroup = Array(repeating: 0, count: groups.count)
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
        distinct = 0
        for group in distinctByGroup.indices { distinctByGroup[group] = 0 }
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
                if !sawZero { distinctByGroup[group] += 1 }
                sawZero = true
                continue
            }
            let place = place(of: fingerprint)
            guard table[place] == 0 else { continue }
            guard distinct < most else {
                isOverfull = true
                return false
            }
            table[place] = fingerprint
            distinct += 1
            distinctByGroup[group] += 1
        }
        return true
    }

    /// How many of some fingerprints lie in the range and were not taken in. Not to be asked when there were too many.
    func absent(of fingerprints: UnsafeBufferPointer<UInt128>, in range: ClosedRange<UInt128>) -> Int {
        var count = 0
        for fingerprint in fingerprints where range.contains(fingerprint) {
            let isKnown = fingerprint == 0 ? sawZero : table[place(of: fingerprint)] == fingerprint
            if !isKnown { count += 1 }
        }
        return count
    }

    /// Where a fingerprint lies, or the free place where it would.
    @inline(__always)
    private func place(of fingerprint: UInt128) -> Int {
        // The leading bits of a bucket are all the same; the low 64 spread over the places.
        var place = Int(
            truncatingIfNeeded: UInt64(truncatingIfNeeded: fingerprint).multipliedFullWidth(by: UInt64(places)).high)
        while table[place] != 0, table[place] != fingerprint {
            place += 1
            if place == places { place = 0 }
        }
        return place
    }
}
