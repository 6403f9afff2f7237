import AuditModel
import Glibc
import QueryMatching
import ScanEngine

/// The values of `in` and `not_in`: texts by length and bytes, everything else by comparison.
struct MemberSet {
    private var texts: [[UInt8]] = []
    private var others: [CellComparand] = []

    init(_ values: [ScalarValue]) {
        for value in values {
            switch value {
            case .string(let text): texts.append(Array(text.utf8))
            case .timestamp(let text, _):
                texts.append(Array(text.utf8))
                others.append(CellComparand(value))
            case .bool, .integer, .number: others.append(CellComparand(value))
            }
        }
    }

    @inline(__always)
    func contains(_ column: ColumnView, _ cell: Int) -> Bool {
        let tag = column.tags[cell]
        if tag == 0x02 || tag == 0x0E {
            guard let text = column.bytes(at: cell) else { return false }
            for member in texts where member.count == text.count {
                if text.isEmpty || memcmp(member, text.baseAddress.unsafelyUnwrapped, text.count) == 0 { return true }
            }
            return false
        }
        return others.contains { $0.order(column, cell) == 0 }
    }
}
