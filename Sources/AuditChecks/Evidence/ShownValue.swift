import AuditModel
import RawBSON

/// A value of a document as a report says it.
///
/// Masked, it says type and shape and nothing that was stored: of texts every letter becomes `a` or `A`, every digit `9`, and only ASCII
/// punctuation and spaces stay, as data profilers show patterns; of numbers sign and count of digits are left; of everything else the type.
/// A value of a sensitive field is its type alone.
enum ShownValue {
    /// Characters of a value that are shown.
    static let longestShown = 200
    /// Characters of a pattern.
    static let longestPattern = 40

    static func text(_ value: KeptValue, _ disclosure: Disclosure) -> String {
        switch disclosure {
        case .shown: shown(value)
        case .masked: masked(value)
        case .withheld: name(value.type) + " (sensitive)"
        }
    }

    private static func shown(_ value: KeptValue) -> String {
        if KeptValue.isText(value.type) {
            let text = wholeCharacters(value)
            let quoted = JSONText.quoted(String(text.prefix(longestShown)))
            return value.isWhole && text.count <= longestShown ? quoted : quoted + "…"
        }
        guard value.isWhole else { return "\(name(value.type)) of \(value.byteCount) bytes" }
        let text = ValueText.text(of: value, .shell)
        return text.count <= longestShown ? text : text.prefix(longestShown) + "…"
    }

    private static func masked(_ value: KeptValue) -> String {
        let name = name(value.type)
        switch value.type {
        case 0x02, 0x0D, 0x0E: return name + " " + pattern(value)
        case 0x01, 0x10, 0x12, 0x13: return name + " " + magnitude(value)
        case 0x03, 0x04, 0x05: return "\(name) of \(value.byteCount) bytes"
        default: return name
        }
    }

    private static func name(_ type: UInt8) -> String { BSONType(rawValue: type).alias ?? "unknown" }

    /// The text without what was cut in the middle of a character.
    private static func wholeCharacters(_ value: KeptValue) -> String {
        var bytes = value.bytes[...]
        if !value.isWhole {
            while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
            if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `(12) "Aaaa 99"`: the length in characters, and each by its class.
    private static func pattern(_ value: KeptValue) -> String {
        let text = wholeCharacters(value).unicodeScalars
        let classes = text.prefix(longestPattern).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .titlecaseLetter: "A"
            case .decimalNumber, .letterNumber, .otherNumber: "9"
            default:
                if scalar.properties.isAlphabetic {
                    "a"
                } else if scalar.isASCII, scalar.value >= 0x20 {
                    Character(scalar)
                } else if scalar.properties.isWhitespace {
                    " "
                } else {
                    "?"
                }
            }
        }
        let length = value.isWhole ? "\(text.count)" : "over \(text.count)"
        return "(\(length)) \"\(String(classes))\(text.count > longestPattern ? "…" : "")\""
    }

    /// `negative, 3 digits`: before the point.
    private static func magnitude(_ value: KeptValue) -> String {
        let text = value.withUnsafeBytes { bytes -> String in
            let raw = RawValue(type: value.type, bytes: bytes)
            guard let number = raw.number else { return "not a number" }
            let approximate = number.approximate
            if approximate == 0 { return "zero" }
            let sign = approximate < 0 ? "negative" : "positive"
            guard approximate.isFinite else { return "\(sign), infinite" }
            if approximate.magnitude < 1 { return "\(sign), below 1" }
            // The exponent of ten, by comparison: a logarithm would be off at the powers themselves.
            var digits = 1
            var bound = 10.0
            while approximate.magnitude >= bound, digits < 309 {
                digits += 1
                bound *= 10
            }
            return digits == 1 ? "\(sign), 1 digit" : "\(sign), \(digits) digits"
        }
        return text
    }
}
