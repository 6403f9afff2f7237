import Mustache

/// Escapes text for HTML, scalar by scalar, after making it visible.
///
/// The library's own escaping looks at whole characters, so that a quotation mark with a combining accent behind it would pass.
struct HTMLText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// The template with this escaping for all its variables.
    static func template(_ text: String) throws -> MustacheTemplate {
        MustacheContentTypes.register(HTMLText(), named: "DQAUDIT_HTML")
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:DQAUDIT_HTML}}" + text)
    }
}
