import Glibc

/// The texts with one of which a text must begin to match a pattern such as `^https?://`: such patterns need no engine.
///
/// Only patterns of `^`, plain ASCII characters, escaped punctuation and `?` behind a character, so that there is nothing to get wrong.
struct LiteralPrefixes: Sendable {
    private let prefixes: [[UInt8]]

    /// Each `?` doubles them.
    private static let most = 8

    /// nil for every other pattern.
    init?(of pattern: String) {
        var rest = Array(pattern.utf8)[...]
        guard rest.popFirst() == 0x5E else { return nil }
        var prefixes: [[UInt8]] = [[]]
        while let byte = rest.popFirst() {
            var literal = byte
            if byte == 0x5C {
                guard let escaped = rest.popFirst(), LiteralPrefixes.isPunctuation(escaped) else { return nil }
                literal = escaped
            } else if !LiteralPrefixes.isPlain(byte) {
                return nil
            }
            let longer = prefixes.map { $0 + [literal] }
            if rest.first == 0x3F {
                rest.removeFirst()
                // `??` and `?+` mean something else; for whether a text matches the same, but there is nothing to win.
                if let next = rest.first, next == 0x3F || next == 0x2B { return nil }
                prefixes += longer
            } else {
                prefixes = longer
            }
            if let next = rest.first, next == 0x2A || next == 0x2B || next == 0x7B { return nil }
            guard prefixes.count <= LiteralPrefixes.most else { return nil }
        }
        self.prefixes = prefixes
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        // Space and punctuation that means nothing to PCRE2 outside classes and groups.
        case 0x20, 0x21, 0x22, 0x25, 0x26, 0x27, 0x2C, 0x2D, 0x2F, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x40, 0x5F, 0x7E: true
        default: false
        }
    }

    /// A backslash takes its meaning from every ASCII character that is no letter and no digit.
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    @inline(__always)
    func begin(_ text: UnsafeRawBufferPointer) -> Bool {
        for prefix in prefixes where prefix.count <= text.count {
            if prefix.isEmpty || memcmp(prefix, text.baseAddress.unsafelyUnwrapped, prefix.count) == 0 { return true }
        }
        return false
    }
}
