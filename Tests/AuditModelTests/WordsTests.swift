import AuditModel
import TestSupport
import Testing

@Suite("Durations")
struct DurationTextTests {
    @Test("are read unit by unit")
    func reading() {
        let known: [(String, Int64)] = [
            ("24h", 86_400), ("90m", 5400), ("1h30m", 5400), ("45s", 45), ("7d", 604_800), ("2w", 1_209_600), ("0s", 0),
            ("1d12h", 129_600), ("007m", 420), ("9223372036854775807s", .max),
        ]
        for (text, seconds) in known { #expect(DurationText.seconds(text) == seconds, "\(text)") }
    }

    @Test(
        "need a unit, digits and nothing else",
        arguments: [
            "", "24", "h", "1x", "1.5h", " 1h", "1h ", "-1h", "+1h", "1h30", "1H", "٣h", "9223372036854775808s",
            "9223372036854775807m", "9223372036854775807s1s", "1e3s", "99999999999999999999999d",
        ])
    func refused(text: String) {
        #expect(DurationText.seconds(text) == nil)
    }

    @Test("what is written can be read again")
    func roundTrip() {
        var numbers = SeededGenerator(seed: 17)
        for _ in 0..<5000 {
            let seconds = Int64.random(in: 0...(1 << Int64.random(in: 1...62, using: &numbers)), using: &numbers)
            #expect(DurationText.seconds(DurationText.text(seconds: seconds)) == seconds)
        }
        let known: [(Int64, String)] = [
            (0, "0s"), (86_400, "24h"), (90, "1m30s"), (172_799, "47h59m59s"), (172_800, "2d"), (604_800, "7d"),
            (-90, "-1m30s"),
        ]
        for (seconds, text) in known { #expect(DurationText.text(seconds: seconds) == text) }
        #expect(DurationText.text(seconds: .min).hasPrefix("-106751991167300d"))
    }
}

@Suite("Field paths")
struct FieldPathTests {
    @Test("are read step by step")
    func steps() throws {
        #expect(try FieldPath(parsing: "price").steps == [.key("price")])
        #expect(try FieldPath(parsing: "a.b").steps == [.key("a"), .key("b")])
        #expect(
            try FieldPath(parsing: "a[].b[0][].c").steps
                == [.key("a"), .eachElement, .key("b"), .element(0), .eachElement, .key("c")])
        #expect(try FieldPath(parsing: "prix €.été").steps == [.key("prix €"), .key("été")])
        #expect(try FieldPath(parsing: "a.0").steps == [.key("a"), .key("0")], "a key, not an element")
        #expect(try FieldPath(parsing: "a$b").steps == [.key("a$b")])
        #expect(try FieldPath(parsing: "a[].b").isRepeated)
        #expect(try !FieldPath(parsing: "a[1].b").isRepeated)
    }

    @Test("written out they are what was read")
    func roundTrip() throws {
        var numbers = SeededGenerator(seed: 18)
        for _ in 0..<1000 {
            var text = ""
            for index in 0..<Int.random(in: 1...5, using: &numbers) {
                text += index == 0 ? "" : "."
                text += ["a", "price", "été", "_id", "x-y", "0"].randomElement(using: &numbers)!
                for _ in 0..<Int.random(in: 0...2, using: &numbers) {
                    text += ["[]", "[0]", "[17]"].randomElement(using: &numbers)!
                }
            }
            let path = try FieldPath(parsing: text)
            #expect(path.description == text)
            #expect(try FieldPath(parsing: path.description) == path)
        }
    }

    @Test(
        "say what is wrong with them",
        arguments: [
            ("", "cannot be empty"), (".a", "empty step"), ("a.", "empty step"), ("a..b", "empty step"),
            (".", "empty step"),
            ("[]", "empty step"), ("a]", "']' without '['"), ("$a", "starts a step with '$'"),
            ("a.$b", "starts a step with '$'"),
            ("a[", "'[' without ']'"), ("a[0", "'[' without ']'"), ("a[]b", "text after ']'"), ("a[-1]", "'[-1]'"),
            ("a[x]", "'[x]'"), ("a[ ]", "'[ ]'"), ("a[99999999999999999999]", "allowed are [] and [0]"),
            ("a[+1]", "'[+1]'"),
            ("a[[0]]", "'[[0]'"), ("a\0", "zero"),
        ])
    func problems(text: String, expected: String) {
        let error = #expect(throws: FieldPathError.self) { try FieldPath(parsing: text) }
        #expect(error?.message.contains(expected) == true, "\(String(describing: error))")
    }
}

@Suite("Help for misspelt words")
struct SpellingTests {
    @Test("the nearest known word is suggested, when it is near")
    func suggestions() {
        let known = ["completeness", "freshness", "duplicates", "volume"]
        #expect(Spelling.suggestion(for: "compleetness", among: known) == " (did you mean 'completeness'?)")
        #expect(Spelling.suggestion(for: "FRESHNESS", among: known) == " (did you mean 'freshness'?)")
        #expect(Spelling.suggestion(for: "voluem", among: known) == " (did you mean 'volume'?)")
        #expect(Spelling.suggestion(for: "schema", among: known).isEmpty)
        #expect(Spelling.suggestion(for: "", among: known).isEmpty)
        #expect(Spelling.suggestion(for: "x", among: []).isEmpty)
    }

    @Test("lists are sorted and without repetition")
    func list() {
        #expect(Spelling.list(["b", "a", "b"]) == "a, b")
        #expect(Spelling.list([]).isEmpty)
    }

    @Test("distances equal those of the definition")
    func distances() {
        #expect(Spelling.distance("kitten", "sitting") == 3)
        #expect(Spelling.distance("ca", "abc") == 3, "optimal string alignment, not Damerau")
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.distance("Ab", "aB") == 0)
        var numbers = SeededGenerator(seed: 19)
        for _ in 0..<500 {
            let words = (0..<2).map { _ in
                (0..<Int.random(in: 0...5, using: &numbers)).map { _ in "abé".randomElement(using: &numbers)! }
            }
            let distance = Spelling.distance(String(words[0]), String(words[1]))
            #expect(distance == naive(words[0][...], words[1][...]), "\(words)")
            #expect(Spelling.distance(String(words[1]), String(words[0])) == distance)
        }
    }

    /// The recursive definition, as slow as it is short.
    private func naive(_ left: ArraySlice<Character>, _ right: ArraySlice<Character>) -> Int {
        guard let first = left.last, let second = right.last else { return left.count + right.count }
        var best = min(
            naive(left.dropLast(), right) + 1, naive(left, right.dropLast()) + 1,
            naive(left.dropLast(), right.dropLast()) + (first == second ? 0 : 1))
        if left.count > 1, right.count > 1, first == right.dropLast().last, left.dropLast().last == second {
            best = min(best, naive(left.dropLast(2), right.dropLast(2)) + 1)
        }
        return best
    }
}
