import Glibc

/// A byte for each row of a batch, that an analyzer marks: memory of one thread, kept between batches.
///
/// Pointers, because marking an array would check its bounds and its owner at every row. Rows are below the number that was cleared.
package final class RowFlags {
    private var flags: UnsafeMutablePointer<UInt8>
    private var capacity = 1024

    init() { flags = .allocate(capacity: capacity) }

    deinit { flags.deallocate() }

    /// The flags as they were marked since they were cleared last.
    var marked: UnsafePointer<UInt8> { UnsafePointer(flags) }

    /// The flags of so many rows, all 0; valid until the next call.
    func cleared(rows: Int) -> UnsafeMutablePointer<UInt8> {
        if rows > capacity {
            flags.deallocate()
            capacity = rows
            flags = .allocate(capacity: capacity)
        }
        memset(flags, 0, rows)
        return flags
    }
}
