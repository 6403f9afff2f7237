/// Text from outside made safe to look at.
package enum VisibleText {
    /// The text with everything spelt out that a reader could not see or that would steer a terminal or the reading order.
    ///
    /// Control characters (so every escape sequence and line break), invisible format characters, bidirectional overrides, line
    /// separators, private-use and unassigned code points become `\u{1B}`. Joiners stay, as Persian and emoji need them.
    package static func of(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var visible = ""
        visible.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if isVisible(scalar) {
                visible.unicodeScalars.append(scalar)
            } else {
                visible += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            }
        }
        return visible
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}
