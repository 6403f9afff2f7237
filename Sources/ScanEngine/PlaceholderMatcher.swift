import AuditModel
import Glibc
import RawBSON

/// Finds the `missing_values` of a column: present cells that count as missing after all.
struct PlaceholderMatcher {
    /// Those of more than eight bytes.
    private let longTexts: [[UInt8]]
    /// The others as ``ColumnView/word(at:)`` gives them, with their lengths.
    private let shortTexts: [(word: UInt64, count: Int)]
    /// Bit n is set when a text of n bytes is among them (n < 64); longer ones are compared without this shortcut.
    private let lengths: UInt64
    private let longest: Int
    private let numbers: [ExactNumber]

    init(_ missing: MissingValues) {
        let texts = missing.strings.sorted().map { Array($0.utf8) }
        longTexts = texts.filter { $0.count > 8 }
        shortTexts = texts.filter { $0.count <= 8 }.map { text in
            (text.reversed().reduce(0) { $0 << 8 | UInt64($1) }, text.count)
        }
        lengths = texts.reduce(0) { $0 | ($1.count < 64 ? 1 << UInt64($1.count) : 0) }
        longest = texts.map(\.count).max() ?? 0
        numbers = missing.numbers.sorted().filter { !$0.isNaN }.map { ExactNumber($0) }
    }

    /// Bytes of the longest text: what a column must keep of its strings.
    static func textBytes(_ missing: MissingValues) -> Int {
        missing.strings.map(\.utf8.count).max() ?? 0
    }

    /// Writes the presence of every cell with the placeholders marked.
    func mark(_ column: ColumnView, into presence: UnsafeMutablePointer<UInt8>) {
        presence.update(from: column.presence, count: column.count)
        if lengths != 0 || longest >= 64 { markTexts(column, presence) }
        if !numbers.isEmpty { markNumbers(column, presence) }
    }

    private func markTexts(_ column: ColumnView, _ presence: UnsafeMutablePointer<UInt8>) {
        let lengths = lengths
        let hasLong = longest >= 64
        for cell in 0..<column.count {
            // The length alone rules nearly every text out, so it is asked first; of a number it is as good as any other bits.
            let count = column.byteCount(at: cell)
            guard count < 64 ? lengths &>> UInt64(count) & 1 == 1 : hasLong && count <= longest else { continue }
            guard column.isPresent(cell), column.tags[cell] == 0x02 || column.tags[cell] == 0x0E else { continue }
            if isPlaceholder(text: column, cell) { presence[cell] = Presence.placeholder.rawValue }
        }
    }

    private func markNumbers(_ column: ColumnView, _ presence: UnsafeMutablePointer<UInt8>) {
        for cell in 0..<column.count where column.isPresent(cell) {
            if isPlaceholder(number: column, cell) { presence[cell] = Presence.placeholder.rawValue }
        }
    }

    @inline(__always)
    private func isPlaceholder(text column: ColumnView, _ cell: Int) -> Bool {
        if let word = column.word(at: cell) {
            // Texts of many a column are as long as a placeholder: "TND" and "N/A".
            let count = column.byteCount(at: cell)
            return shortTexts.contains { $0.word == word && $0.count == count }
        }
        guard let bytes = column.bytes(at: cell), let base = bytes.baseAddress else { return false }
        return longTexts.contains { $0.count == bytes.count && memcmp($0, base, bytes.count) == 0 }
    }

    private func isPlaceholder(number column: ColumnView, _ cell: Int) -> Bool {
        guard let number = column.number(at: cell) else { return false }
        return numbers.contains(number)
    }
}
