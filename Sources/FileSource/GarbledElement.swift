import Glibc

/// What the C library reads wrong from Extended JSON: code and pointers that are elements of a list get keys out of memory that is not theirs.
enum GarbledElement {
    private static let keys = [#""$code""#, #""$dbPointer""#].map { Array($0.utf8) }

    /// The offset of the first in the text of a document; nil when there is none.
    static func place(in text: UnsafeRawBufferPointer) -> Int? {
        guard let start = text.baseAddress else { return nil }
        var from = 1
        while from < text.count, let found = memchr(start + from, Int32(UInt8(ascii: "$")), text.count - from) {
            let dollar = UnsafeRawPointer(found) - start
            // No text holds the key's quotes without a backslash before them.
            if keys.contains(where: { text[(dollar - 1)...].starts(with: $0) }), isElement(dollar - 1, text) {
                return dollar - 1
            }
            from = dollar + 1
        }
        return nil
    }

    /// Whether the key begins a mapping that is no value of another key.
    private static func isElement(_ place: Int, _ text: UnsafeRawBufferPointer) -> Bool {
        var before = text[..<place].reversed().lazy.filter { !isBlank($0) }.makeIterator()
        guard before.next() == UInt8(ascii: "{"), let outer = before.next() else { return false }
        return outer == UInt8(ascii: "[") || outer == UInt8(ascii: ",")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
