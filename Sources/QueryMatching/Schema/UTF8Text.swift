/// What the bytes of a text say of its characters.
enum UTF8Text {
    /// Code points: bytes that do not continue one.
    static func characters(_ text: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for byte in text where byte & 0xC0 != 0x80 { count &+= 1 }
        return count
    }

    /// Whether the bytes are UTF-8 (RFC 3629): nothing overlong, no surrogate, nothing beyond U+10FFFF.
    static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < text.count {
            let first = text[index]
            index &+= 1
            if first < 0x80 { continue }
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            let more: Int
            switch first {
            case 0xC2...0xDF: more = 1
            case 0xE0...0xEF:
                more = 2
                if first == 0xE0 { low = 0xA0 }
                if first == 0xED { high = 0x9F }
            case 0xF0...0xF4:
                more = 3
                if first == 0xF0 { low = 0x90 }
                if first == 0xF4 { high = 0x8F }
            default: return false
            }
            guard index &+ more <= text.count else { return false }
            for offset in 0..<more {
                let byte = text[index &+ offset]
                guard byte >= (offset == 0 ? low : 0x80), byte <= (offset == 0 ? high : 0xBF) else { return false }
            }
            index &+= more
        }
        return true
    }
}
