import Glibc
import RawBSON

/// The keys of one level of documents: those that are watched, and those that were seen beside them.
///
/// Documents of a collection repeat the same keys in the same order, so each key remembers which key followed it last time; a document
/// that keeps to the order is matched by one masked 16-byte comparison a key, and its key lengths are never searched for.
/// Unknown keys are learnt up to a limit, so that data used as keys cannot grow the memory.
struct KeyLevel {
    /// A known key: 64 bytes, one line of the cache. Entry 0 stands for the beginning of a document and matches no key.
    struct Entry {
        /// The first sixteen bytes of the key and its NUL, zero beyond.
        var first: UInt64
        var second: UInt64
        var firstMask: UInt64
        var secondMask: UInt64
        /// The serial of the document that this key was last seen in: the first of duplicate keys wins, as in MongoDB.
        var seen: UInt64 = 0
        /// Bytes with the NUL.
        var length: Int32
        /// Where the key stands in `pool`.
        var poolOffset: Int32
        /// Index of the node to visit, −1 for a key that nobody watches.
        var node: Int32
        /// The entry that followed last time.
        var next: Int32 = 0
        /// Fills the line, so that an index becomes an address by a shift.
        private let filler: UInt64 = 0

        init(
            first: UInt64, second: UInt64, firstMask: UInt64, secondMask: UInt64, length: Int32, poolOffset: Int32,
            node: Int32
        ) {
            self.first = first
            self.second = second
            self.firstMask = firstMask
            self.secondMask = secondMask
            self.length = length
            self.poolOffset = poolOffset
            self.node = node
        }
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
            to: Entry(first: 1, second: 0, firstMask: 0, secondMask: 0, length: 0, poolOffset: 0, node: -1))
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

    /// Whether an entry is the key at `offset` of a document of `count` bytes, and ends before `end`.
    @inline(__always)
    func matches(
        _ entry: UnsafeMutablePointer<Entry>, _ document: UnsafeRawPointer, at offset: Int, count: Int, end: Int
    ) -> Bool {
        var first: UInt64
        var second: UInt64
        if offset &+ 16 <= count {
            first = document.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            second = document.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
        } else {
            // Near its end: the last sixteen bytes of the document, without those before the key.
            guard count >= 16 else { return false }
            let last = document.loadUnaligned(fromByteOffset: count &- 16, as: UInt128.self)
            let key = UInt128(littleEndian: last) >> (8 &* UInt128(truncatingIfNeeded: offset &+ 16 &- count))
            first = UInt64(truncatingIfNeeded: key).littleEndian
            second = UInt64(truncatingIfNeeded: key >> 64).littleEndian
        }
        guard first & entry.pointee.firstMask == entry.pointee.first,
            second & entry.pointee.secondMask == entry.pointee.second
        else { return false }
        let length = Int(entry.pointee.length)
        guard offset &+ length <= end else { return false }
        if length <= 16 { return true }
        let known = UnsafeRawPointer(pool + Int(entry.pointee.poolOffset))
        if length > 32 { return memcmp(document + offset + 16, known + 16, length &- 16) == 0 }
        // The last sixteen bytes, of which some were compared before: both keys have at least so many.
        let tail = length &- 16
        let seen = document.loadUnaligned(fromByteOffset: offset &+ tail, as: UInt128.self)
        return seen == known.loadUnaligned(fromByteOffset: tail, as: UInt128.self)
    }

    /// The entry of a key, learnt when it is new; 0 when the memory for keys is full.
    mutating func find(_ key: UnsafeRawBufferPointer) -> Int32 {
        var place = KeyLevel.hash(key) & tableMask
        while table[place] != 0 {
            let entry = entries + Int(table[place])
            let known = UnsafeRawBufferPointer(start: pool + Int(entry.pointee.poolOffset), count: key.count)
            if Int(entry.pointee.length) == key.count &+ 1, key.elementsEqual(known) {
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
        var words: (UInt128, mask: UInt128) = (0, 0)
        for index in 0..<min(16, length) {
            words.0 |= UInt128(pool[poolUsed + index]) << UInt128(8 * index)
            words.mask |= 0xFF << UInt128(8 * index)
        }
        func half(_ word: UInt128, _ shift: UInt128) -> UInt64 {
            UInt64(truncatingIfNeeded: word >> shift).littleEndian
        }
        (entries + count).initialize(
            to: Entry(
                first: half(words.0, 0), second: half(words.0, 64), firstMask: half(words.mask, 0),
                secondMask: half(words.mask, 64), length: Int32(length), poolOffset: Int32(poolUsed), node: node))
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
