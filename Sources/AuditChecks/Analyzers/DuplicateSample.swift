import AuditModel
import ScanEngine

/// Some keys with all of their documents counted and the first ten of them named: those with the smallest fingerprints.
///
/// Which documents repeat a key is only known when all have been seen, and no list of all `_id`s fits the memory. Of the keys with the
/// smallest fingerprints everything is kept from their first document on (a bottom-k sketch): fingerprints are hashes, so they are
/// a fair sample of the keys, and the same whatever the order of documents and merges. A small collection is covered completely.
package struct DuplicateSample: Sendable {
    /// `_id`s that are kept together: up to twice as many on the way, about 1 MB a thread and check, which does not count
    /// against the memory budget.
    package static let capacity = 4096
    /// Bytes that are kept of each part of a key.
    private static let partBytes = 160

    private struct Key {
        let fingerprint: UInt128
        var documents: Int64 = 0
        /// The document with the largest `_id` of those that are kept; −1 before the first.
        var largest: Int32 = -1
        var kept = 0

        /// What it takes of the capacity: without an `_id`, too, or a file without any would be kept whole.
        var cost: Int { max(kept, 1) }
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
    /// The costs of all keys.
    private var cost = 0
    /// Their bytes; others are left behind until the next pruning.
    private var keptBytes = 0
    /// Places in `documents` that are not in use.
    private var free: [Int] = []

    /// Bytes that may be left behind in any case.
    private static let slackBytes = 65_536

    init() {}

    /// Whether a key with this fingerprint is kept: nearly none of a large collection.
    @inline(__always)
    func admits(_ fingerprint: UInt128) -> Bool { fingerprint < bound }

    // MARK: - Adding

    /// Adds a document whose fingerprint is admitted.
    /// - Parameter appendParts: appends the parts of its key.
    mutating func add(
        _ fingerprint: UInt128, _ ids: ColumnView, _ row: Int, appendParts: (inout DuplicateSample) -> Void
    ) {
        let key = place(of: fingerprint)
        keys[key].documents += 1
        let (id, count) = KeptValue.content(ids, row)
        guard ids.tags[row] != 0, count <= SmallestIDs.longestID, id.count == count else { return }
        // A key of many documents: one comparison rejects nearly all of them.
        if keys[key].kept == SmallestIDs.capacity, order(Int(keys[key].largest), ids.tags[row], id) < 0 { return }
        let start = bytes.count
        bytes.append(contentsOf: id)
        appendParts(&self)
        insert(
            Document(
                smaller: -1, place: start, idBytes: id.count, valueBytes: bytes.count - start - id.count,
                idType: ids.tags[row]), to: key)
    }

    /// Appends a part of the key of the document that is being added.
    mutating func append(_ column: ColumnView, _ row: Int) {
        let (value, count) = KeptValue.content(column, row)
        let held = value.prefix(DuplicateSample.partBytes)
        let head = UInt64(UInt32(clamping: count)) | UInt64(held.count) << 32 | UInt64(column.tags[row]) << 48
        withUnsafeBytes(of: head.littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: held))
    }

    /// Puts a document, whose bytes are the last ones, where it belongs among those of its key.
    private mutating func insert(_ document: Document, to key: Int) {
        var larger = -1
        var smaller = Int(keys[key].largest)
        while smaller >= 0 {
            let order = bytes.withUnsafeBytes { bytes in
                self.order(smaller, document.idType, id(of: document, in: bytes))
            }
            if order == 0 { return replace(smaller, with: document) }
            if order < 0 { break }
            larger = smaller
            smaller = Int(documents[smaller].smaller)
        }
        var document = document
        document.smaller = Int32(smaller)
        let place: Int
        if let free = free.popLast() {
            place = free
            documents[place] = document
        } else {
            place = documents.count
            documents.append(document)
        }
        if larger < 0 { keys[key].largest = Int32(place) } else { documents[larger].smaller = Int32(place) }
        keys[key].kept += 1
        keptBytes += document.idBytes + document.valueBytes
        if keys[key].kept > SmallestIDs.capacity {
            removeLargest(of: key)
        } else if keys[key].kept > 1 {
            cost += 1
        }
        if bytes.count > 2 * keptBytes + DuplicateSample.slackBytes { prune() }
    }

    private mutating func removeLargest(of key: Int) {
        let place = Int(keys[key].largest)
        keys[key].largest = documents[place].smaller
        keys[key].kept -= 1
        keptBytes -= documents[place].idBytes + documents[place].valueBytes
        free.append(place)
    }

    /// The same `_id` twice, which only a file holds: it is named once, with the same value whatever the order.
    private mutating func replace(_ place: Int, with document: Document) {
        guard isBefore(document, documents[place]) else {
            bytes.removeLast(bytes.count - document.place)
            return
        }
        keptBytes += document.valueBytes - documents[place].valueBytes
        let smaller = documents[place].smaller
        documents[place] = document
        documents[place].smaller = smaller
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
        if cost >= DuplicateSample.capacity * 2 { prune() }
        if keys.count * 2 >= table.count { fillTable(max(64, table.count * 2)) }
        var slot = self.slot(of: fingerprint)
        while table[slot] >= 0 {
            let place = Int(table[slot])
            if keys[place].fingerprint == fingerprint { return place }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Int32(keys.count)
        keys.append(Key(fingerprint: fingerprint))
        cost += 1
        return keys.count - 1
    }

    /// From the middle: the first bits of kept fingerprints are alike.
    private func slot(of fingerprint: UInt128) -> Int {
        Int(truncatingIfNeeded: fingerprint >> 24) & (table.count - 1)
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

    /// Forgets most keys that will have to go, and the bytes of all that is forgotten: quickly, on the way.
    ///
    /// Where the keys before a place cost more than the capacity, all from there on go sooner or later: no document makes a key cheaper.
    private mutating func prune() {
        // By the first ten bits that differ: exact enough, and no sorting.
        let shift = max(0, 128 - bound.leadingZeroBitCount - 10)
        var costs = Array(repeating: 0, count: 1 << 10)
        // The key for whose sake was pruned last may be beyond the bound that this found.
        for key in keys where key.fingerprint < bound {
            costs[Int(truncatingIfNeeded: key.fingerprint >> UInt128(shift))] += key.cost
        }
        var sum = 0
        if let last = costs.firstIndex(where: { cost in
            sum += cost
            return sum > DuplicateSample.capacity
        }) {
            let (end, overflow) = UInt128(last + 1).multipliedReportingOverflow(by: 1 << UInt128(shift))
            if !overflow { bound = min(bound, end) }
        }
        keys.removeAll { $0.fingerprint >= bound }
        compact()
    }

    /// Forgets exactly the keys beyond the capacity: the first that has to go sets the bound, and the rest is the same for any order of
    /// documents and merges.
    private mutating func settle() {
        keys.sort { $0.fingerprint < $1.fingerprint }
        var sum = 0
        var count = 0
        while count < keys.count, sum + keys[count].cost <= DuplicateSample.capacity {
            sum += keys[count].cost
            count += 1
        }
        if count < keys.count { bound = keys[count].fingerprint }
        keys.removeLast(keys.count - count)
        compact()
    }

    /// Moves what is kept together.
    private mutating func compact() {
        let old = (documents: documents, bytes: bytes)
        documents.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        free.removeAll(keepingCapacity: true)
        for key in keys.indices {
            var next = keys[key].largest
            var previous = -1
            while next >= 0 {
                let document = old.documents[Int(next)]
                next = document.smaller
                if previous < 0 {
                    keys[key].largest = Int32(documents.count)
                } else {
                    documents[previous].smaller = Int32(documents.count)
                }
                previous = documents.count
                documents.append(
                    Document(
                        smaller: -1, place: bytes.count, idBytes: document.idBytes, valueBytes: document.valueBytes,
                        idType: document.idType))
                bytes.append(
                    contentsOf: old.bytes[document.place..<document.place + document.idBytes + document.valueBytes])
            }
        }
        cost = keys.reduce(0) { $0 + $1.cost }
        keptBytes = bytes.count
        fillTable(max(table.count, 64))
    }

    // MARK: - Merging

    /// Adds the keys of another sample.
    mutating func merge(_ other: DuplicateSample) {
        if other.bound < bound {
            bound = other.bound
            keys.removeAll { $0.fingerprint >= other.bound }
            cost = keys.reduce(0) { $0 + $1.cost }
            fillTable(max(table.count, 64))
        }
        for key in other.keys where admits(key.fingerprint) {
            keys[place(of: key.fingerprint)].documents += key.documents
            var next = key.largest
            while next >= 0 {
                let document = other.documents[Int(next)]
                next = document.smaller
                // Before the bytes are appended: making room moves those that belong to nothing away.
                let place = place(of: key.fingerprint)
                guard admits(key.fingerprint) else { break }
                let start = bytes.count
                bytes.append(
                    contentsOf: other.bytes[document.place..<document.place + document.idBytes + document.valueBytes])
                insert(
                    Document(
                        smaller: -1, place: start, idBytes: document.idBytes, valueBytes: document.valueBytes,
                        idType: document.idType), to: place)
            }
        }
    }

    // MARK: - Reading

    /// A key as it is kept.
    struct KeptKey {
        let fingerprint: UInt128
        /// All documents that have it.
        let documents: Int64
        /// Those that are kept, the smallest `_id` first.
        let kept: [KeptDocument]
    }

    struct KeptDocument {
        let id: KeptValue
        /// The parts of the key one after the other.
        let parts: ArraySlice<UInt8>
    }

    /// What is kept when no document will be added any more.
    struct Settled {
        /// Keys from here on were not kept; the largest number: all were.
        let bound: UInt128
        let keyCount: Int
        /// Those that were asked for, in the order of their fingerprints.
        let keys: [KeptKey]
    }

    /// - Parameter least: only keys of so many documents.
    func settled(keysOf least: Int64) -> Settled {
        var sample = self
        sample.settle()
        let keys = sample.keys.filter { $0.documents >= least }.map { key in
            KeptKey(fingerprint: key.fingerprint, documents: key.documents, kept: sample.kept(of: key))
        }
        return Settled(bound: sample.bound, keyCount: sample.keys.count, keys: keys)
    }

    private func kept(of key: Key) -> [KeptDocument] {
        var list: [KeptDocument] = []
        var next = key.largest
        while next >= 0 {
            let document = documents[Int(next)]
            let parts = document.place + document.idBytes
            list.append(
                KeptDocument(
                    id: KeptValue(
                        type: document.idType, bytes: Array(bytes[document.place..<parts]),
                        byteCount: document.idBytes),
                    parts: bytes[parts..<parts + document.valueBytes]))
            next = document.smaller
        }
        return list.reversed()
    }

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout StateReader) throws(StateFault) {
        bound = try reader.read()
        for _ in 0..<max(0, try reader.read(Int64.self)) {
            let fingerprint = try reader.read(UInt128.self)
            let count = try reader.read(Int64.self)
            let kept = try reader.read(Int64.self)
            guard admits(fingerprint), count >= 0, 0...Int64(SmallestIDs.capacity) ~= kept else {
                throw StateFault(message: "an encoded sample of keys does not add up")
            }
            keys[place(of: fingerprint)].documents = count
            for _ in 0..<kept {
                let type = try reader.read(UInt8.self)
                let id = try reader.readArray(UInt8.self)
                let value = try reader.readArray(UInt8.self)
                // As in merging: before the bytes.
                let key = place(of: fingerprint)
                let start = bytes.count
                bytes += id
                bytes += value
                insert(
                    Document(
                        smaller: -1, place: start, idBytes: id.count, valueBytes: value.count, idType: type), to: key)
            }
        }
    }
}
