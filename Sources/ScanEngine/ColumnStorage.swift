/// The memory of one column while a batch fills.
///
/// Owned by ``ColumnBatch``, which allocates and frees it; a plain struct of pointers, so that the walker writes without checks of
/// exclusivity or reference counts.
struct ColumnStorage {
    var tags: UnsafeMutablePointer<UInt8>
    var presence: UnsafeMutablePointer<UInt8>
    var payloads: UnsafeMutablePointer<UInt64>
    /// Cells that fit.
    var capacity: Int
    /// Cells of a repeated path so far; the rows of a plain one are counted by the batch.
    var count: Int
    /// Set for a repeated path.
    let rowEnds: UnsafeMutablePointer<Int32>?
    /// Longest text to copy.
    let textBytes: Int
    let structures: Bool
    let arrays: Bool

    init(isRepeated: Bool, need: ColumnNeed, rows: Int) {
        capacity = rows
        tags = .allocate(capacity: capacity)
        presence = .allocate(capacity: capacity)
        payloads = .allocate(capacity: capacity)
        tags.initialize(repeating: 0, count: capacity)
        presence.initialize(repeating: 0, count: capacity)
        payloads.initialize(repeating: 0, count: capacity)
        count = 0
        textBytes = need.textBytes
        structures = need.structures
        arrays = need.arrays
        if isRepeated {
            let ends = UnsafeMutablePointer<Int32>.allocate(capacity: rows)
            ends.initialize(repeating: 0, count: rows)
            rowEnds = ends
        } else {
            rowEnds = nil
        }
    }

    func deallocate() {
        tags.deallocate()
        presence.deallocate()
        payloads.deallocate()
        rowEnds?.deallocate()
    }

    /// Appends an absent cell to a repeated column; the walker fills it in when it finds the value.
    mutating func appendAbsent() {
        if count == capacity { grow() }
        tags[count] = 0
        presence[count] = 0
        count &+= 1
    }

    /// Only documents with thousands of elements get here, and the memory stays for the next batch.
    private mutating func grow() {
        let wider = capacity * 2
        func moved<T>(_ old: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<T> {
            let new = UnsafeMutablePointer<T>.allocate(capacity: wider)
            new.moveInitialize(from: old, count: capacity)
            old.deallocate()
            return new
        }
        tags = moved(tags)
        presence = moved(presence)
        payloads = moved(payloads)
        (tags + capacity).initialize(repeating: 0, count: capacity)
        (presence + capacity).initialize(repeating: 0, count: capacity)
        (payloads + capacity).initialize(repeating: 0, count: capacity)
        capacity = wider
    }
}
