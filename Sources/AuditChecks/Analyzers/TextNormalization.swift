import Foundation
import ScanEngine

/// Makes texts of a key alike before they are compared.
enum TextNormalization {
    /// nil for bytes that are no UTF-8: they stay as they are, since a repaired text would equal other broken ones.
    ///
    /// The text after the options of a key part: NFC first, so that the others see composed characters; white space is the Unicode property.
    static func apply(_ part: KeyPart, to bytes: UnsafeRawBufferPointer) -> String? {
        guard var text = String(validating: bytes, as: UTF8.self) else { return nil }
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        if part.normalize, !isASCII { text = text.precomposedStringWithCanonicalMapping }
        if part.ignoreCase { text = text.lowercased() }
        if part.trim || part.collapseSpaces { text = spaced(text, trim: part.trim, collapse: part.collapseSpaces) }
        return text
    }

    private static func spaced(_ text: String, trim: Bool, collapse: Bool) -> String {
        var scalars = Array(text.unicodeScalars)
        if trim {
            let first = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
            let last = scalars.lastIndex { !$0.properties.isWhitespace } ?? first
            scalars = first < scalars.endIndex ? Array(scalars[first...last]) : []
        }
        guard collapse else { return String(String.UnicodeScalarView(scalars)) }
        var result = String.UnicodeScalarView()
        var inSpace = false
        for scalar in scalars {
            if scalar.properties.isWhitespace {
                if !inSpace { result.append(" ") }
                inSpace = true
            } else {
                result.append(scalar)
                inSpace = false
            }
        }
        return String(result)
    }
}
