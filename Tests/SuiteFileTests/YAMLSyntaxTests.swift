import AuditModel
import Testing

@testable import SuiteFile

/// A text that is no YAML gives one issue at the place of the mistake, in plain words.
struct YAMLSyntaxTests {
    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        let issue: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ issue: String) {
            self.text = text
            self.issue = issue
        }
    }

    static let table: [Broken] = [
        Broken("", "1:1: the file is empty; a suite begins with 'version: 1'"),
        Broken("\u{FEFF}", "1:1: the file is empty; a suite begins with 'version: 1'"),
        Broken(
            "# a\n\n  # b\r\n", "1:1: the file holds nothing but blanks and comments; a suite begins with 'version: 1'"),
        Broken(" \n\t\n", "1:1: the file holds nothing but blanks and comments; a suite begins with 'version: 1'"),
        Broken("\ta: 1\n", "1:1: a tab stands here; YAML allows spaces only for indentation"),
        Broken("a:\n\tb: 1\n", "2:1: a tab stands here; YAML allows spaces only for indentation"),
        Broken("a:\r\n  - b\r\n\t- c\r\n", "3:1: a tab stands here; YAML allows spaces only for indentation"),
        Broken("a: |\n  x\n\ty\n", "3:1: a tab stands here; YAML allows spaces only for indentation"),
        Broken("a: x\u{0}y\n", "1:5: the control character U+0000 stands here; remove it"),
        Broken("a: 1\nb: \u{1B}[0m\n", "2:4: the control character U+001B stands here; remove it"),
        Broken(
            "a:\n  b: 1\n c: 2\n",
            "3:2: this does not fit into the mapping that starts in line 1: keys of one mapping stand in the same column"
        ),
        Broken(
            " a: 1\nb: 2\n",
            "2:1: this does not belong to what stands above: keys of one mapping stand in the same column"),
        Broken(
            "a: 'b' c\n", "1:8: nothing may follow the value that ends here: put quotes around the whole text"),
        Broken(
            "- a\nb: 1\n",
            "2:1: this does not fit into the list that starts in line 1: its elements start with '- ' in column 1"),
        Broken(
            "a: b: c\n",
            "1:5: a ':' is not allowed here: check the indentation, or put quotes around a text with ': '"),
        Broken(
            "a\nb: 1\n",
            "2:2: a ':' is not allowed here: check the indentation, or put quotes around a text with ': '"),
        Broken("a: - b\n", "1:4: a '- ' is not allowed here: a list starts on a line of its own"),
        Broken("a: 1\nb\nc: 2\n", "2:1: no ':' follows this key, or the line is indented wrongly"),
        Broken("a: [1, 2\n", "1:4: the list that opens here is never closed: ']' is missing"),
        Broken("{a: 1, b: 2", "1:1: the mapping that opens here is never closed: '}' is missing"),
        Broken("a: {b: 1]", "1:9: ',' or '}' is missing: the mapping that opens at 1:4 is not closed here"),
        Broken("a: [1, 2\nb: 3\n", "2:2: ',' or ']' is missing: the list that opens at 1:4 is not closed here"),
        Broken("[1, ,]", "1:5: a value is missing here"),
        Broken("a: 'x\n", "1:4: the quote that opens here is never closed"),
        Broken("a: 1\nb: \"x\n---\n", "2:4: the quote that opens here is never closed"),
        Broken(
            #"a: "^\d+$""#, #"1:6: unknown escape in a text in double quotes: write \\ for \, or use single quotes"#),
        Broken(
            #"a: "\ud800""#,
            #"1:7: this escape is no character: \x, \u and \U need 2, 4 or 8 hexadecimal digits of one"#),
        Broken("a: @x", "1:4: an unquoted text cannot start with '@': put it in quotes"),
        Broken("a: 5\nb: %x\n", "2:4: an unquoted text cannot start with '%': put it in quotes"),
        Broken("a: *base\n", "1:4: no anchor '&base' stands before this alias"),
        Broken("a: &x [*x]\n", "1:8: no anchor '&x' stands before this alias"),
        Broken("a: *\n", "1:5: an anchor '&' or alias '*' needs a name; put quotes around a text that starts with it"),
        Broken("a: 1\n---\nb: 1\n", "2:1: a second document starts here; a suite file holds one"),
        Broken("a: | x\n", "1:6: after '|' or '>' the text starts on the next line"),
        Broken("a: |0\n  x\n", "1:5: the number after '|' or '>' is an indentation from 1 to 9"),
        Broken("%FOO\n---\na: 1", "1:1: a line that starts with '%' is a YAML directive: remove it"),
        Broken("a: !<x y", "1:4: this tag is malformed; put quotes around a text that starts with '!'"),
        Broken("a: !y!z x", "1:4: this tag is malformed; put quotes around a text that starts with '!'"),
    ]

    @Test(arguments: table)
    func oneIssue(_ broken: Broken) {
        let document = YAMLDocument(parsing: broken.text.utf8, file: "f", environment: [:])
        #expect(document.root == nil)
        #expect(document.issues.map(\.description) == ["f:" + broken.issue])
    }

    @Test(arguments: [
        ([0xFF, 0xFE, 0x61, 0x00], "1:1: the file is written in UTF-16; save it as UTF-8"),
        ([0xFE, 0xFF, 0x00, 0x61], "1:1: the file is written in UTF-16; save it as UTF-8"),
        (Array("a: 1\nb: é".utf8.dropLast()), "2:4: a byte here is no UTF-8; save the file as UTF-8"),
        ([0x61, 0x3A, 0x20, 0xE9, 0x0A], "1:4: a byte here is no UTF-8; save the file as UTF-8"),
        (Array("a: 1\r\n\r\nb: é".utf8.dropLast()), "3:4: a byte here is no UTF-8; save the file as UTF-8"),
        ([0xEF, 0xBB, 0xBF, 0x61, 0xFF], "1:2: a byte here is no UTF-8; save the file as UTF-8"),
    ])
    func foreignEncodings(_ bytes: [UInt8], _ issue: String) {
        let document = YAMLDocument(parsing: bytes, file: "f", environment: [:])
        #expect(document.root == nil)
        #expect(document.issues.map(\.description) == ["f:" + issue])
    }

    @Test(arguments: [
        "a: 1\nb: [x, y]\n", "\u{FEFF}a: 1\r\nb: [x, y]\r\n", "a: 1\rb: [x, y]", "---\na: 1\nb: [x, y]\n...\n",
    ])
    func lineBreaksAndMarksOfTheFileDoNotMatter(_ text: String) {
        let document = YAMLDocument(parsing: text.utf8, file: "f", environment: [:])
        let first = text.hasPrefix("---") ? 2 : 1
        #expect(document.issues == [])
        guard case .mapping(let entries) = document.root?.content else {
            Issue.record("no mapping")
            return
        }
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries.map(\.keyPosition.line) == [first, first + 1])
        #expect(entries.map(\.keyPosition.column) == [1, 1])
        #expect(entries.map(\.value.position.column) == [4, 4])
    }
}
