import AuditModel
import Glibc
import RawBSON

/// About a thousand documents as columns: what the walker writes and the analyzers read.
///
/// Per watched path a ``ColumnStorage``, and one arena for texts and other values of varying size. Owns all of its memory.
struct ColumnBatch: ~Copyable {
    /// Rows after which the analyzers run: enough to make the calls cheap, few enough to stay in the cache.
    static let maximumRows = 1024
    /// Arena bytes after which the analyzers run although rows are left.
    static let arenaHighWater = 1 << 20

    /// Bytes behind the arena that may be read with its last value: see ``ColumnView/word(at:)``.
    private static let arenaSlack = 8

    private(set) var rows = 0
    let columns: UnsafeMutablePointer<ColumnStorage>
    let columnCount: Int
    /// Which columns have several cells a row.
    private let repeatedColumns: [Int]
    private var arena: UnsafeMutablePointer<UInt8>
    private var arenaCapacity = 1 << 21
    private var arenaUsed = 0

    init(slots: [ScanPlan.Slot]) {
        columnCount = slots.count
        repeatedColumns = slots.indices.filter { slots[$0].path.isRepeated }
        columns = .allocate(capacity: max(1, slots.count))
        for (index, slot) in slots.enumerated() {
            (columns + index).initialize(
                to: ColumnStorage(isRepeated: slot.path.isRepeated, need: slot.need, rows: ColumnBatch.maximumRows))
        }
        arena = .allocate(capacity: arenaCapacity + ColumnBatch.arenaSlack)
    }

    deinit {
        for index in 0..<columnCount { columns[index].deallocate() }
        columns.deallocate()
        arena.deallocate()
    }

    var isFull: Bool { rows == ColumnBatch.maximumRows || arenaUsed > ColumnBatch.arenaHighWater }

    /// Ends the current document.
    mutating func endRow() {
        for index in repeatedColumns {
            if let ends = columns[index].rowEnds { ends[rows] = Int32(truncatingIfNeeded: columns[index].count) }
        }
        rows &+= 1
    }

    /// Empties the batch after the analyzers have run; memory stays.
    mutating func reset() {
        for index in 0..<columnCount {
            if columns[index].rowEnds == nil {
                memset(columns[index].tags, 0, rows)
                memset(columns[index].presence, 0, rows)
            }
            columns[index].count = 0
        }
        rows = 0
        arenaUsed = 0
    }

    /// The column as analyzers see it, with the presence of `placeholders` where there are any.
    func view(_ slot: Int, presence: UnsafePointer<UInt8>?) -> ColumnView {
        let column = columns[slot]
        return ColumnView(
            tags: column.tags, presence: presence ?? UnsafePointer(column.presence), payloads: column.payloads,
            count: column.rowEnds == nil ? rows : column.count, rowEnds: column.rowEnds.map { UnsafePointer($0) },
            arena: arena)
    }

    /// Writes a value into the current cell of a column.
    ///
    /// The value lies within `bytes`: the walker has checked its length.
    @inline(__always)
    mutating func store(slot: Int, type: UInt8, _ bytes: UnsafeRawPointer, length: Int) {
        let column = columns + slot
        let cell = column.pointee.rowEnds == nil ? rows : column.pointee.count &- 1
        column.pointee.tags[cell] = type
        var presence = Presence.present
        var payload: UInt64 = 0
        switch type {
        case 0x02, 0x0D, 0x0E:
            let text = bytes + 4
            let count = length &- 5
            if BlankText.isBlank(text, count: count) {
                presence = .empty
            }
            payload =
                count <= column.pointee.textBytes
                ? copy(text, count: count) : ColumnView.notStored << 32 | UInt64(truncatingIfNeeded: count)
        case 0x01:
            payload = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
            if Double(bitPattern: payload).isNaN { presence = .notANumber }
        case 0x09, 0x11, 0x12:
            payload = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        case 0x10:
            let value = Int32(littleEndian: bytes.loadUnaligned(as: Int32.self))
            payload = UInt64(bitPattern: Int64(value))
        case 0x08:
            // Any byte but 0 is true, as drivers read it.
            payload = bytes.load(as: UInt8.self) == 0 ? 0 : 1
        case 0x0A, 0x06:
            presence = .null
        case 0x07:
            payload = copy(bytes, count: 12)
        case 0x13:
            payload = copy(bytes, count: 16)
            if Decimal128(bytes).isNotANumber { presence = .notANumber }
        case 0x04:
            payload =
                column.pointee.arrays
                ? copy(bytes, count: length) : ColumnView.notStored << 32 | UInt64(truncatingIfNeeded: length)
        default:
            payload =
                column.pointee.structures
                ? copy(bytes, count: length) : ColumnView.notStored << 32 | UInt64(truncatingIfNeeded: length)
        }
        column.pointee.presence[cell] = presence.rawValue
        column.pointee.payloads[cell] = payload
    }

    /// Copies bytes into the arena; answers offset and length packed as a payload. Offsets fit 32 bits: a batch is flushed above one
    /// megabyte, and a document has at most 16 of them on a server; in a file it may have more, so that the bound is checked when the arena
    /// grows.
    @inline(__always)
    private mutating func copy(_ bytes: UnsafeRawPointer, count: Int) -> UInt64 {
        if arenaUsed &+ count > arenaCapacity {
            // Only a document far beyond what a server stores gets here, with one structure watched on many levels.
            precondition(arenaUsed &+ count < UInt32.max, "one document needs more than 4 GiB of copies")
            growArena(count)
        }
        memcpy(arena + arenaUsed, bytes, count)
        let packed = UInt64(truncatingIfNeeded: arenaUsed) << 32 | UInt64(truncatingIfNeeded: count)
        arenaUsed &+= count
        return packed
    }

    private mutating func growArena(_ needed: Int) {
        let wider = max(arenaCapacity * 2, arenaUsed + needed)
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: wider + ColumnBatch.arenaSlack)
        new.update(from: arena, count: arenaUsed)
        arena.deallocate()
        arena = new
        arenaCapacity = wider
    }
}
