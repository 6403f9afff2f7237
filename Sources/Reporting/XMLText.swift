/// Text for XML 1.0, which has no way at all to write most control characters.
enum XMLText {
    /// The text for an attribute or between tags; line breaks stay, whatever else XML cannot hold is spelt out.
    static func escaped(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            var escaped = ""
            for scalar in VisibleText.of(String(line)).unicodeScalars {
                switch scalar {
                case "&": escaped += "&amp;"
                case "<": escaped += "&lt;"
                case ">": escaped += "&gt;"
                case "\"": escaped += "&quot;"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }.joined(separator: "\n")
    }

    /// ` name="value"`, a line break in the value as a reference: a parser would make a space of it.
    static func attribute(_ name: String, _ value: String) -> String {
        " \(name)=\"\(escaped(value).replacing("\n", with: "&#10;"))\""
    }
}
