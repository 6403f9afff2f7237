/// Text from outside made safe to look at.
package enum VisibleText {
    /// The text with everything spelt out that a reader could not see or that would steer a terminal or the reading order.
    ///
    /// Control characters (so every escape sequence and line break), invisible format characters, bidirectional overrides, line
    /// separators, private-use and unassigned code points become `\u{1B}`. Joiners stay, as Persian and emoji need them.
    package static func of(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) || text.unicodeScalars.allSatisfy(isVisible) {
            return text
        }
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

    /// The same of a name within a sentence: of a very long one only the beginning.
    package static func name(_ text: String) -> String {
        start(of: text).map { of($0) + "…" } ?? of(text)
    }

    /// The beginning of a text that is too long to be shown as a name, as it is; nil for one that is not.
    static func start(of text: String) -> String? {
        guard text.utf8.count > longestName, text.unicodeScalars.count > longestName else { return nil }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(shortenedName)))
    }

    /// In scalars: names up to here are shown whole, those beyond are cut to so many.
    private static let longestName = 120
    private static let shortenedName = 80

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // What most texts consist of, without asking the tables: letters of Latin scripts, and the narrow space of French numbers.
        case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x0250, 0x202F: return true
        default: break
        }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}
