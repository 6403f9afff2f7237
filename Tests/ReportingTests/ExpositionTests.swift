import AuditModel
import Reporting
import TestSupport
import Testing

@Suite struct ExpositionTests {
    @Test func samplesOfOneNameStandTogether() throws {
        let text = try Exposition.text([
            Gauge("data_completeness", help: "Percent.", labels: [Gauge.Label("check", "a")], value: 97.25),
            Gauge("dqaudit_documents_scanned", help: "Documents.", value: 30_000),
            Gauge("data_completeness", help: "Percent.", labels: [Gauge.Label("check", "b")], value: 100),
        ])
        #expect(
            text == """
                # HELP data_completeness Percent.
                # TYPE data_completeness gauge
                data_completeness{check="a"} 97.25
                data_completeness{check="b"} 100
                # HELP dqaudit_documents_scanned Documents.
                # TYPE dqaudit_documents_scanned gauge
                dqaudit_documents_scanned 30000

                """)
    }

    @Test func escapesHelpAndLabels() throws {
        let text = try Exposition.text([
            Gauge("a", help: "one \\ two\n\"three\"", labels: [Gauge.Label("check", "x\\y\n\"z\"")], value: 1)
        ])
        #expect(text == "# HELP a one \\\\ two\\n\"three\"\n# TYPE a gauge\na{check=\"x\\\\y\\n\\\"z\\\"\"} 1\n")
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1_795_413_601, "1795413601"), (1_795_413_601.9, "1795413601.9"), (12.5, "12.5"),
        (-3, "-3"), (9_007_199_254_740_992, "9007199254740992"), (0.1 + 0.2, "0.30000000000000004"),
    ])
    func numbersAreExact(value: Double, text: String) throws {
        #expect(try Exposition.text([Gauge("a", help: "", value: value)]) == "# TYPE a gauge\na \(text)\n")
    }

    @Test func whatCouldNotBeMeasuredIsAbsent() throws {
        let gauges = [Double.nan, .infinity, -.infinity].map { Gauge("a", help: "h", value: $0) }
        #expect(try Exposition.text(gauges).isEmpty)
    }

    @Test func oneSeriesHasOneValue() throws {
        let gauge = Gauge("a", help: "h", labels: [Gauge.Label("x", "1"), Gauge.Label("y", "2")], value: 1)
        var turned = gauge
        turned.labels.reverse()
        #expect(try Exposition.text([gauge, turned]) == Exposition.text([gauge]))
        turned.value = 2
        #expect(throws: SinkError.self) { try Exposition.text([gauge, turned]) }
    }

    @Test(arguments: ["", "1a", "a-b", "a b", "é", "a:b"])
    func badNamesAreRefused(name: String) {
        #expect(throws: SinkError.self) { try Exposition.text([Gauge(name, help: "h", value: 1)]) }
        #expect(throws: SinkError.self) {
            try Exposition.text([Gauge("a", help: "h", labels: [Gauge.Label(name, "x")], value: 1)])
        }
    }

    @Test func aLabelOfPrometheusOrTwiceIsRefused() {
        for labels in [[Gauge.Label("__name__", "x")], [Gauge.Label("x", "1"), Gauge.Label("x", "2")]] {
            #expect(throws: SinkError.self) { try Exposition.text([Gauge("a", help: "h", labels: labels, value: 1)]) }
        }
    }
}
