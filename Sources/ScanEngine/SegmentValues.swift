import AuditModel
import Glibc
import RawBSON

/// The values of one field that one thread has met, each with a number: the innermost loop of a segmented scan.
///
/// A text is found by one probe of a hash table, or none at all when it is the one of the document before.
struct SegmentValues: ~Copyable {
    /// A text that was met.
    private struct Entry {
        /// The text itself when it has at most eight bytes, else its hash.
        var word: UInt64
        /// Bytes of the text, −1 for a free place.
        var count: Int32
        /// Where a longer text stands in `pool`.
        var offset: Int32
        var value: Int32
    }

    private var table: UnsafeMutablePointer<Entry>
    private var capacity = 256
    private var used = 0
    /// The longer texts one after the other.
    private var pool: [UInt8] = []
    /// By number.
    private(set) var names: [String] = []
    /// Numbers of values that are no texts, and of all that are missing.
    private var others: [String: Int32] = [:]
    private var last = Entry(word: 0, count: -1, offset: 0, value: 0)

    private static let free = Entry(word: 0, count: -1, offset: 0, value: 0)

    init() {
        table = .allocate(capacity: capacity)
        table.initialize(repeating: SegmentValues.free, count: capacity)
    }

    deinit { table.deallocate() }

    /// Writes the number of each row's value.
    mutating func assign(_ column: ColumnView, rows: Int, into values: UnsafeMutablePointer<Int32>) {
        for row in 0..<rows {
            guard column.isPresent(row), column.tags[row] == 0x02, let word = column.word(at: row) else {
                values[row] = slowValue(column, row)
                continue
            }
            let count = Int32(truncatingIfNeeded: column.byteCount(at: row))
            if last.word != word || last.count != count { last = entry(word, count, nil) }
            values[row] = last.value
        }
    }

    /// The number of anything but a short text.
    private mutating func slowValue(_ column: ColumnView, _ row: Int) -> Int32 {
        if column.isPresent(row), column.tags[row] == 0x02, let text = column.bytes(at: row) {
            return entry(SegmentValues.hash(text), Int32(truncatingIfNeeded: text.count), text).value
        }
        return other(SegmentValues.name(column, row))
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

    /// - Parameter text: nil for a text that is the word itself.
    private mutating func entry(_ word: UInt64, _ count: Int32, _ text: UnsafeRawBufferPointer?) -> Entry {
        var place = Int(truncatingIfNeeded: (word ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15 >> 32)
        while true {
            place &= capacity - 1
            let known = table[place]
            if known.count == -1 { break }
            if known.word == word, known.count == count, text.map({ isPooled($0, at: Int(known.offset)) }) ?? true {
                return known
            }
            place += 1
        }
        let bytes = text.map { Array($0) } ?? (0..<Int(count)).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        let name = String(decoding: bytes, as: UTF8.self)
        // The same name may have been a number before.
        let new = Entry(word: word, count: count, offset: Int32(pool.count), value: other(name))
        if text != nil { pool += bytes }
        table[place] = new
        used += 1
        if used * 2 > capacity { grow() }
        return new
    }

    private func isPooled(_ text: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        pool.withUnsafeBytes { pool in
            guard let known = pool.baseAddress, let bytes = text.baseAddress else { return text.isEmpty }
            return memcmp(known + offset, bytes, text.count) == 0
        }
    }

    private mutating func grow() {
        let old = UnsafeMutableBufferPointer(start: table, count: capacity)
        capacity *= 2
        table = .allocate(capacity: capacity)
        table.initialize(repeating: SegmentValues.free, count: capacity)
        for entry in old where entry.count != -1 {
            let key = (entry.word ^ UInt64(truncatingIfNeeded: entry.count)) &* 0x9E37_79B9_7F4A_7C15 >> 32
            var place = Int(truncatingIfNeeded: key) & (capacity - 1)
            while table[place].count != -1 { place = (place + 1) & (capacity - 1) }
            table[place] = entry
        }
        old.deallocate()
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
