import AuditModel

/// What an unquoted scalar means: the core schema of YAML 1.2 (10.3.2), not the wider one of YAML 1.1.
///
/// So `NO`, `yes` and `on` stay texts, `010` is ten, and `2025-01-01` is a text. A day with a time is a text, too, which filters take for a
/// date, as YAML 1.1 does.
enum CoreSchema {
    /// Milliseconds since 1970 of a text that is a time, without a zone in UTC; nil for every other text.
    /// - Parameter needsTime: whether a day alone is none.
    static func timestamp(of text: String, needsTime: Bool) -> Int64? {
        var text = text
        let time = text.withUTF8 { TimestampText.parse(UnsafeRawBufferPointer($0)) }
        guard let time, time.hasTime || !needsTime else { return nil }
        return time.utcMilliseconds(in: .utc)
    }

    static func content(of text: String) -> ConfigNode.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": .number(-.infinity)
        case ".nan", ".NaN", ".NAN": .number(.nan)
        default: number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> ConfigNode.Content? {
        if text.hasPrefix("0o") { return whole(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return whole(text.dropFirst(2), radix: 16) }
        guard let isWhole = decimalIsWhole(Array(text.utf8)) else { return nil }
        // Beyond 64 bits a whole number is carried as the nearest double, as MongoDB's shell does.
        if isWhole, let value = Int64(text) { return .integer(value) }
        return Double(text).map { .number($0) }
    }

    private static func whole(_ digits: Substring, radix: Int) -> ConfigNode.Content? {
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return Int64(digits, radix: radix).map { .integer($0) }
    }

    /// Whether `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?` has neither point nor exponent; nil when it
    /// does not match.
    private static func decimalIsWhole(_ bytes: [UInt8]) -> Bool? {
        var index = 0
        func skipSign() {
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
        }
        func skipDigits() -> Int {
            let start = index
            while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
                index += 1
            }
            return index - start
        }
        skipSign()
        let before = skipDigits()
        if index == bytes.count { return before > 0 ? true : nil }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            if skipDigits() == 0 && before == 0 { return nil }
        } else if before == 0 {
            return nil
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") {
            index += 1
            skipSign()
            if skipDigits() == 0 { return nil }
        }
        return index == bytes.count ? false : nil
    }
}
