import ScanEngine

/// The different fingerprints of a list, to be asked for while a scan runs: by any number of threads, because it never changes.
///
/// Open addressing, 24 bytes a fingerprint. Places go by the leading bits, so that a list, which comes bucket after bucket, fills one part
/// of the memory after another.
package final class FingerprintSet: Sendable {
    // Written while the set is made, before anybody else knows of it; only read from then on.
    nonisolated(unsafe) private let places: UnsafeMutablePointer<UInt128>
    private let capacity: Int
    private let budget: MemoryBudget
    private let holdsZero: Bool

    /// - Returns: nil when the budget has no room for it.
    /// - Parameter distinct: the different fingerprints of the list.
    init?(of reader: FingerprintReader, distinct: Int, within budget: MemoryBudget) throws(SpillFault) {
        let capacity = FingerprintSet.capacity(for: distinct)
        // Before anything is read: this may let a store spill, which nobody who holds one may ask for.
        guard budget.reserve(capacity * MemoryLayout<UInt128>.stride) else { return nil }
        let places = UnsafeMutablePointer<UInt128>.allocate(capacity: capacity)
        places.initialize(repeating: 0, count: capacity)
        self.places = places
        self.capacity = capacity
        self.budget = budget
        let buffer = UnsafeMutableBufferPointer<UInt128>.allocate(capacity: FingerprintStore.bufferCapacity)
        defer { buffer.deallocate() }
        // Zero marks a free place, so that fingerprint is remembered apart.
        var sawZero = false
        do throws(SpillFault) {
            for bucket in 0..<FingerprintBuckets.count {
                try reader.read(bucket, using: buffer) { piece in
                    for fingerprint in piece {
                        if fingerprint == 0 { sawZero = true }
                        places[FingerprintSet.place(of: fingerprint, in: places, capacity)] = fingerprint
                    }
                    return true
                }
            }
        } catch {
            holdsZero = false
            throw error
        }
        holdsZero = sawZero
    }

    deinit {
        places.deallocate()
        budget.release(capacity * MemoryLayout<UInt128>.stride)
    }

    /// Bytes of a set of so many different fingerprints.
    static func bytes(for distinct: Int) -> Int { capacity(for: distinct) * MemoryLayout<UInt128>.stride }

    /// A third stays free, so that a search ends soon.
    private static func capacity(for distinct: Int) -> Int { distinct + distinct / 2 + 1 }

    package func contains(_ fingerprint: UInt128) -> Bool {
        fingerprint == 0
            ? holdsZero : places[FingerprintSet.place(of: fingerprint, in: places, capacity)] == fingerprint
    }

    /// Where a fingerprint lies, or the free place where it would.
    @inline(__always)
    private static func place(of fingerprint: UInt128, in places: UnsafeMutablePointer<UInt128>, _ capacity: Int) -> Int
    {
        let leading = UInt64(truncatingIfNeeded: fingerprint >> 64)
        var place = Int(truncatingIfNeeded: leading.multipliedFullWidth(by: UInt64(capacity)).high)
        while places[place] != 0, places[place] != fingerprint {
            place += 1
            if place == capacity { place = 0 }
        }
        return place
    }
}
