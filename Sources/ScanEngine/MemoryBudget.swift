import Synchronization

/// The memory that the states of one run may take together for what grows with the collection, and where the rest goes.
///
/// States whose size does not depend on the number of documents do not count. When the limit is reached, the largest holder writes what it
/// holds to the spill file, whoever asked: a partition that ended early keeps no memory that one at work needs.
///
/// A class, because the states of all threads and checks share it.
package final class MemoryBudget: Sendable {
    /// Bytes.
    package let limit: Int
    package let spillFile: SpillFile
    /// Bytes given out.
    private let reserved = Atomic<Int>(0)
    private let holders = Mutex<[Enrolled]>([])

    private struct Enrolled {
        weak var holder: (any MemoryHolder)?
    }

    /// No limit: nothing is ever spilled.
    package static let unbounded = MemoryBudget(limit: .max, folder: "/tmp")

    /// - Parameters:
    ///   - limit: bytes.
    ///   - folder: where the spill file is made when it is needed.
    package init(limit: Int, folder: String) {
        self.limit = limit
        spillFile = SpillFile(folder: folder)
    }

    /// Makes a holder known, so that it is asked to spill when it is the largest. It is forgotten when it is released.
    package func enroll(_ holder: any MemoryHolder) {
        holders.withLock { holders in
            holders.removeAll { $0.holder == nil }
            holders.append(Enrolled(holder: holder))
        }
    }

    /// Takes bytes out of the budget, after holders have spilled where that is needed; false when even that leaves too little.
    ///
    /// Not to be called while a holder is locked: it may be the one to spill.
    package func reserve(_ bytes: Int) -> Bool {
        guard bytes <= limit else { return false }
        while !take(bytes) {
            guard makeRoom(for: bytes) else { return false }
        }
        return true
    }

    /// Takes bytes whether they are there or not: the little without which nothing goes on.
    package func reserveRegardless(_ bytes: Int) { reserved.wrappingAdd(bytes, ordering: .relaxed) }

    package func release(_ bytes: Int) { reserved.wrappingSubtract(bytes, ordering: .relaxed) }

    private func take(_ bytes: Int) -> Bool {
        var known = reserved.load(ordering: .relaxed)
        while known <= limit - bytes {
            let (isTaken, now) = reserved.compareExchange(
                expected: known, desired: known + bytes, ordering: .relaxed)
            if isTaken { return true }
            known = now
        }
        return false
    }

    /// Lets the largest holder spill; false when nobody holds anything.
    private func makeRoom(for bytes: Int) -> Bool {
        holders.withLock { holders in
            // While this thread waited, another may have made room.
            if reserved.load(ordering: .relaxed) <= limit - bytes { return true }
            let present = holders.compactMap(\.holder)
            guard let largest = present.max(by: { $0.heldBytes < $1.heldBytes }), largest.heldBytes > 0 else {
                return false
            }
            largest.spill()
            return true
        }
    }
}

/// What holds memory of a ``MemoryBudget`` and can give it back.
package protocol MemoryHolder: AnyObject, Sendable {
    /// Bytes of the budget held now; read without waiting for the holder.
    var heldBytes: Int { get }

    /// Moves to the spill file what can be moved, and releases the memory. Called from any thread.
    func spill()
}
