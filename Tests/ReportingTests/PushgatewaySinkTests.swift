import AuditModel
import Foundation
import Reporting
import Synchronization
import TestSupport
import Testing

/// Pushes to a real Pushgateway.
@Suite(.enabled(if: PushgatewayFixture.program != nil, Comment(rawValue: PushgatewayFixture.missing)))
struct PushgatewaySinkTests {
    func sink(
        _ gateway: PushgatewayFixture, groups: [Gauge.Label] = [], credentials: HTTPCredentials? = nil,
        prefix: String = ""
    ) throws -> PushgatewaySink {
        PushgatewaySink(
            address: try PushgatewayAddress(gateway.url + prefix), key: try GroupingKey(groups: groups),
            credentials: credentials, pause: { _ in })
    }

    func expected(_ run: CompletedRun) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: RunGauges.all(of: run).map { gauge in
                let labels = gauge.labels.sorted { $0.name < $1.name }.map { "\($0.name)=\"\($0.value)\"" }
                return (labels.isEmpty ? gauge.name : "\(gauge.name){\(labels.joined(separator: ","))}", gauge.value)
            })
    }

    let labels = ["job": "dqaudit", "suite": "products", "database": "pricechecktn", "collection": "products"]

    @Test func theGatewayHoldsExactlyTheGauges() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let run = Sample.run(Sample.report())
            try await sink(gateway).deliver(run)
            #expect(try await gateway.groups() == [PushgatewayFixture.Group(labels: labels, values: expected(run))])
        }
    }

    @Test func aRemovedCheckVanishesWithTheNextPush() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            try await sink(gateway).deliver(Sample.run(Sample.report()))
            let later = Sample.run(Sample.report(checks: [Sample.freshness]))
            try await sink(gateway).deliver(later)
            #expect(try await gateway.groups().map(\.values) == [expected(later)])
        }
    }

    @Test func aFailedRunLeavesTheLastGoodValues() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let good = Sample.run(Sample.report())
            try await sink(gateway).deliver(good)
            let failed = CompletedRun(report: Sample.incomplete, checkGauges: [])
            try await sink(gateway).deliver(failed)
            let values = expected(good).merging(expected(failed)) { $1 }
            #expect(values["dqaudit_run_exit_code"] == 3)
            #expect(values["dqaudit_last_success_timestamp_seconds"] == 1_795_413_601.9)
            #expect(try await gateway.groups().map(\.values) == [values])
        }
    }

    @Test(arguments: ["", ".", "..", "a/b", "été", "50%", "a b?#", "~x-_.", "\"\\\n"])
    func groupsOfAnyValueArrive(value: String) async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let run = Sample.run(Sample.report(suite: value))
            try await sink(gateway, groups: [Gauge.Label("env", value)]).deliver(run)
            let group = try #require(try await gateway.groups().first)
            #expect(group.labels == labels.merging(["suite": value, "env": value]) { $1 })
            #expect(group.values == expected(run))
        }
    }

    @Test func theBodyOfARefusalIsShown() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            // Another group has the name with another type: an inconsistency that the gateway refuses.
            let other = try #require(URL(string: gateway.url + "/metrics/job/other"))
            let curl = try #require(InstalledProgram("curl"))
            let folder = try TemporaryFolder()
            let pushed = try curl.run(
                ["-sf", "--data-binary", "@-", other.absoluteString],
                input: "# TYPE data_completeness counter\ndata_completeness 1\n", folder: folder)
            #expect(pushed.exitStatus == 0)
            let sink = try sink(gateway)
            let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
            let message = try #require(error?.message)
            #expect(message.contains("push to \(gateway.url) failed: HTTP status 400, it refuses the gauges: "))
            #expect(message.contains("data_completeness"))
            #expect(!message.contains("tries"))
            // The refused push left the group alone: it holds nothing but the mark of the failure.
            #expect(try await gateway.groups().filter { $0.labels["suite"] != nil }.allSatisfy { $0.values.isEmpty })
        }
    }

    @Test func aRoutePrefixIsKept() async throws {
        try await PushgatewayFixture.withRunning(arguments: ["--web.route-prefix=/push/gw"]) { gateway in
            try await sink(gateway, prefix: "/push/gw/").deliver(Sample.run(Sample.report()))
            let sink = try sink(gateway)
            let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
            #expect(error?.message.contains("HTTP status 404, no Pushgateway answers at this address") == true)
        }
    }

    /// `password` for the user `audit`, as bcrypt at the lowest cost.
    static let webConfiguration = """
        basic_auth_users:
          audit: $2b$04$7LCr/X8PD7TIA0DKuZiVr.DBFzN14g6HVeAsPfE2T/WMHeWoCwLd6
        """

    @Test func basicAuthenticationOpensTheDoor() async throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(Array(Self.webConfiguration.utf8), to: folder.path("web.yml"))
        try await PushgatewayFixture.withRunning(arguments: ["--web.config.file=\(folder.path("web.yml"))"]) {
            gateway in
            let run = Sample.run(Sample.report())
            try await sink(gateway, credentials: .basic(user: "audit", password: "password")).deliver(run)
            let inURL = try PushgatewayAddress("http://audit:password@\(gateway.authority)")
            try await PushgatewaySink(address: inURL, key: GroupingKey(), pause: { _ in }).deliver(run)
            let wrong = try PushgatewayAddress("http://audit:s3cret@\(gateway.authority)")
            let error = await #expect(throws: SinkError.self) {
                try await PushgatewaySink(address: wrong, key: GroupingKey(), pause: { _ in }).deliver(run)
            }
            #expect(error?.message.contains("HTTP status 401, check user and password") == true)
            #expect(error?.message.contains("s3cret") == false)
        }
    }
}
