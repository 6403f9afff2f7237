import Foundation
import TestSupport
import Testing

/// Whether each gauge that an audit pushes is shown to somebody.
@Suite(.enabled(if: MonitoringPrograms.canPush, "\(MonitoringPrograms.cannotPush)"))
struct GaugesShownTests {
    /// Gauges that no panel names, and why not.
    private static let unnamed = [
        "products_consolidated":
            "the volume panel finds the gauges of volumes, which suites name, by what they are not",
        "products_per_day": "the volume panel finds it, too",
        "dqaudit_last_run_timestamp_seconds": "DQAuditMissing watches it; the panel shows the last good run instead",
    ]

    @Test func `every gauge has a panel, or a reason to have none`() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let shop = try AuditedShop(folder: TemporaryFolder(), pushgateway: gateway.authority)
            defer { shop.stop() }
            try shop.rememberDaysBefore(3)
            let outcome = try shop.audit()
            #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
            let series = try await gateway.groups().flatMap(\.values.keys)
            let pushed = Set(series.map { "\($0.prefix { $0 != "{" })" })

            let left = try Self.namesInSources().subtracting(pushed).sorted()
            #expect(left.isEmpty, "the audit of this test has no \(left): give its suite what makes them")

            let shown = try Self.namesInPanels()
            let hidden = pushed.subtracting(shown).subtracting(Self.unnamed.keys).sorted()
            #expect(hidden.isEmpty, "no panel shows \(hidden)")
            let needless = Set(Self.unnamed.keys).intersection(shown).union(Set(Self.unnamed.keys).subtracting(pushed))
            #expect(needless.isEmpty, "these need no reason: \(needless.sorted())")
        }
    }

    /// The names of gauges that stand in the program's sources.
    private static func namesInSources() throws -> Set<String> {
        let sources = URL(fileURLWithPath: MonitoringFolder.path).deletingLastPathComponent()
            .appendingPathComponent("Sources")
        var names: Set<String> = []
        for folder in ["Reporting", "AuditChecks/Kinds"] {
            let path = sources.appendingPathComponent(folder).path
            for file in try FileManager.default.contentsOfDirectory(atPath: path) where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
                names.formUnion(text.matches(of: /Gauge\(\s*"([a-z_]+)"/).map { "\($0.1)" })
                guard file == "SegmentGauges.swift" else { continue }
                names.formUnion(text.matches(of: /[^a-zA-Z]gauge\(\s*"([a-z_]+)"/).map { "dqaudit_segment_\($0.1)" })
            }
        }
        #expect(names.count > 20, "the sources name their gauges otherwise than this test thinks")
        return names
    }

    /// Every word in the expressions of the two dashboards on data; what they leave out (`!~`) is not shown.
    private static func namesInPanels() throws -> Set<String> {
        var names: Set<String> = []
        for dashboard in ["data-quality", "audits"] {
            for expression in try GrafanaDashboard(dashboard).panels.flatMap(\.expressions) {
                let kept = expression.replacing(/!~"[^"]*"/, with: "")
                names.formUnion(kept.matches(of: /[a-z_]+/).map { "\($0.0)" })
            }
        }
        return names
    }
}
