import RawBSON
package import ScanEngine

/// The cells of one field by presence, and the present ones by type.
package struct CellCounts: Hashable, Sendable {
    /// By ``Presence`` raw value.
    package var byPresence: [Int64]
    /// By type index: see ``typeIndex(_:)``.
    package var presentByType: [Int64]

    private static let typeCount = 32
    /// MinKey (0xFF) would share its low bits with MaxKey (0x7F); it gets an index that no type has.
    private static let minKeyIndex = 30

    init() {
        byPresence = Array(repeating: 0, count: Presence.allCases.count)
        presentByType = Array(repeating: 0, count: CellCounts.typeCount)
    }

    init(byPresence: [Int64], presentByType: [Int64]) throws(StateFault) {
        guard byPresence.count == Presence.allCases.count, presentByType.count == CellCounts.typeCount else {
            throw StateFault(message: "an encoded completeness state has the wrong size")
        }
        self.byPresence = byPresence
        self.presentByType = presentByType
    }

    package subscript(presence: Presence) -> Int64 { byPresence[Int(presence.rawValue)] }

    package var cells: Int64 { byPresence.reduce(0, +) }

    /// Present cells by type alias, without those that are 0.
    package var types: [String: Int64] {
        var types: [String: Int64] = [:]
        for (index, count) in presentByType.enumerated() where count > 0 {
            types[CellCounts.type(atIndex: index).alias ?? "unknown"] = count
        }
        return types
    }

    /// Present cells whose type is not among some.
    package func present(outside allowed: Set<UInt8>) -> Int64 {
        presentByType.enumerated().reduce(0) { sum, entry in
            allowed.contains(CellCounts.type(atIndex: entry.offset).rawValue) ? sum : sum + entry.element
        }
    }

    mutating func merge(_ other: CellCounts) {
        for index in byPresence.indices { byPresence[index] += other.byPresence[index] }
        for index in presentByType.indices { presentByType[index] += other.presentByType[index] }
    }

    /// Adds the cells of a column.
    ///
    /// Most columns hold eight present cells of one type in a row most of the time: those are counted at once.
    mutating func add(_ column: ColumnView) {
        // Checked once a column: the raw values of presences and the indices of types lie within the arrays.
        byPresence.withUnsafeMutableBufferPointer { presences in
            presentByType.withUnsafeMutableBufferPointer { types in
                guard let presences = presences.baseAddress, let types = types.baseAddress else { return }
                CellCounts.count(column, presences, types)
            }
        }
    }

    private static func count(
        _ column: ColumnView, _ byPresence: UnsafeMutablePointer<Int64>, _ presentByType: UnsafeMutablePointer<Int64>
    ) {
        func count(_ cell: Int) {
            let presence = column.presence[cell]
            byPresence[Int(presence)] &+= 1
            if presence == Presence.presentByte { presentByType[typeIndex(column.tags[cell])] &+= 1 }
        }
        let repeated: UInt64 = 0x0101_0101_0101_0101
        let allPresent = UInt64(Presence.presentByte) &* repeated
        let presence = UnsafeRawPointer(column.presence)
        let tags = UnsafeRawPointer(column.tags)
        var cell = 0
        while cell &+ 8 <= column.count {
            let kinds = presence.loadUnaligned(fromByteOffset: cell, as: UInt64.self)
            let types = tags.loadUnaligned(fromByteOffset: cell, as: UInt64.self)
            if kinds == allPresent, types == (types & 0xFF) &* repeated {
                byPresence[Int(Presence.presentByte)] &+= 8
                presentByType[typeIndex(column.tags[cell])] &+= 8
            } else {
                for index in cell..<cell &+ 8 { count(index) }
            }
            cell &+= 8
        }
        while cell < column.count {
            count(cell)
            cell &+= 1
        }
    }

    private static func typeIndex(_ tag: UInt8) -> Int {
        tag == 0xFF ? minKeyIndex : Int(tag & 0x1F)
    }

    private static func type(atIndex index: Int) -> BSONType {
        switch index {
        case minKeyIndex: .minKey
        case 0x1F: .maxKey
        default: BSONType(rawValue: UInt8(index))
        }
    }
}
