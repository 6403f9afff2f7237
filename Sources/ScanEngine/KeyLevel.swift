import Glibc
import RawBSON

/// The keys of one level of documents: those that are watched, and those that were seen beside them.
///
/// Documents of a collection repeat the same keys in the same order, so each key remembers which key followed it last time; a document
/// that keeps to the order is matched by one masked 8-byte comparison a key, and its key lengths are never searched for.
/// Unknown keys are learnt up to a limit, so that data used as keys cannot grow the memory.
struct KeyLevel {
    /// A known key. Entry 0 stands for the beginning of a document and is no key.
    struct Entry {
        /// The first eight bytes of the key and its NUL, zero beyond.
        var word: UInt64
        var mask: UInt64
        /// Bytes with the NUL.
        var length: Int
        /// Where the key stands in `pool`.
        var poolOffset: Int
        /// Index of the node to visit, −1 for a key that nobody watches.
        var node: Int32
        /// The entry that followed last time.
        var next: Int32
        /// The serial of the document that this key was last seen in: the first of duplicate keys wins, as in MongoDB.
        var seen: UInt64
    }

    static let limit = 768
    /// Longer keys are data, not names.
    private static let longestLearnt = 128

    let entries: UnsafeMutablePointer<Entry>
    /// Open addressing over entry indices, 0 for a free place; twice as many places as entries.
    private let table: UnsafeMutablePointer<Int32>
    private let tableMask: Int
    private(set) var count = 1
    private var pool: UnsafeMutablePointer<UInt8>
    private var poolCapacity = 4096
    private var poolUsed = 0

    init(watched: [(key: String, node: Int32)]) {
        entries = .allocate(capacity: KeyLevel.limit + watched.count + 1)
        var places = 2048
        while places < 2 * (KeyLevel.limit + watched.count + 1) { places *= 2 }
        tableMask = places - 1
        table = .allocate(capacity: places)
        table.initialize(repeating: 0, count: places)
        pool = .allocate(capacity: poolCapacity)
        (entries + 0).initialize(
            to: Entry(word: 0, mask: 0, length: 0, poolOffset: 0, node: -1, next: 0, seen: 0))
        for (key, node) in watched {
            let bytes = Array(key.utf8)
            _ = bytes.withUnsafeBytes { learn($0, node: node) }
        }
    }

    func deallocate() {
        entries.deallocate()
        table.deallocate()
        pool.deallocate()
    }

    /// Whether entry `index` is the key at `key`, which has `available` bytes before the end of its document.
    @inline(__always)
    func matches(_ index: Int32, _ key: UnsafeRawPointer, available: Int) -> Bool {
        // Bytes beyond the key belong to the same document only when there are eight of them.
        guard index != 0, available >= 8 else { return false }
        let entry = entries + Int(index)
        let word = key.loadUnaligned(as: UInt64.self)
        guard word & entry.pointee.mask == entry.pointee.word else { return false }
        let length = entry.pointee.length
        if length <= 8 { return true }
        return length <= available && memcmp(key + 8, pool + entry.pointee.poolOffset + 8, length &- 8) == 0
    }

    /// The entry of a key, learnt when it is new; 0 when the memory for keys is full.
    mutating func find(_ key: UnsafeRawBufferPointer) -> Int32 {
        var place = KeyLevel.hash(key) & tableMask
        while table[place] != 0 {
            let entry = entries + Int(table[place])
            if entry.pointee.length == key.count &+ 1,
                key.elementsEqual(UnsafeRawBufferPointer(start: pool + entry.pointee.poolOffset, count: key.count))
            {
                return table[place]
            }
            place = (place &+ 1) & tableMask
        }
        guard count <= KeyLevel.limit, key.count <= KeyLevel.longestLearnt else { return 0 }
        return learn(key, node: -1)
    }

    @discardableResult
    private mutating func learn(_ key: UnsafeRawBufferPointer, node: Int32) -> Int32 {
        let length = key.count + 1
        if poolUsed + length > poolCapacity {
            let wider = max(poolCapacity * 2, poolUsed + length)
            let new = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
            new.update(from: pool, count: poolUsed)
            pool.deallocate()
            pool = new
            poolCapacity = wider
        }
        if let base = key.baseAddress { memcpy(pool + poolUsed, base, key.count) }
        pool[poolUsed + key.count] = 0
        var word: UInt64 = 0
        for index in 0..<min(8, length) {
            word |= UInt64(pool[poolUsed + index]) << UInt64(8 * index)
        }
        let mask: UInt64 = length >= 8 ? .max : (1 << UInt64(8 * length)) - 1
        (entries + count).initialize(
            to: Entry(
                word: UInt64(littleEndian: word), mask: UInt64(littleEndian: mask), length: length,
                poolOffset: poolUsed, node: node, next: 0, seen: 0))
        poolUsed += length
        var place = KeyLevel.hash(key) & tableMask
        while table[place] != 0 { place = (place + 1) & tableMask }
        table[place] = Int32(count)
        count += 1
        return Int32(count - 1)
    }

    /// FNV-1a (Fowler, Noll, Vo), folded so that its low bits are good.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) >> 1)
    }
}
