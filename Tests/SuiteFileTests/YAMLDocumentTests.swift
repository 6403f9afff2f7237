import AuditModel
import Testing

@testable import SuiteFile

struct YAMLDocumentTests {
    private func parse(_ text: String) -> YAMLDocument {
        YAMLDocument(parsing: text.utf8, file: "f", environment: [:])
    }

    private func entries(_ text: String) throws -> [ConfigNode.Entry] {
        let document = parse(text)
        #expect(document.issues == [])
        guard case .mapping(let entries) = try #require(document.root).content else {
            Issue.record("no mapping")
            return []
        }
        return entries
    }

    @Test func placesCountCharactersFromOne() throws {
        let entries = try entries("é: 1\n\n# c\n'ü x':   [a,\n  {b: 2}]\nlast:\n")
        #expect(entries.map(\.key) == ["é", "ü x", "last"])
        #expect(entries.map { "\($0.keyPosition)" } == ["f:1:1", "f:4:1", "f:6:1"])
        #expect(entries.map { "\($0.value.position)" } == ["f:1:4", "f:4:10", "f:6:6"])
        guard case .sequence(let elements) = entries[1].value.content else {
            Issue.record("no list")
            return
        }
        #expect(elements.map { "\($0.position)" } == ["f:4:11", "f:5:3"])
    }

    @Test func aliasesKeepThePlaceOfTheirAnchor() throws {
        let entries = try entries("base: &b {x: 1}\nother: *b\nlist: [&s text, *s]\n")
        #expect(entries[0].value == entries[1].value)
        #expect("\(entries[1].value.position)" == "f:1:7")
        guard case .sequence(let elements) = entries[2].value.content else {
            Issue.record("no list")
            return
        }
        #expect(elements.map(\.text) == ["text", "text"])
    }

    @Test func mergeKeys() throws {
        let entries = try entries(
            """
            a: &a {x: 1, y: 1}
            b: &b {y: 2, z: 2}
            one: {<<: *a, x: 9}
            two: {z: 9, <<: [*a, *b]}
            nested: &n {<<: *b, w: 3}
            three: {<<: *n}
            quoted: {'<<': 1}
            """)
        func values(_ index: Int) -> [String] {
            guard case .mapping(let inner) = entries[index].value.content else { return [] }
            return inner.map { $0.key + "=" + $0.value.text }
        }
        #expect(values(2) == ["x=9", "y=1"])
        #expect(values(3) == ["z=9", "x=1", "y=1"])
        #expect(values(5) == ["w=3", "y=2", "z=2"])
        #expect(values(6) == ["<<=1"])
    }

    @Test(arguments: [
        ("a: {<<: 5}", "1:9: '<<' merges a mapping or a list of mappings, not a number"),
        ("b: &b {x: 1}\na: {<<: [*b, text]}", "2:14: '<<' merges mappings, not a text"),
        (
            "b: &b {x: 1}\na:\n  <<: *b\n  <<: *b\n",
            "4:3: '<<' stands twice; merge several mappings as a list: '<<: [*a, *b]'"
        ),
        ("? [x]\n: 1\n", "1:3: a key must be a text, not a list or a mapping"),
        ("{a: 1}: 1\n", "1:1: a key must be a text, not a list or a mapping"),
    ])
    func issuesOfKeys(_ text: String, _ issue: String) {
        let document = parse(text)
        #expect(document.root != nil)
        #expect(document.issues.map(\.description) == ["f:" + issue])
    }

    @Test func keysOfEveryKindAreTexts() throws {
        #expect(
            try entries("1: a\ntrue: b\n~: c\n1.5: d\n'': e\n2025-01-01: f\n").map(\.key) == [
                "1", "true", "~", "1.5", "", "2025-01-01",
            ])
    }

    @Test func duplicateKeysStayWithTheirPlaces() throws {
        let entries = try entries("a: 1\n'b': 2\na: 3\n\"a\": {x: 1, y: 2, x: 3}\nb: 4\nç: 5\nç: 6\n$a: 7\n$a: 8\n")
        #expect(entries.map(\.key) == ["a", "b", "a", "a", "b", "ç", "ç", "$a", "$a"])
        #expect(entries.map(\.keyPosition.line) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        guard case .mapping(let inner) = entries[3].value.content else {
            Issue.record("no mapping")
            return
        }
        #expect(inner.map(\.key) == ["x", "y", "x"])
        #expect(inner.map(\.keyPosition.column) == [7, 13, 19])
    }

    @Test(arguments: [
        ("&k a: 1\na: 2\n", "1:1: key 'a' stands twice in one mapping"),
        ("\"\\x61\": 1\na: 2\n", "1:1: key 'a' stands twice in one mapping"),
        ("'': 1\n'': 2\n", "1:1: key '' stands twice in one mapping"),
    ])
    func duplicatesThatCannotBeKept(_ text: String, _ issue: String) {
        #expect(parse(text).issues.map(\.description) == ["f:" + issue])
    }

    @Test func manyDuplicatesEnd() {
        let text = String(repeating: "a: 1\n", count: 1_000)
        #expect(parse(text).issues.map(\.description) == ["f:51:1: key 'a' stands twice in one mapping"])
    }

    // MARK: Bounds

    /// Ten levels of ten aliases each: 10^10 values in 400 bytes.
    private func bomb(_ last: String) -> String {
        var text = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...10 {
            let alias = "*l\(level - 1)"
            text += "l\(level): &l\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        return text + last
    }

    @Test func aliasesThatUnfoldToTooMuchAreRefused() {
        let issues = parse(bomb("")).issues
        #expect(issues.count == 1)
        #expect(issues.first?.message == "with its aliases carried out the file has more than 100000 values")
    }

    @Test(arguments: [
        "? *l10\n: 1\n", "*l10 : 1\n", "[*l10]: 1\n", "x: {{a: *l10}: 1}\n", "? - *l10\n: 1\n", "x: {*l10: 1}\n",
    ])
    func aliasesInKeysAreRefused(_ key: String) {
        #expect(
            parse(bomb(key)).issues.map(\.description) == [
                "f:2:10: the aliases of this file could unfold without bound; write the values out"
            ])
    }

    @Test func nestingIsBounded() {
        #expect(
            parse("a: " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70)).issues.map(
                \.description) == [
                    "f:1:68: nested more than 64 levels deep"
                ])
        #expect(parse(String(repeating: "[", count: 100_000)).issues.count == 1)
        #expect(parse(String(repeating: "- ", count: 100_000)).issues.count == 1)
        #expect(parse(String(repeating: "{a: ", count: 100_000)).issues.count == 1)
    }

    /// Each level holds the one before it 900 brackets deeper.
    private func chain(_ levels: Int) -> String {
        var text = "a0: &a0 x\n"
        for level in 1...levels {
            let open = String(repeating: "[", count: 900)
            text += "a\(level): &a\(level) \(open)*a\(level - 1)\(String(repeating: "]", count: 900))\n"
        }
        return text
    }

    @Test func nestingThroughAliasesIsBounded() {
        #expect(parse(chain(2)).issues.map(\.message) == ["nested more than 64 levels deep"])
        #expect(
            parse(chain(300)).issues.map(\.message) == [
                "the aliases of this file could unfold without bound; write the values out"
            ])
    }

    @Test func honestAliasesAreFine() throws {
        var text = "missing: &m ['', Unknown]\nlimits: &l {warn_below: 95%}\n"
        for check in 0..<200 { text += "c\(check): {<<: *l, missing_values: *m, matches: '^[a-z]: x? y*'}\n" }
        #expect(try entries(text).count == 202)
    }
}
