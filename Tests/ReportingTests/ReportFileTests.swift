import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// Reports that are read back, whoever wrote them.
@Suite struct ReportFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func message(_ bytes: some Sequence<UInt8>) throws -> String {
        let path = try folder.write(bytes, to: "report.json")
        do throws(SinkError) {
            _ = try ReportFile(path).report()
            return ""
        } catch {
            return error.message
        }
    }

    @Test(arguments: [Sample.report(), Sample.incomplete, Sample.learning, Sample.evil])
    func `a report is read back`(report: RunReport) throws {
        let path = try folder.write(JSONReport.bytes(of: report), to: "report.json")
        #expect(try ReportFile(path).report() == report)
    }

    @Test func `what is no report is told in a sentence`() throws {
        #expect(try message("".utf8).hasSuffix("is empty; give a JSON report that dqaudit wrote"))
        #expect(try message("hello".utf8).contains("it is no valid JSON"))
        #expect(try message("[{}]".utf8).contains("is a list, not a report"))
        #expect(try message("{}".utf8).contains("'format_version' is missing"))
        #expect(
            try message(#"{"format_version": 2}"#.utf8).contains(
                "format version 2, this dqaudit reads 1; update dqaudit"))
        #expect(try message(#"{"format_version": "1"}"#.utf8).contains("'format_version' has another type"))
        let whole = try JSONReport.bytes(of: Sample.report())
        #expect(try message(whole.prefix(whole.count / 2)).contains("is cut off"))
        #expect(try message(whole + Array("x".utf8)).contains("is cut off"))
        #expect(try message(Array(repeating: 0xFF, count: 100)).contains("it is no valid JSON"))
    }

    @Test func `a place that cannot be read is told in a sentence`() throws {
        #expect(
            throws: SinkError("there is no file '/absent'; name a JSON report, such as reports/<suite>/latest.json")
        ) {
            try ReportFile("/absent").report()
        }
        #expect(throws: SinkError("'/tmp' is a folder; name a JSON report in it, such as latest.json")) {
            try ReportFile("/tmp").report()
        }
    }

    @Test func `a message quotes nothing that steers a terminal, and not at length`() throws {
        let text = String(decoding: try JSONReport.bytes(of: Sample.report()), as: UTF8.self)
        let evil = text.replacing(
            "\"2026-11-23T06:00:00Z\"", with: "\"\\u001b[2J\(String(repeating: "x", count: 9_999))\"")
        let message = try message(evil.utf8)
        #expect(message.contains("not an RFC 3339 instant"))
        #expect(message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(message.count < 800)
    }

    @Test(arguments: [
        ("\"documents\" : 30000", "\"documents\" : -1", "'scan.documents' cannot be -1"),
        ("\"documents\" : 30000", "\"documents\" : 9223372036854775807", "'scan.documents' cannot be"),
        ("\"cells\" : 30000", "\"cells\" : -5", "'cells' cannot be -5"),
        ("\"value\" : 87.4", "\"value\" : 1e308", "a number of a check is too large"),
        ("\"value\" : 87.4", "\"value\" : 1e999", "it is no valid JSON"),
        ("\"duration_seconds\" : 1.9", "\"duration_seconds\" : -1e9", "'duration_seconds' cannot be"),
        ("\"exit_code\" : 1", "\"exit_code\" : 9999999999", "'exit_code' is"),
        ("\"documents\" : 3985", "\"documents\" : -3985", "'days' cannot be"),
    ])
    func `numbers that no audit comes to are refused`(old: String, new: String, reason: String) throws {
        let text = String(decoding: try JSONReport.bytes(of: Sample.report()), as: UTF8.self)
        #expect(text.contains(old))
        #expect(try message(text.replacing(old, with: new).utf8).contains(reason))
    }

    // MARK: - Mutations

    /// Everything that is made of a report; must answer, or throw an error, whatever the report says.
    private func show(_ bytes: [UInt8], beside other: RunReport) throws -> Bool {
        let path = try folder.write(bytes, to: "mutated.json")
        guard let report = try? ReportFile(path).report() else { return false }
        for language in [Language.english, .french] {
            _ = try HTMLReport.text(of: report.asItsPageShowsIt, in: language)
            for difference in [ReportDifference(from: report, to: other), ReportDifference(from: other, to: report)] {
                #expect(
                    !ReportDifferenceText(width: 60, isColoured: false, language: language).text(difference).isEmpty)
                #expect(!ReportDifferenceMarkdown(language: language).text(difference).isEmpty)
                #expect(ReportDifferenceJSON.text(difference).hasPrefix("{\n"))
            }
        }
        #expect(ReportDifference(from: report, to: report).isWorse == false)
        return true
    }

    @Test(arguments: [Sample.segmented, Sample.learning, Sample.evil])
    func `a report of which one value is something else is shown or refused`(report: RunReport) throws {
        var random = SeededGenerator(seed: 7)
        let tree = try JSONSerialization.jsonObject(with: Data(try JSONReport.bytes(of: report)))
        var shown = 0
        for _ in 0..<150 {
            var left = Int.random(in: 0..<count(tree), using: &random)
            let mutated = mutate(tree, at: &left, &random)
            guard JSONSerialization.isValidJSONObject(mutated) else { continue }
            let bytes = try JSONSerialization.data(withJSONObject: mutated)
            if try show(Array(bytes), beside: report) { shown += 1 }
        }
        #expect(shown > 20, "a few mutations leave a report")
    }

    @Test func `a report of which some bytes are others is shown or refused`() throws {
        var random = SeededGenerator(seed: 8)
        let whole = try JSONReport.bytes(of: Sample.report())
        let pieces = [
            "1e999", "-0", "1e-999", "99999999999999999999", "\\u0000", "\u{0}", "\\ud800", "null", "{", "}", "[", "\"",
            ",", "\"value\" : 3,", "\u{FEFF}", "true",
        ]
        for _ in 0..<150 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...4, using: &random))
            bytes.replaceSubrange(start..<end, with: (pieces.randomElement(using: &random) ?? "").utf8)
            _ = try show(bytes, beside: Sample.report())
        }
        for length in stride(from: 0, to: whole.count, by: 211) {
            #expect(try !show(Array(whole.prefix(length)), beside: Sample.report()))
        }
    }

    @Test func `depth, length and repetition are no trouble`() throws {
        let text = String(decoding: try JSONReport.bytes(of: Sample.report()), as: UTF8.self)
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(try !show(Array("{\"format_version\": 1, \"checks\": \(deep)}".utf8), beside: Sample.report()))
        let twice = text.replacing("\"suite\" : \"products\"", with: "\"suite\" : \"products\", \"suite\" : \"other\"")
        _ = try show(Array(twice.utf8), beside: Sample.report())
        let long = text.replacing("Products a day", with: String(repeating: "é\\u0000", count: 500_000))
        #expect(try show(Array(long.utf8), beside: Sample.report()))
    }

    /// How many values there are in a tree.
    private func count(_ node: Any) -> Int {
        switch node {
        case let object as [String: Any]: object.values.reduce(1) { $0 + count($1) }
        case let list as [Any]: list.reduce(1) { $0 + count($1) }
        default: 1
        }
    }

    /// The tree with another value in one place.
    private func mutate(_ node: Any, at left: inout Int, _ random: inout SeededGenerator) -> Any {
        if left == 0 {
            left = -1
            let values: [Any] = [
                NSNull(), true, 0, -1, 3, 1e15, 1e100, -1e100, 1e300, Int64.max, Int64.min, 0.1, "", "x", "\u{0}",
                "pass", "2026-11-23T06:00:00Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
                String(repeating: "<&\"'`|\u{202E}", count: 2_000), [Any](), [String: Any](), [1, [2]], ["x": 1],
            ]
            return values.randomElement(using: &random) ?? NSNull()
        }
        left -= 1
        if let object = node as? [String: Any] {
            var result = object
            for key in object.keys.sorted() where left >= 0 {
                let isDropped = left == 0 && Int.random(in: 0..<5, using: &random) == 0
                if isDropped {
                    left = -1
                    result[key] = nil
                } else if let value = object[key] {
                    result[key] = mutate(value, at: &left, &random)
                }
            }
            return result
        }
        if let list = node as? [Any] {
            var result = list
            for index in list.indices where left >= 0 { result[index] = mutate(list[index], at: &left, &random) }
            return result
        }
        return node
    }
}
