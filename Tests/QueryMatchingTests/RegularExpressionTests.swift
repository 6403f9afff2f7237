import QueryMatching
import Testing

@Suite struct RegularExpressionTests {
    private func occurs(_ pattern: String, _ bytes: [UInt8]) throws -> Bool? {
        let expression = try RegularExpression(pattern)
        return bytes.withUnsafeBytes { expression.occurs(in: $0) }
    }

    @Test(arguments: [
        ("^https?://", "https://a.tn", true), ("^https?://", "see https://a.tn", false), ("b", "abc", true),
        ("(?i)É", "été", true), ("^.$", "é", true), ("^.$", "🙂", true), ("^\\d+$", "٣", false), ("", "", true),
        ("^$", "", true), ("x", "", false), ("a\\z", "a\n", false),
    ])
    func findsWhatMongoDBFinds(pattern: String, text: String, expected: Bool) throws {
        #expect(try occurs(pattern, Array(text.utf8)) == expected)
    }

    @Test(
        "a pattern of a few literal beginnings finds what the engine finds",
        arguments: [
            "^https?://", "^", "^a?b?c?", "^a?b?c?d?", "^\\.\\*x", "^a\\?b?", "^é", "^a|b", "^ab*", "^ab+", "^ab{2}",
            "^a??b",
            "^a?+b", "^a.", "^a$", "^\\d", "^[a]b", "^a b", "^\\", "^?a", "^^a", "^a#b", "^a\\/b",
        ])
    func literalBeginnings(pattern: String) throws {
        var texts = [
            "", "a", "b", "ab", "abb", "aab", "bc", "c", "a b", "a?b", "a?", ".*x", "a/b", "a#b", "é", "éa", "\n",
            "\na", "1",
        ]
        texts += [
            "http://x", "https://x", "httpss://x", "xhttp://", "HTTP://x", "http:/", "^a", "abc", "d", "\\", "a\nb",
        ]
        // In a group, so that it is the engine that is asked.
        let engine = try? RegularExpression("(?:\(pattern))")
        let expression = try? RegularExpression(pattern)
        #expect((engine == nil) == (expression == nil))
        guard let engine, let expression else { return }
        for bytes in texts.map({ Array($0.utf8) }) + [[0x61, 0xFF], [0xFF, 0x61], [0xC3]] {
            let found = bytes.withUnsafeBytes { expression.occurs(in: $0) }
            #expect(found == bytes.withUnsafeBytes { engine.occurs(in: $0) }, "\(bytes)")
        }
    }

    @Test func bytesThatAreNoTextMatchNothingAndBreakNothing() throws {
        #expect(try occurs("^.+$", [0xFF, 0xFE]) == false)
        #expect(try occurs("b", [0xFF, 0x62]) == true, "the good part is still searched")
    }

    @Test func aCatastrophicSearchIsGivenUp() throws {
        #expect(try occurs("^(a+)+$", Array(repeating: 0x61, count: 60) + [0x21]) == nil)
    }

    @Test func aBrokenPatternSaysWhere() {
        let error = #expect(throws: PatternError.self) { try RegularExpression("ab(c") }
        #expect(error?.offset == 4)
        #expect(error?.description.contains("at character 5") == true)
    }
}
