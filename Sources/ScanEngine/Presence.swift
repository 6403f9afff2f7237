/// Whether a cell counts as there, and if not, why: one byte a cell.
public enum Presence: UInt8, CaseIterable, Sendable {
    case absent = 0
    /// null or undefined.
    case null = 1
    /// An empty or whitespace-only string.
    case empty = 2
    case notANumber = 3
    /// One of the `missing_values`.
    case placeholder = 4
    case present = 5

    /// The raw value of ``present``, for loops over bytes: that of an enumeration is a call.
    @inlinable package static var presentByte: UInt8 { 5 }
}
