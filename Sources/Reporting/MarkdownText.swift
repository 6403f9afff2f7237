/// Text from outside within Markdown, as code: there GitHub and GitLab see no markup, no mention, no issue and no link.
enum MarkdownText {
    /// Names are clipped: a document may make them as long as it likes.
    static let longestName = 120

    /// A code span, for a paragraph, a heading or a list.
    static func code(_ text: String, atMost limit: Int = longestName) -> String {
        let text = VisibleText.of(text, atMost: limit)
        guard !text.isEmpty else { return "–" }
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        // One space on either side is taken off again; it also keeps backticks and spaces of the text from the fence.
        let edges: [UInt8?] = [text.utf8.first, text.utf8.last]
        let needsRoom = edges.contains(UInt8(ascii: "`")) || edges.contains(UInt8(ascii: " "))
        let room = needsRoom ? " " : ""
        return fence + room + text + room + fence
    }

    /// A code span for a cell of a table, where a bar would begin the next cell.
    static func cell(_ text: String, atMost limit: Int = longestName) -> String {
        let text = VisibleText.of(text, atMost: limit)
        guard text.utf8.contains(UInt8(ascii: "|")) else { return code(text, atMost: .max) }
        // A backslash before the bar would be read in two ways: then every sign is a reference, which never is markup.
        if text.utf8.contains(UInt8(ascii: "\\")) { return "<code>\(references(text))</code>" }
        return code(text, atMost: .max).replacingBytes("|", with: "\\|")
    }

    /// Code within HTML, such as a `summary`.
    static func htmlCode(_ text: String, atMost limit: Int = longestName) -> String {
        "<code>\(references(VisibleText.of(text, atMost: limit)))</code>"
    }

    /// A block of code.
    static func block(_ text: String, language: String = "") -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    /// Everything but letters, digits and spaces as numeric references.
    private static func references(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar == " " || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
            if isPlain { result.unicodeScalars.append(scalar) } else { result += "&#\(scalar.value);" }
        }
        return result
    }

    private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
