import RawBSON

/// Walks documents and writes the watched values into a batch: the innermost loop of the product.
///
/// Per element: one predicted key comparison, one length from the type table, and for a watched key one store. All tables live in flat
/// memory owned here. Every offset is checked against the end of its document before it is read.
struct DocumentWalker: ~Copyable {
    private let nodes: UnsafeMutablePointer<PathTree.Node>
    private let eachSlots: UnsafeMutablePointer<Int32>
    private let elements: UnsafeMutablePointer<PathTree.Element>
    private let levels: UnsafeMutablePointer<KeyLevel>
    private let levelCount: Int
    /// The column that gets whole documents, −1 for none.
    private let documentSlot: Int
    /// Bytes by type: below 0xFE the value's size, else it must be read. A table, because this is asked for every element.
    private let sizes: UnsafeMutablePointer<UInt8>
    /// Rises with each document and sub-document entered.
    private var serial: UInt64 = 0

    init(_ tree: PathTree) {
        nodes = .allocate(capacity: max(1, tree.nodes.count))
        for (index, node) in tree.nodes.enumerated() { (nodes + index).initialize(to: node) }
        eachSlots = .allocate(capacity: max(1, tree.eachSlots.count))
        for (index, slot) in tree.eachSlots.enumerated() { (eachSlots + index).initialize(to: slot) }
        elements = .allocate(capacity: max(1, tree.elements.count))
        for (index, element) in tree.elements.enumerated() { (elements + index).initialize(to: element) }
        documentSlot = Int(tree.documentSlot)
        levelCount = tree.levels.count
        levels = .allocate(capacity: levelCount)
        for (index, keys) in tree.levels.enumerated() { (levels + index).initialize(to: KeyLevel(watched: keys)) }
        sizes = .allocate(capacity: 256)
        for type in 0..<256 {
            (sizes + type).initialize(to: UInt8(BSONBytes.fixedSize(UInt8(type))))
        }
    }

    deinit {
        for index in 0..<levelCount { levels[index].deallocate() }
        levels.deallocate()
        nodes.deallocate()
        eachSlots.deallocate()
        elements.deallocate()
        sizes.deallocate()
    }

    /// Walks one whole document into the current row of `batch`.
    mutating func walk(_ document: UnsafeRawBufferPointer, into batch: inout ColumnBatch) throws(BSONFault) {
        let end = try BSONBytes.documentEnd(document, at: 0, limit: document.count)
        guard end &+ 1 == document.count else { throw BSONFault(.badLength, at: 0) }
        if documentSlot >= 0, let base = document.baseAddress {
            batch.store(slot: documentSlot, type: 0x03, base, length: document.count)
        }
        try walkLevel(0, document, at: 0, end: end, into: &batch)
    }

    private mutating func walkLevel(
        _ level: Int, _ document: UnsafeRawBufferPointer, at offset: Int, end: Int, into batch: inout ColumnBatch
    ) throws(BSONFault) {
        // Not nil: a document that passed documentEnd has bytes.
        let base = document.baseAddress.unsafelyUnwrapped
        let keys = levels + level
        serial &+= 1
        let mine = serial
        var position = offset &+ 4
        // Entries are added by `find`, and never move.
        let entries = keys.pointee.entries
        var last = entries
        while position < end {
            let type = base.load(fromByteOffset: position, as: UInt8.self)
            let key = position &+ 1
            var known = entries + Int(last.pointee.next)
            var start: Int
            if keys.pointee.matches(known, base, at: key, count: document.count, end: end) {
                start = key &+ Int(known.pointee.length)
            } else {
                let keyEnd = try BSONBytes.terminator(document, from: key, end: end)
                let entry = keys.pointee.find(UnsafeRawBufferPointer(rebasing: document[key..<keyEnd]))
                known = entries + Int(entry)
                if entry != 0 { last.pointee.next = entry }
                start = keyEnd &+ 1
            }
            var length = Int(sizes[Int(type)])
            if type == 0x02 {
                length = try BSONBytes.textLength(document, at: start, end: end)
            } else if length >= 254 {
                length = try BSONBytes.valueLength(type, document, at: start, end: end)
            } else if start &+ length > end {
                throw BSONFault(.truncated, at: start)
            }
            if known != entries {
                if known.pointee.node >= 0, known.pointee.seen != mine {
                    known.pointee.seen = mine
                    try visit(Int(known.pointee.node), type, document, at: start, length: length, into: &batch)
                }
                last = known
            }
            position = start &+ length
        }
    }

    @inline(__always)
    private mutating func visit(
        _ index: Int, _ type: UInt8, _ document: UnsafeRawBufferPointer, at start: Int, length: Int,
        into batch: inout ColumnBatch
    ) throws(BSONFault) {
        let node = nodes + index
        if node.pointee.slot >= 0 {
            let value = document.baseAddress.unsafelyUnwrapped + start
            batch.store(slot: Int(node.pointee.slot), type: type, value, length: length)
        }
        if type == 0x03 {
            if node.pointee.level >= 0 {
                try walkLevel(
                    Int(node.pointee.level), document, at: start, end: start &+ length &- 1, into: &batch)
            }
        } else if type == 0x04, node.pointee.each >= 0 || node.pointee.elementStart < node.pointee.elementEnd {
            try walkArray(node.pointee, document, at: start, end: start &+ length &- 1, into: &batch)
        }
    }

    /// Elements count by position; what their keys say does not matter.
    private mutating func walkArray(
        _ node: PathTree.Node, _ document: UnsafeRawBufferPointer, at offset: Int, end: Int,
        into batch: inout ColumnBatch
    ) throws(BSONFault) {
        var position = offset &+ 4
        var index = 0
        while position < end {
            let type = document[position]
            let start = try BSONBytes.terminator(document, from: position &+ 1, end: end) &+ 1
            let length = try BSONBytes.valueLength(type, document, at: start, end: end)
            if node.each >= 0 {
                for slot in Int(node.eachStart)..<Int(node.eachEnd) {
                    batch.columns[Int(eachSlots[slot])].appendAbsent()
                }
                try visitElement(Int(node.each), type, document, at: start, length: length, into: &batch)
            }
            for element in Int(node.elementStart)..<Int(node.elementEnd) where elements[element].index == index {
                try visitElement(
                    Int(elements[element].node), type, document, at: start, length: length, into: &batch)
            }
            position = start &+ length
            index &+= 1
        }
    }

    /// A second copy of `visit` that is not inlined, so that arrays of arrays can recurse.
    private mutating func visitElement(
        _ index: Int, _ type: UInt8, _ document: UnsafeRawBufferPointer, at start: Int, length: Int,
        into batch: inout ColumnBatch
    ) throws(BSONFault) {
        try visit(index, type, document, at: start, length: length, into: &batch)
    }
}
