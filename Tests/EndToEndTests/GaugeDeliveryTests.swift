import AuditModel
import Foundation
import TestSupport
import Testing

/// The gauges in a real Pushgateway and in a textfile.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct GaugeDeliveryTests {
    private let place: AuditFolder
    private let database: TestDatabase
    private static let hasGateway = PushgatewayFixture.program != nil
    private static let promtool = InstalledProgram("promtool", variable: "DQAUDIT_TEST_PROMTOOL")

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("gauges")
        try database.insert(json: Shop.products(40, unnamed: 3, free: 2, repeated: 2), into: "products")
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
    }

    private func audit(_ options: String..., uri: String? = nil) throws -> AuditOutcome {
        try place.call(["run", "suite.yml", "--uri", uri ?? database.uri, "--now", Shop.now] + options)
    }

    @Test(.enabled(if: hasGateway, "\(PushgatewayFixture.missing)"))
    func `the Pushgateway holds the numbers of the report`() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let outcome = try audit("--pushgateway", gateway.url, "--group", "shop=tunis")
            #expect(outcome.status == 0, "\(outcome)")
            let groups = try await gateway.groups()
            let group = try #require(groups.first)
            #expect(groups.count == 1)
            #expect(
                group.labels == [
                    "job": "dqaudit", "suite": "products", "database": database.name, "collection": "products",
                    "shop": "tunis",
                ])
            let report = try place.latest()
            func value(_ id: String) -> Double? { report.check(id)?.value }
            let values = group.values
            #expect(values[#"data_completeness{check="completeness"}"#] == value("completeness"))
            #expect(value("completeness") == 98.5)
            #expect(values[#"dqaudit_field_completeness_ratio{check="completeness",field="name"}"#] == 37.0 / 40)
            #expect(values[#"data_freshness{check="freshness"}"#] == value("freshness"))
            // The newest product: 04:00 in Tunis, an hour ahead of UTC.
            #expect(values[#"data_last_update{check="freshness"}"#] == 1_778_468_400)
            #expect(values[#"duplicate_rate{check="duplicates"}"#] == value("duplicates"))
            #expect(value("duplicates") == 5)
            #expect(values[#"invalid_records{check="invalid_records"}"#] == value("invalid_records"))
            #expect(value("invalid_records") == 2)
            #expect(values[#"products_consolidated{check="volume"}"#] == 40)
            #expect(values["dqaudit_documents_scanned"] == 40)
            #expect(values["dqaudit_run_exit_code"] == 0)
            #expect(values["dqaudit_run_duration_seconds"] == report.durationSeconds)
            #expect(values["dqaudit_last_run_timestamp_seconds"] == report.finishedAt.seconds)
            #expect(values["dqaudit_last_success_timestamp_seconds"] == report.finishedAt.seconds)
            #expect(values[#"dqaudit_build_info{version="\#(report.dqauditVersion)"}"#] == 1)
            for check in report.checks {
                #expect(
                    values[#"dqaudit_check_status{check="\#(check.id)"}"#]
                        == (check.status == .learning ? 4 : 0))
            }
            #expect(
                values[#"dqaudit_check_threshold{bound="fail_above",check="freshness"}"#] == 86_400)
            #expect(report.deliveries.contains(Delivery(sink: "pushgateway", status: .delivered)))
        }
    }

    @Test(.enabled(if: hasGateway, "\(PushgatewayFixture.missing)"))
    func `a removed check vanishes, a failed run leaves the last good values`() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let name = database.name
            let environment = ["DQAUDIT_PUSHGATEWAY": gateway.url]
            func push(_ uri: String) throws -> AuditOutcome {
                try place.call("run", "suite.yml", "--uri", uri, "--now", Shop.now, environment: environment)
            }
            #expect(try push(database.uri).status == 0)
            let first = try #require(try await gateway.groups().first).values
            #expect(first[#"duplicate_rate{check="duplicates"}"#] != nil)

            let fewer = Shop.checks.replacing(
                "  - duplicates:\n      key: [url]\n      fail_above: 5%\n", with: "")
            try place.folder.write(Shop.suite(database: name, checks: fewer), to: "suite.yml")
            #expect(try push(database.uri).status == 0)
            let second = try #require(try await gateway.groups().first).values
            #expect(!second.keys.contains { $0.contains("duplicate") }, "\(second.keys)")
            #expect(second[#"data_completeness{check="completeness"}"#] == 98.5)

            let port = try FreePort.find()
            #expect(try push("mongodb://127.0.0.1:\(port)/?serverSelectionTimeoutMS=300").status == 3)
            let groups = try await gateway.groups()
            let third = try #require(groups.first).values
            #expect(groups.count == 1)
            let ofRun = [
                "dqaudit_run_exit_code", "dqaudit_run_duration_seconds", "dqaudit_last_run_timestamp_seconds",
            ]
            #expect(third["dqaudit_run_exit_code"] == 3)
            let failed = try place.latest()
            #expect(third["dqaudit_last_run_timestamp_seconds"] == failed.finishedAt.seconds)
            #expect(third["dqaudit_run_duration_seconds"] == failed.durationSeconds)
            #expect(third.filter { !ofRun.contains($0.key) } == second.filter { !ofRun.contains($0.key) })
        }
    }

    @Test(.enabled(if: hasGateway, "\(PushgatewayFixture.missing)"))
    func `a breach is pushed as well`() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            try database.insert(json: [#"{"name": "x", "price": -1, "url": "no"}"#], into: "products")
            #expect(try audit("--pushgateway", gateway.url).status == 1)
            let values = try #require(try await gateway.groups().first).values
            #expect(values[#"invalid_records{check="invalid_records"}"#] == 3)
            #expect(values[#"dqaudit_check_status{check="invalid_records"}"#] == 2)
            #expect(values["dqaudit_run_exit_code"] == 1)
            // Nothing that a label could not hold.
            #expect(!values.values.contains { $0.isNaN })
        }
    }

    @Test(.enabled(if: promtool != nil, "promtool is not on PATH (Debian: apt-get install prometheus)"))
    func `the textfile passes promtool`() throws {
        let promtool = try #require(Self.promtool)
        #expect(try audit("--textfile", "gauges.prom").status == 0)
        let check = try promtool.run(
            ["check", "metrics"], input: try place.folder.text(of: "gauges.prom"), folder: place.folder)
        #expect(check.exitStatus == 0, "\(check)")
        #expect(check.errors == "", "no advice either")
    }

    @Test func `the textfile keeps the last good values of a failed run, and other suites`() throws {
        try place.folder.write(Shop.suite("other", database: database.name), to: "other.yml")
        #expect(try audit("--textfile", "gauges.prom").status == 0)
        #expect(
            try place.call("other.yml", "--uri", database.uri, "--now", Shop.now, "--textfile", "gauges.prom").status
                == 0)
        let port = try FreePort.find()
        let outcome = try audit(
            "--textfile", "gauges.prom", uri: "mongodb://127.0.0.1:\(port)/?serverSelectionTimeoutMS=300")
        #expect(outcome.status == 3)
        let text = try place.folder.text(of: "gauges.prom")
        func line(_ name: String, _ suite: String) -> Substring? {
            text.split(separator: "\n").first { $0.hasPrefix("\(name){suite=\"\(suite)\"") }
        }
        #expect(line("dqaudit_run_exit_code", "products")?.hasSuffix(" 3") == true)
        #expect(line("data_completeness", "products")?.hasSuffix(" 98.5") == true)
        #expect(line("dqaudit_run_exit_code", "other")?.hasSuffix(" 0") == true)
        #expect(line("data_completeness", "other")?.hasSuffix(" 98.5") == true)
    }
}
