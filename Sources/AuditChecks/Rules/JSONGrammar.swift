/// Whether bytes are one JSON text (RFC 8259). Bytes above 127 pass within strings: whether they are UTF-8 is not asked.
struct JSONGrammar {
    /// Arrays and objects within each other.
    private static let maximumDepth = 512

    private let text: UnsafeRawBufferPointer
    private var position = 0

    static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        var reader = JSONGrammar(text: text)
        guard reader.value(depth: 0) else { return false }
        reader.skipSpace()
        return reader.position == text.count
    }

    private init(text: UnsafeRawBufferPointer) { self.text = text }

    /// The byte at hand, 0 beyond the end: a NUL is no part of any JSON text.
    private var byte: UInt8 { position < text.count ? text[position] : 0 }

    private mutating func skipSpace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        position += 1
        return true
    }

    private mutating func takeSpaced(_ expected: UInt8) -> Bool {
        skipSpace()
        return take(expected)
    }

    private mutating func value(depth: Int) -> Bool {
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"):
            return members(depth: depth, end: UInt8(ascii: "}")) { reader in
                reader.skipSpace()
                return reader.string() && reader.takeSpaced(UInt8(ascii: ":")) && reader.value(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            return members(depth: depth, end: UInt8(ascii: "]")) { $0.value(depth: depth + 1) }
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    /// What stands between brackets or braces, with commas between.
    private mutating func members(depth: Int, end: UInt8, _ member: (inout JSONGrammar) -> Bool) -> Bool {
        guard depth < JSONGrammar.maximumDepth else { return false }
        position += 1
        if takeSpaced(end) { return true }
        repeat {
            guard member(&self) else { return false }
        } while takeSpaced(UInt8(ascii: ","))
        return take(end)
    }

    private mutating func word(_ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) { return false }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), !digits() { return false }
        if take(UInt8(ascii: ".")), !digits() { return false }
        guard byte | 0x20 == UInt8(ascii: "e") else { return true }
        position += 1
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        return digits()
    }

    private mutating func string() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while byte >= 0x20 {
            if take(UInt8(ascii: "\"")) { return true }
            guard take(UInt8(ascii: "\\")) else {
                position += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                position += 1
            case UInt8(ascii: "u"):
                position += 1
                for _ in 0..<4 {
                    guard JSONGrammar.isHexadecimal(byte) else { return false }
                    position += 1
                }
            default: return false
            }
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
