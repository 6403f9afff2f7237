package import RawBSON

/// The cells of one column of a batch, as an analyzer reads them.
///
/// Valid during one `consume` only. The pointers are unchecked in release builds for speed; they are safe as long as indices stay below
/// `count` (cells) and `rowEnds` is read below the batch's `rows`. Public, so that its members are inlined in other modules.
public struct ColumnView {
    /// BSON type byte per cell, 0 for an absent one.
    @usableFromInline package let tags: UnsafePointer<UInt8>
    /// ``Presence`` per cell.
    @usableFromInline package let presence: UnsafePointer<UInt8>
    /// Per cell: the bits of a double, an integer sign-extended, milliseconds of a date, 0 or 1 for a bool, the raw timestamp; for everything
    /// else offset and length in the arena, see ``bytes(at:)``.
    @usableFromInline package let payloads: UnsafePointer<UInt64>
    /// Cells.
    @usableFromInline package let count: Int
    /// For a repeated path: the cell index after each row's last cell. nil for a plain path, whose cells are its rows.
    @usableFromInline package let rowEnds: UnsafePointer<Int32>?
    @usableFromInline let arena: UnsafePointer<UInt8>

    @usableFromInline static let notStored: UInt64 = 0xFFFF_FFFF

    init(
        tags: UnsafePointer<UInt8>, presence: UnsafePointer<UInt8>, payloads: UnsafePointer<UInt64>, count: Int,
        rowEnds: UnsafePointer<Int32>?, arena: UnsafePointer<UInt8>
    ) {
        self.tags = tags
        self.presence = presence
        self.payloads = payloads
        self.count = count
        self.rowEnds = rowEnds
        self.arena = arena
    }

    @inlinable
    package func isPresent(_ cell: Int) -> Bool { presence[cell] == Presence.presentByte }

    /// The text of a string (without NUL) or the raw value bytes of another type of varying size; nil when the column did not ask for it.
    @inlinable
    package func bytes(at cell: Int) -> UnsafeRawBufferPointer? {
        let packed = payloads[cell]
        guard packed >> 32 != ColumnView.notStored else { return nil }
        return UnsafeRawBufferPointer(start: arena + Int(packed >> 32), count: Int(packed & 0xFFFF_FFFF))
    }

    /// The text of a string as a number, its first byte lowest, zero beyond its end; nil for one longer than eight bytes or not stored.
    ///
    /// Reads eight bytes whatever the length: the arena has as many to spare behind its last value.
    @inlinable
    package func word(at cell: Int) -> UInt64? {
        let packed = payloads[cell]
        let count = packed & 0xFFFF_FFFF
        guard count <= 8, packed >> 32 != ColumnView.notStored else { return nil }
        let word = UInt64(
            littleEndian: UnsafeRawPointer(arena + Int(packed >> 32)).loadUnaligned(as: UInt64.self))
        return count == 8 ? word : word & (1 << (8 &* count) &- 1)
    }

    /// The length in bytes of a string or value of varying size, stored or not.
    @inlinable
    package func byteCount(at cell: Int) -> Int { Int(payloads[cell] & 0xFFFF_FFFF) }

    /// The number in a cell, nil when it holds none or NaN.
    package func number(at cell: Int) -> ExactNumber? {
        switch tags[cell] {
        case 0x01:
            let value = Double(bitPattern: payloads[cell])
            return value.isNaN ? nil : ExactNumber(value)
        case 0x10, 0x12: return .integer(Int64(bitPattern: payloads[cell]))
        case 0x13:
            guard let bytes = bytes(at: cell), let base = bytes.baseAddress else { return nil }
            return ExactNumber(Decimal128(base))
        default: return nil
        }
    }

    /// The cells of a row.
    @inlinable
    package func cells(ofRow row: Int) -> Range<Int> {
        guard let rowEnds else { return row..<row + 1 }
        return (row == 0 ? 0 : Int(rowEnds[row - 1]))..<Int(rowEnds[row])
    }
}
