package import AuditModel
import Glibc
import RawBSON
package import ScanEngine

/// A value of a suite, ready to be compared with cells as MongoDB compares: within its own class of types only (type bracketing), numbers
/// across all number types.
package enum CellComparand: Sendable {
    case number(ExactNumberBound)
    case text([UInt8])
    case bool(UInt64)
    /// Milliseconds since 1970 for dates, the bytes for texts.
    case timestamp([UInt8], Int64)

    package init(_ value: ScalarValue) {
        switch value {
        case .integer(let value): self = .number(ExactNumberBound(.integer(value)))
        case .number(let value): self = .number(ExactNumberBound(ExactNumber(value)))
        case .string(let value): self = .text(Array(value.utf8))
        case .bool(let value): self = .bool(value ? 1 : 0)
        case .timestamp(let text, let instant): self = .timestamp(Array(text.utf8), instant.milliseconds)
        }
    }

    /// −1, 0, 1 for a cell that is smaller, equal, larger; nil when the two are of different classes.
    @inline(__always)
    package func order(_ column: ColumnView, _ cell: Int) -> Int? {
        switch self {
        case .number(let bound):
            return bound.order(column, cell)
        case .text(let bytes):
            return CellComparand.order(ofText: column, cell, bytes)
        case .bool(let value):
            guard column.tags[cell] == 0x08 else { return nil }
            return value == column.payloads[cell] ? 0 : (column.payloads[cell] < value ? -1 : 1)
        case .timestamp(let bytes, let value):
            guard column.tags[cell] == 0x09 else { return CellComparand.order(ofText: column, cell, bytes) }
            let other = Int64(bitPattern: column.payloads[cell])
            return other == value ? 0 : (other < value ? -1 : 1)
        }
    }

    @inline(__always)
    private static func order(ofText column: ColumnView, _ cell: Int, _ bytes: [UInt8]) -> Int? {
        guard column.tags[cell] == 0x02 || column.tags[cell] == 0x0E, let text = column.bytes(at: cell) else {
            return nil
        }
        let common = min(text.count, bytes.count)
        let first = common == 0 ? 0 : memcmp(text.baseAddress.unsafelyUnwrapped, bytes, common)
        if first != 0 { return first < 0 ? -1 : 1 }
        return (text.count - bytes.count).signum()
    }
}

/// A number to compare cells with, prepared for the common types.
package struct ExactNumberBound: Sendable {
    private let exact: ExactNumber
    /// The bound as a double, when that is exact and integers can be compared with it as doubles too (below 2^53).
    private let double: Double?

    init(_ exact: ExactNumber) {
        self.exact = exact
        switch exact {
        case .integer(let value): double = value.magnitude < 1 << 53 ? Double(value) : nil
        case .double(let value): double = value
        case .decimal: double = nil
        }
    }

    /// −1, 0, 1 for a cell that is smaller, equal, larger; nil when it holds no number.
    package func order(_ column: ColumnView, _ cell: Int) -> Int? {
        let tag = column.tags[cell]
        if let double {
            if tag == 0x01 {
                let value = Double(bitPattern: column.payloads[cell])
                return value < double ? -1 : (value > double ? 1 : 0)
            }
            if tag == 0x10 {
                let value = Double(Int64(bitPattern: column.payloads[cell]))
                return value < double ? -1 : (value > double ? 1 : 0)
            }
        }
        guard let number = column.number(at: cell) else { return nil }
        return number == exact ? 0 : (number < exact ? -1 : 1)
    }
}
