import AuditModel
import Testing

@testable import SuiteFile

struct CoreSchemaTests {
    private static func value(_ text: String, _ environment: [String: String] = [:]) -> ConfigNode? {
        let document = YAMLDocument(parsing: ("a: " + text + "\n").utf8, file: "f", environment: environment)
        guard document.issues.isEmpty, case .mapping(let entries) = document.root?.content else { return nil }
        return entries.first?.value
    }

    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string("nULL")),
            ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)), ("tRUE", .string("tRUE")),
            ("NO", .string("NO")), ("no", .string("no")), ("yes", .string("yes")), ("on", .string("on")),
            ("y", .string("y")), ("Off", .string("Off")),
            ("0", .integer(0)), ("-12", .integer(-12)), ("+7", .integer(7)), ("010", .integer(10)),
            ("0o17", .integer(15)), ("0xFf", .integer(255)), ("0o18", .string("0o18")), ("0x", .string("0x")),
            ("0x-1", .string("0x-1")), ("0b11", .string("0b11")), ("1_000", .string("1_000")), ("+", .string("+")),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), ("-.5", .number(-0.5)), ("1.", .number(1)), (".", .string(".")),
            ("1e3", .number(1000)),
            ("1.5E-2", .number(0.015)), ("1e", .string("1e")), ("e3", .string("e3")), (".e3", .string(".e3")),
            (".inf", .number(.infinity)), ("-.Inf", .number(-.infinity)), ("+.INF", .number(.infinity)),
            ("inf", .string("inf")), ("nan", .string("nan")), ("infinity", .string("infinity")),
            ("12:30:45", .string("12:30:45")), ("2025-01-01", .string("2025-01-01")), ("95%", .string("95%")),
            ("24h", .string("24h")), ("1.2.3", .string("1.2.3")), ("'1'", .string("1")), ("\"true\"", .string("true")),
            ("''", .string("")), ("|\n  12\n", .string("12\n")), (">-\n  a\n  b\n", .string("a b")),
            ("!!str 5", .string("5")), ("! 5", .string("5")), ("!!int '5'", .integer(5)), ("!!float 5", .number(5)),
            ("!!bool 'true'", .bool(true)), ("!!null ''", .null),
        ] as [(String, ConfigNode.Content)])
    func scalars(_ text: String, _ content: ConfigNode.Content) {
        #expect(Self.value(text)?.content == content)
    }

    @Test func notANumber() {
        guard case .number(let value) = Self.value(".NaN")?.content else {
            Issue.record("no number")
            return
        }
        #expect(value.isNaN)
    }

    @Test func textIsKeptAsWritten() {
        for text in ["0x1F", "95%", "1.50", "NULL", "True", "~"] { #expect(Self.value(text)?.text == text) }
        #expect(Self.value("' x '")?.text == " x ")
    }

    /// A quoted text is a text, as is a day alone without a tag.
    @Test(
        arguments: [
            ("2026-03-01T00:00:00Z", 1_772_323_200_000), ("2026-03-01 01:00:00.5+01:00", 1_772_323_200_500),
            ("2026-03-01T00:00:00", 1_772_323_200_000), ("!!timestamp 2026-03-01", 1_772_323_200_000),
            ("!!timestamp '2026-03-01'", 1_772_323_200_000), ("2026-03-01", nil), ("'2026-03-01T00:00:00Z'", nil),
            ("!!str 2026-03-01T00:00:00Z", nil), ("2026-03-01T00:00:00Z or so", nil), ("2026-02-30T00:00:00Z", nil),
        ] as [(String, Int64?)])
    func times(_ text: String, _ milliseconds: Int64?) {
        let node = Self.value(text)
        #expect(node?.timestamp == milliseconds)
        #expect(node?.typeName == "a text")
    }

    @Test(arguments: [
        ("a: !!int x", "1:4: 'x' is not what its tag '!!int' says"),
        ("a: !!bool yes", "1:4: 'yes' is not what its tag '!!bool' says"),
        ("a: !!timestamp soon", "1:4: 'soon' is not what its tag '!!timestamp' says"),
        ("a: !env X", "1:4: the tag '!env' has no meaning here: remove it"),
        ("a: !!set {x}", "1:4: the tag '!!set' has no meaning here: remove it"),
        ("a: !!map [x]", "1:4: the tag '!!map' has no meaning here: remove it"),
    ])
    func tags(_ text: String, _ issue: String) {
        let document = YAMLDocument(parsing: text.utf8, file: "f", environment: [:])
        #expect(document.root != nil)
        #expect(document.issues.map(\.description) == ["f:" + issue])
    }
}
