import Foundation
import TestSupport

/// A configuration with other addresses and shorter times, for a test that cannot wait for days.
struct QuickCopy {
    private(set) var text: String

    init(_ text: String) {
        self.text = text
    }

    /// Replaces whatever a regular expression finds.
    /// - Throws: ``FixtureError`` when it finds nothing: the copy would keep what the test cannot use.
    mutating func replace(_ pattern: String, with replacement: String) throws {
        let expression = try NSRegularExpression(pattern: pattern)
        let whole = NSRange(text.startIndex..., in: text)
        guard expression.firstMatch(in: text, range: whole) != nil else {
            throw FixtureError("nothing in the configuration is \(pattern)")
        }
        text = expression.stringByReplacingMatches(
            in: text, range: whole, withTemplate: NSRegularExpression.escapedTemplate(for: replacement))
    }
}
