/// Text made visible and escaped for HTML, scalar by scalar: a quotation mark with a combining accent behind it is one character in Swift,
/// but two in a browser.
enum HTMLText {
    static func append(_ text: String, to markup: inout String) {
        let text = VisibleText.of(text)
        guard text.utf8.contains(where: isSpecial) else {
            markup += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "&": markup += "&amp;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            default: markup.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
