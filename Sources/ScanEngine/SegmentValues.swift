import AuditModel
import Glibc
import RawBSON

/// The values of one field that one thread has met, each with a number: the innermost loop of a segmented scan.
///
/// A text is found by one probe of a hash table, or none at all when it is the one of the document before.
struct SegmentValues: ~Copyable {
    /// A text that was met.
    private struct Entry {
        /// A text of at most eight bytes; the first eight of one of at most sixteen; the hash of a longer one.
        var head: UInt64
        /// 0; the last eight bytes of one of at most sixteen; where a longer one stands in `pool`.
        var tail: UInt64
        /// Bytes of the text, −1 for none.
        var count: Int32
        var value: Int32

        /// The upper bits of the products: the last bytes of a text, in which names differ most, reach no others.
        @inline(__always)
        func place(bits: UInt64) -> Int {
            // A longer text is found by its hash alone.
            let end = count > 16 ? 0 : tail
            let mixed =
                (head ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15 ^ end &* 0xC2B2_AE3D_27D4_EB4F
            return Int(truncatingIfNeeded: mixed &>> (64 &- bits))
        }
    }

    /// Places in `entries` by hash, −1 for a free one: open addressing, at most an eighth full, so that the first place is nearly always the
    /// right one. Small, so that it stays in the nearest caches.
    private var table: UnsafeMutablePointer<Int32>
    /// The table has 2 to the power of so many places.
    private var bits: UInt64 = 10
    private var capacity: Int { 1 << Int(bits) }
    private var entries: [Entry] = []
    /// The longer texts one after the other.
    private var pool: [UInt8] = []
    /// By number.
    private(set) var names: [String] = []
    /// Numbers of values that are no texts, and of all that are missing.
    private var others: [String: Int32] = [:]
    private var last = none

    private static let none = Entry(head: 0, tail: 0, count: -1, value: 0)

    init() {
        table = .allocate(capacity: 1 << 10)
        table.initialize(repeating: -1, count: 1 << 10)
    }

    deinit { table.deallocate() }

    /// Writes the number of each row's value.
    mutating func assign(_ column: ColumnView, rows: Int, into values: UnsafeMutablePointer<Int32>) {
        for row in 0..<rows {
            guard column.isPresent(row), column.tags[row] == 0x02, let text = column.bytes(at: row) else {
                values[row] = other(SegmentValues.name(column, row))
                continue
            }
            var sought = SegmentValues.none
            sought.count = Int32(truncatingIfNeeded: text.count)
            if let word = column.word(at: row) {
                sought.head = word
            } else if text.count <= 16 {
                sought.head = text.loadUnaligned(as: UInt64.self)
                sought.tail = text.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
            } else {
                values[row] = longer(text)
                continue
            }
            if last.head != sought.head || last.tail != sought.tail || last.count != sought.count {
                last = entry(sought, text)
            }
            values[row] = last.value
        }
    }

    /// The number of a text of more than sixteen bytes.
    private mutating func longer(_ text: UnsafeRawBufferPointer) -> Int32 {
        var sought = SegmentValues.none
        sought.head = SegmentValues.hash(text)
        sought.count = Int32(truncatingIfNeeded: text.count)
        var place = sought.place(bits: bits)
        while table[place] != -1 {
            let known = entries[Int(table[place])]
            if known.head == sought.head, known.count == sought.count, isPooled(text, at: Int(known.tail)) {
                return known.value
            }
            place = (place + 1) & (capacity - 1)
        }
        sought.tail = UInt64(pool.count)
        pool += text
        return add(sought, text, at: place).value
    }

    private mutating func other(_ name: String) -> Int32 {
        if let known = others[name] { return known }
        let value = add(name)
        others[name] = value
        return value
    }

    private mutating func add(_ name: String) -> Int32 {
        names.append(name)
        return Int32(names.count - 1)
    }

    /// A text of at most sixteen bytes.
    @inline(__always)
    private mutating func entry(_ sought: Entry, _ text: UnsafeRawBufferPointer) -> Entry {
        var place = sought.place(bits: bits)
        while true {
            guard table[place] != -1 else { return add(sought, text, at: place) }
            let known = entries[Int(table[place])]
            if known.head == sought.head, known.tail == sought.tail, known.count == sought.count { return known }
            place = (place + 1) & (capacity - 1)
        }
    }

    private mutating func add(_ entry: Entry, _ text: UnsafeRawBufferPointer, at place: Int) -> Entry {
        var entry = entry
        // The same name may have been a number before.
        entry.value = other(String(decoding: text, as: UTF8.self))
        table[place] = Int32(entries.count)
        entries.append(entry)
        if entries.count * 8 > capacity { grow() }
        return entry
    }

    private func isPooled(_ text: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        pool.withUnsafeBytes { pool in
            guard let known = pool.baseAddress, let bytes = text.baseAddress else { return text.isEmpty }
            return memcmp(known + offset, bytes, text.count) == 0
        }
    }

    private mutating func grow() {
        table.deallocate()
        bits += 1
        table = .allocate(capacity: capacity)
        table.initialize(repeating: -1, count: capacity)
        for (number, entry) in entries.enumerated() {
            var place = entry.place(bits: bits)
            while table[place] != -1 { place = (place + 1) & (capacity - 1) }
            table[place] = Int32(number)
        }
    }

    /// FNV-1a (Fowler, Noll, Vo) over words instead of bytes, of which the last two may overlap.
    /// - Precondition: at least eight bytes.
    private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var place = 0
        while place < text.count - 8 {
            hash = (hash ^ text.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x100_0000_01B3
            hash ^= hash >> 29
            place += 8
        }
        hash = (hash ^ text.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)) &* 0x100_0000_01B3
        return hash ^ (hash >> 29)
    }

    /// What a segment of something else than a text is called.
    private static func name(_ column: ColumnView, _ row: Int) -> String {
        guard column.isPresent(row) else { return Segmentation.missingName }
        let payload = column.payloads[row]
        switch column.tags[row] {
        case 0x02: return Segmentation.longTextName
        case 0x08: return payload == 0 ? "false" : "true"
        case 0x09: return Instant(milliseconds: Int64(bitPattern: payload)).description
        case 0x07:
            let digits = Array("0123456789abcdef")
            return String(
                (column.bytes(at: row) ?? .init(start: nil, count: 0)).flatMap {
                    [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
                })
        default:
            if let number = column.number(at: row) { return number.text }
            return "(\(BSONType(rawValue: column.tags[row]).alias ?? "unknown"))"
        }
    }
}

extension ExactNumber {
    /// As a person writes it: the same for equal numbers of different types.
    fileprivate var text: String {
        switch self {
        case .integer(let value): return String(value)
        case .double(let value): return "\(value)"
        case .decimal(let isNegative, let coefficient, let exponent):
            return "\(isNegative ? "-" : "")\(coefficient)e\(exponent)"
        }
    }
}
