import AuditModel
import Reporting
import Testing

@Suite struct GroupingKeyTests {
    @Test(arguments: ["job", "suite", "database", "check", "bound", "1st", "a-b", "__x", "", "é"])
    func unusableNamesAreRefused(name: String) {
        #expect(throws: SinkError.self) { try GroupingKey(groups: [Gauge.Label(name, "x")]) }
    }

    @Test func aNameIsGivenOnce() {
        #expect(throws: SinkError.self) { try GroupingKey(groups: [Gauge.Label("env", "a"), Gauge.Label("env", "b")]) }
    }

    @Test func furtherGroupsFollowTheFixedOnes() throws {
        let key = try GroupingKey(groups: [Gauge.Label("env", "prod"), Gauge.Label("instance", "a")])
        #expect(
            key.labels(of: Sample.report()) == [
                Gauge.Label("suite", "products"), Gauge.Label("database", "pricechecktn"),
                Gauge.Label("collection", "products"), Gauge.Label("env", "prod"), Gauge.Label("instance", "a"),
            ])
    }
}
