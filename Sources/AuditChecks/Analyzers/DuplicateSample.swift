import AuditModel
package import ScanEngine

/// Some keys with all of their documents counted and the first ten of them named: those with the smallest fingerprints.
///
/// Which documents repeat a key is only known when all have been seen, and no list of all `_id`s fits the memory. Of the keys with the
/// smallest fingerprints everything is kept from their first document on (a bottom-k sketch): fingerprints are hashes, so they are
/// a fair sample of the keys, and the same whatever the order of documents and merges. A small collection is covered completely.
package struct DuplicateSample: Sendable {
    /// `_id`s that are kept together: about 2 MB a thread and check, which do not count against the memory budget.
    package static let capacity = 16_384
    /// Bytes that are kept of each part of a key.
    static let keptBytes = 160

    private struct Key {
        let fingerprint: UInt128
        var documents: Int64 = 0
        /// The document with the largest `_id` of those that are kept; −1 before the first.
        var largest: Int32 = -1
        var kept = 0
    }

    private struct Document {
        /// The one with the next smaller `_id` of the same key; −1 for the smallest.
        var smaller: Int32
        /// Where the bytes are: the `_id`, and behind it the parts of the key.
        let place: Int
        let idBytes: Int
        let valueBytes: Int
        let idType: UInt8
    }

    private var keys: [Key] = []
    private var documents: [Document] = []
    private var bytes: [UInt8] = []
    /// Places in `keys` by fingerprint, −1 for none: open addressing, at most half full.
    private var table: [Int32] = []
    /// Keys from here on are beyond what is kept.
    private var bound = UInt128.max
    /// Documents that are kept of all keys.
    private var kept = 0

    init() {}

    /// Whether every key is kept.
    package var isComplete: Bool { bound == .max }

    /// Whether a key with this fingerprint is kept: nearly none of a large collection.
    @inline(__always)
    func admits(_ fingerprint: UInt128) -> Bool { fingerprint < bound }

    // MARK: - Adding

    /// Adds a document whose fingerprint is admitted.
    mutating func add(
        _ fingerprint: UInt128, _ ids: ColumnView, _ row: Int, parts: Int, part: (Int) -> ColumnView
    ) {
        let key = place(of: fingerprint)
        keys[key].documents += 1
        let (id, count) = KeptValue.content(ids, row)
        guard ids.tags[row] != 0, count <= SmallestIDs.longestID, id.count == count else { return }
        // A key of many documents: one comparison rejects nearly all of them.
        if keys[key].kept == SmallestIDs.capacity, order(Int(keys[key].largest), ids.tags[row], id) < 0 { return }
        let start = bytes.count
        bytes.append(contentsOf: id)
        for index in 0..<parts { appendValue(part(index), row) }
        insert(
            Document(
                smaller: -1, place: start, idBytes: id.count, valueBytes: bytes.count - start - id.count,
                idType: ids.tags[row]), to: key)
    }

    private mutating func appendValue(_ column: ColumnView, _ row: Int) {
        let (value, count) = KeptValue.content(column, row)
        let held = value.prefix(DuplicateSample.keptBytes)
        bytes.append(column.tags[row])
        append(UInt32(clamping: count))
        append(UInt32(held.count))
        bytes.append(contentsOf: held)
    }

    private mutating func append(_ number: UInt32) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Puts a document whose bytes are the last ones where it belongs, or forgets it and its bytes.
    private mutating func insert(_ document: Document, to key: Int) {
        var larger = -1
        var smaller = Int(keys[key].largest)
        while smaller >= 0 {
            let order = bytes.withUnsafeBytes { bytes in
                self.order(smaller, document.idType, id(of: document, in: bytes))
            }
            if order == 0 {
                // The same `_id` twice, which only a file holds: named once.
                if isBefore(document, documents[smaller]) {
                    var document = document
                    document.smaller = documents[smaller].smaller
                    documents[smaller] = document
                } else {
                    bytes.removeLast(bytes.count - document.place)
                }
                return
            }
            if order < 0 { break }
            larger = smaller
            smaller = Int(documents[smaller].smaller)
        }
        var document = document
        document.smaller = Int32(smaller)
        let place: Int
        if keys[key].kept == SmallestIDs.capacity {
            // In the place of the largest, which goes. It is never the new one: that was asked before.
            place = Int(keys[key].largest)
            if larger == place { larger = -1 }
            let next = documents[place].smaller
            if larger < 0 {
                keys[key].largest = Int32(place)
            } else {
                keys[key].largest = next
            }
        } else {
            place = documents.count
            keys[key].kept += 1
            kept += 1
            documents.append(document)
        }
        documents[place] = document
        if larger < 0 { keys[key].largest = Int32(place) } else { documents[larger].smaller = Int32(place) }
        if kept >= DuplicateSample.capacity * 3 / 2 || bytes.count >= bytesToPrune { prune() }
    }

    /// Of two findings with one `_id`, the one to keep.
    private func isBefore(_ left: Document, _ right: Document) -> Bool {
        bytes[(left.place + left.idBytes)...].prefix(left.valueBytes)
            .lexicographicallyPrecedes(bytes[(right.place + right.idBytes)...].prefix(right.valueBytes))
    }

    private func id(of document: Document, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[document.place..<document.place + document.idBytes])
    }

    /// −1, 0 or 1 for a kept document whose `_id` is smaller than, the same as, larger than another.
    private func order(_ document: Int, _ type: UInt8, _ other: UnsafeRawBufferPointer) -> Int {
        bytes.withUnsafeBytes { bytes in
            KeptValue.order(documents[document].idType, id(of: documents[document], in: bytes), type, other)
        }
    }

    // MARK: - Keys

    /// The place of a key, which is made when it is new.
    private mutating func place(of fingerprint: UInt128) -> Int {
        if keys.count * 2 >= table.count { growTable() }
        var slot = self.slot(of: fingerprint)
        while table[slot] >= 0 {
            let place = Int(table[slot])
            if keys[place].fingerprint == fingerprint { return place }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Int32(keys.count)
        keys.append(Key(fingerprint: fingerprint))
        return keys.count - 1
    }

    /// From the middle: the first bits of kept fingerprints are alike.
    private func slot(of fingerprint: UInt128) -> Int {
        Int(truncatingIfNeeded: fingerprint >> 24) & (table.count - 1)
    }

    private mutating func growTable() {
        fillTable(max(64, table.count * 2))
    }

    private mutating func fillTable(_ count: Int) {
        if table.count == count {
            for slot in table.indices { table[slot] = -1 }
        } else {
            table = Array(repeating: -1, count: count)
        }
        for (place, key) in keys.enumerated() {
            var slot = self.slot(of: key.fingerprint)
            while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(place)
        }
    }

    // MARK: - Pruning

    private var bytesToPrune: Int { 0 }

    private mutating func prune() {}
}
