import AuditModel
import Testing

@Suite("Thresholds in suites")
struct ThresholdReadingTests {
    private func at(_ line: Int, _ column: Int = 5) -> SourcePosition {
        SourcePosition(file: "products.yml", line: line, column: column)
    }

    /// A scalar as the reader of YAML resolves it.
    private func scalar(_ text: String, line: Int) -> ConfigNode {
        let content: ConfigNode.Content =
            if let integer = Int64(text) { .integer(integer) } else if let number = Double(text) {
                .number(number)
            } else {
                .string(text)
            }
        return ConfigNode(content, at: at(line, 17), text: text)
    }

    /// What a check that is judged in these units makes of `key: value` lines, and every complaint.
    private func read(
        _ lines: [(String, String)], units: [MeasurementUnit], upperOnly: Bool = false, percentLimit: Double = 100
    ) throws -> (thresholds: Thresholds, issues: [String]) {
        let entries = lines.enumerated().map { index, line in
            ConfigNode.Entry(
                key: line.0, keyPosition: at(index + 1), value: scalar(line.1, line: index + 1))
        }
        let log = MappingReader.IssueLog()
        let node = ConfigNode(.mapping(entries), at: at(1))
        let reader = try #require(MappingReader(node, subject: "a test check", log: log))
        let thresholds = reader.thresholds(percentLimit: percentLimit) { bound in
            upperOnly && !bound.isUpper ? [] : units
        }
        reader.finish()
        return (thresholds, log.issues.map(\.description))
    }

    @Test("each unit is written in its own way")
    func units() throws {
        let percent = try read([("warn_below", "95%"), ("fail_below", "90.5 %")], units: [.percent])
        #expect(percent.issues.isEmpty)
        #expect(percent.thresholds.warnBelow == Threshold(value: 95, unit: .percent))
        #expect(percent.thresholds.failBelow == Threshold(value: 90.5, unit: .percent))
        let seconds = try read([("fail_above", "1h30m")], units: [.seconds])
        #expect(seconds.thresholds.failAbove == Threshold(value: 5400, unit: .seconds))
        let either = try read([("warn_above", "5%"), ("fail_above", "100")], units: [.documents, .percent])
        #expect(either.issues.isEmpty)
        #expect(either.thresholds.warnAbove == Threshold(value: 5, unit: .percent))
        #expect(either.thresholds.failAbove == Threshold(value: 100, unit: .documents))
        let deviations = try read([("warn_above", "3.5"), ("fail_above", "4")], units: [.scaledDeviations])
        #expect(deviations.thresholds.warnAbove == Threshold(value: 3.5, unit: .scaledDeviations))
        #expect(deviations.thresholds.failAbove == Threshold(value: 4, unit: .scaledDeviations))
    }

    @Test(
        "a value of the wrong kind is told with place, examples and a guess",
        arguments: [
            ("90", [.percent], "a percentage such as 95%, not '90' (did you mean 90%?)"),
            ("90", [.seconds], "a duration such as 24h, not '90' (did you mean 90h?)"),
            ("ninety", [.percent], "a percentage such as 95%, not 'ninety'"),
            (
                "24h", [.percent, .documents],
                "a percentage such as 95% or a number of documents such as 100, not '24h'"
            ),
            ("1.5", [.documents], "a number of documents such as 100, not '1.5'"),
            ("-1", [.documents], "a number of documents such as 100, not '-1'"),
            ("-5%", [.percent], "a percentage such as 95%, not '-5%'"),
            ("nan%", [.percent], "a percentage such as 95%, not 'nan%'"),
            ("%", [.percent], "a percentage such as 95%, not '%'"),
            ("inf", [.scaledDeviations], "a number such as 4, not 'inf'"),
            ("90%", [.scaledDeviations], "a number such as 4, not '90%'"),
        ] as [(String, [MeasurementUnit], String)])
    func wrongValue(text: String, units: [MeasurementUnit], expected: String) throws {
        let result = try read([("fail_above", text)], units: units)
        #expect(result.issues == ["products.yml:1:17: 'fail_above' must be \(expected)"])
        #expect(result.thresholds.isEmpty)
    }

    @Test("a share cannot exceed 100%, a deviation can")
    func beyondHundred() throws {
        #expect(try read([("fail_above", "250%")], units: [.percent]).issues.count == 1)
        #expect(try read([("fail_above", "250%")], units: [.percent], percentLimit: 1000).issues.isEmpty)
        #expect(try read([("fail_above", "0x10%")], units: [.percent]).issues.count == 1)
        #expect(try read([("fail_below", "101%")], units: [.percent]).issues.count == 1)
        #expect(try read([("fail_below", "100%")], units: [.percent]).issues.isEmpty)
    }

    @Test("a warning that can never be seen is a mistake")
    func order() throws {
        let below = try read([("warn_below", "90%"), ("fail_below", "95%")], units: [.percent])
        #expect(
            below.issues == [
                "products.yml:1:17: 'warn_below' can never be seen: 'fail_below' is reached first; swap the two"
            ])
        let above = try read([("fail_above", "12h"), ("warn_above", "24h")], units: [.seconds])
        #expect(
            above.issues == [
                "products.yml:2:17: 'warn_above' can never be seen: 'fail_above' is reached first; swap the two"
            ])
        #expect(try read([("warn_above", "5%"), ("fail_above", "1")], units: [.documents, .percent]).issues.isEmpty)
        #expect(try read([("warn_below", "90%"), ("fail_below", "90%")], units: [.percent]).issues.isEmpty)
    }

    @Test("a bound without meaning is refused, a misspelt one is guessed, and all are told at once")
    func keys() throws {
        let result = try read(
            [("warn_below", "5"), ("fail_abov", "5"), ("fail_above", "five"), ("fail_above", "6")],
            units: [.documents], upperOnly: true)
        #expect(result.issues.count == 4)
        #expect(result.issues.contains("products.yml:1:17: 'warn_below' has no meaning in a test check"))
        #expect(result.issues.contains("products.yml:4:5: key 'fail_above' stands twice in a test check"))
        #expect(
            result.issues.contains { $0.hasPrefix("products.yml:3:17: 'fail_above' must be a number of documents") })
        #expect(
            result.issues.contains {
                $0.hasPrefix("products.yml:2:5: unknown key 'fail_abov' in a test check; allowed are fail_above,")
                    && $0.hasSuffix("(did you mean 'fail_above'?)")
            })
    }
}
