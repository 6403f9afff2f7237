import AuditModel
package import ScanEngine

/// The ten documents with the smallest `_id`s of those that were offered, in MongoDB's order, each with the value that was wrong.
///
/// Which ones does not depend on the order in which they are offered or merged, so that every audit of the same data shows the same.
/// A document without `_id`, which only a file can hold, cannot be named and is left out; so is one whose `_id` would fill a report.
package struct SmallestIDs: Hashable, Sendable {
    /// One document.
    package struct Entry: Hashable, Sendable {
        package let id: KeptValue
        /// What is wrong, as the analyzer numbers it.
        package let mark: UInt8
        /// The value that is wrong; nil where there is none to show.
        package var value: KeptValue? { boxed?.value }
        /// Apart, because there mostly is none, and a thousand segments keep many of these.
        private let boxed: Box?

        init(id: KeptValue, mark: UInt8, value: KeptValue?) {
            self.id = id
            self.mark = mark
            boxed = value.map(Box.init)
        }

        private final class Box: Hashable, Sendable {
            let value: KeptValue

            init(_ value: KeptValue) { self.value = value }

            static func == (left: Box, right: Box) -> Bool { left.value == right.value }

            func hash(into hasher: inout Hasher) { hasher.combine(value) }
        }
    }

    package static let capacity = 10
    /// Bytes of the longest `_id` that is kept.
    static let longestID = 256
    /// Bytes of a value that are kept: 200 characters of four bytes.
    static let keptBytes = 800

    /// Ascending by `_id`, each of which is there once.
    package private(set) var entries: [Entry] = []
    /// Beyond which nothing is kept any more.
    private(set) var bound = IDBound.none

    package init() {}

    /// The column that the `_id`s come from.
    package static let column = ColumnRequest(.documentID, need: .everything)

    /// Offers a document.
    /// - Parameters:
    ///   - ids: the column of `_id`s, and `row` the document.
    ///   - value: the column and cell of the wrong value.
    @inline(__always)
    package mutating func offer(
        _ ids: ColumnView, _ row: Int, mark: UInt8 = 0, value: (column: ColumnView, cell: Int)? = nil
    ) {
        // One comparison rejects nearly every document of a large collection.
        if bound.admits(ids, row) { insert(ids, row, mark, value) }
    }

    private mutating func insert(
        _ ids: ColumnView, _ row: Int, _ mark: UInt8, _ value: (column: ColumnView, cell: Int)?
    ) {
        let (bytes, count) = KeptValue.content(ids, row)
        guard ids.tags[row] != 0, count <= SmallestIDs.longestID, bytes.count == count else { return }
        if let last = entries.last, entries.count == SmallestIDs.capacity,
            last.id.withUnsafeBytes({ KeptValue.compare(last.id.type, $0, ids.tags[row], bytes) }) < 0
        {
            return
        }
        add(
            Entry(
                id: KeptValue(ids, row, limit: SmallestIDs.longestID), mark: mark,
                value: value.map { KeptValue($0.column, $0.cell, limit: SmallestIDs.keptBytes) }))
        findBound()
    }

    /// Adds the documents of another set.
    package mutating func merge(_ other: SmallestIDs) {
        for entry in other.entries {
            // They ascend: behind one that is beyond the last of ten all are.
            if entries.count == SmallestIDs.capacity, let last = entries.last, SmallestIDs.isBefore(last.id, entry.id) {
                break
            }
            add(entry)
        }
        findBound()
    }

    private mutating func add(_ entry: Entry) {
        // At once: lists of many segments and fields would else grow five times each.
        if entries.isEmpty { entries.reserveCapacity(SmallestIDs.capacity) }
        // From the end, because `_id`s mostly ascend.
        var place = entries.endIndex
        while place > 0, SmallestIDs.isBefore(entry.id, entries[place - 1].id) { place -= 1 }
        if place > 0, entries[place - 1].id == entry.id {
            if SmallestIDs.isBefore(entry, entries[place - 1]) { entries[place - 1] = entry }
            return
        }
        guard place < SmallestIDs.capacity else { return }
        if entries.count == SmallestIDs.capacity { entries.removeLast() }
        entries.insert(entry, at: place)
    }

    private mutating func findBound() {
        guard entries.count == SmallestIDs.capacity, let id = entries.last?.id else { return }
        bound = IDBound(id)
    }

    /// MongoDB's order; `_id`s that it calls equal (1 and 1.0, which only a file holds both of) by their bytes.
    static func isBefore(_ left: KeptValue, _ right: KeptValue) -> Bool {
        left.withUnsafeBytes { first in
            right.withUnsafeBytes { second in KeptValue.order(left.type, first, right.type, second) < 0 }
        }
    }

    /// Of two findings in one document, the one to show.
    private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        if left.mark != right.mark { return left.mark < right.mark }
        switch (left.value, right.value) {
        case (let first?, let second?): return first.isBefore(second)
        case (nil, .some): return true
        case (_, nil): return false
        }
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(Int64(entries.count))
        for entry in entries {
            entry.id.encode(into: &writer)
            writer.write(entry.mark)
            writer.write(UInt8(entry.value == nil ? 0 : 1))
            entry.value?.encode(into: &writer)
        }
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        let count = try reader.read(Int64.self)
        guard 0...Int64(SmallestIDs.capacity) ~= count else {
            throw StateFault(message: "an encoded list of documents has an impossible count")
        }
        for _ in 0..<count {
            let id = try KeptValue(from: &reader)
            let mark = try reader.read(UInt8.self)
            let hasValue = try reader.read(UInt8.self) == 1
            entries.append(Entry(id: id, mark: mark, value: hasValue ? try KeptValue(from: &reader) : nil))
        }
        findBound()
    }
}
