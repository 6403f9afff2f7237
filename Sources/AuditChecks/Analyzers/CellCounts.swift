import RawBSON
package import ScanEngine

/// The cells of one field by presence, and the present ones by type.
package struct CellCounts: Hashable, Sendable {
    /// By ``Presence`` raw value.
    package let byPresence: [Int64]
    /// By type index: see ``typeIndex(_:)``.
    package let presentByType: [Int64]

    static let presentKinds = 32
    static let missingKinds = Int(Presence.presentByte)
    /// MinKey (0xFF) would share its low bits with MaxKey (0x7F); it gets an index that no type has.
    private static let minKeyIndex = 30
    /// Kinds of cells that are told apart.
    static let kindCount = missingKinds + presentKinds

    /// - Parameter kinds: by ``kind(_:_:)``.
    init(kinds: ArraySlice<Int64>) {
        let missing = kinds.prefix(CellCounts.missingKinds)
        presentByType = Array(kinds.dropFirst(missing.count))
        byPresence = missing + [presentByType.reduce(0, +)]
    }

    /// What a cell is as one number: a missing one by its ``Presence``, a present one by its type.
    @inline(__always)
    static func kind(_ presence: UInt8, _ tag: UInt8) -> Int {
        presence == Presence.presentByte ? Int(presence) &+ typeIndex(tag) : Int(presence)
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

    @inline(__always)
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
