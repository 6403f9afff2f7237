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
