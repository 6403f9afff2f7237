/// Whether a text says nothing: empty, or only characters with the Unicode property White_Space (PropList.txt).
package enum BlankText {
    @inline(__always)
    package static func isBlank(_ text: UnsafeRawPointer, count: Int) -> Bool {
        if count == 0 { return true }
        // Nearly every text begins with a visible character: one load decides.
        let first = text.load(as: UInt8.self)
        if first > 0x20 && first < 0x80 { return false }
        return isBlankSlowly(UnsafeRawBufferPointer(start: text, count: count))
    }

    private static func isBlankSlowly(_ text: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < text.count {
            let width = whiteSpaceLength(text, at: index)
            if width == 0 { return false }
            index += width
        }
        return true
    }

    /// The bytes of the white-space character at `index`, 0 when there is none.
    package static func whiteSpaceLength(_ text: UnsafeRawBufferPointer, at index: Int) -> Int {
        switch text[index] {
        case 0x09...0x0D, 0x20:
            return 1
        case 0xC2:
            // U+0085, U+00A0
            guard index + 1 < text.count else { return 0 }
            return text[index + 1] == 0x85 || text[index + 1] == 0xA0 ? 2 : 0
        case 0xE1, 0xE2, 0xE3:
            guard index + 2 < text.count else { return 0 }
            let scalar =
                UInt32(text[index] & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F)
            switch scalar {
            case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return 3
            default: return 0
            }
        default:
            return 0
        }
    }
}
