import AuditModel
import Glibc
import QueryMatching
import ScanEngine

/// The values of `in` and `not_in`: texts by length and bytes, everything else by comparison.
struct MemberSet {
    /// A text of at most eight bytes as ``ColumnView/word(at:)`` reads it.
    struct ShortText {
        let word: UInt64
        let count: Int
    }

    private var shortTexts: [ShortText] = []
    private var longTexts: [[UInt8]] = []
    private var others: [CellComparand] = []

    init(_ values: [ScalarValue]) {
        for value in values {
            switch value {
            case .string(let text): add(text)
            case .timestamp(let text, _):
                add(text)
                others.append(CellComparand(value))
            case .bool, .integer, .number: others.append(CellComparand(value))
            }
        }
    }

    private mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 8 else {
            longTexts.append(bytes)
            return
        }
        let word = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        shortTexts.append(ShortText(word: word, count: bytes.count))
    }

    /// Hands out the short texts for many calls of `contains`.
    func withShortTexts<Result>(_ body: (UnsafeBufferPointer<ShortText>) -> Result) -> Result {
        shortTexts.withUnsafeBufferPointer(body)
    }

    /// - Parameter shortTexts: what ``withShortTexts(_:)`` hands out.
    @inline(__always)
    func contains(_ column: ColumnView, _ cell: Int, _ shortTexts: UnsafeBufferPointer<ShortText>) -> Bool {
        let tag = column.tags[cell]
        guard tag == 0x02 || tag == 0x0E else { return others.contains { $0.order(column, cell) == 0 } }
        if let word = column.word(at: cell) {
            let count = column.byteCount(at: cell)
            for member in shortTexts where member.word == word && member.count == count { return true }
            return false
        }
        guard let text = column.bytes(at: cell), let base = text.baseAddress else { return false }
        return longTexts.contains { $0.count == text.count && memcmp($0, base, text.count) == 0 }
    }
}
