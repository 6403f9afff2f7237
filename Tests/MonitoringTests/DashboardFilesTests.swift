import Foundation
import TestSupport
import Testing

/// The Grafana dashboards as files; `EndToEndAlarmTests` asks a Prometheus their questions.
struct DashboardFilesTests {
    static let names = ["overview", "performance", "data-quality", "audits"]

    @Test(.enabled(if: MonitoringPrograms.python != nil, "\(MonitoringPrograms.noPython)"))
    func `the files are what the script writes`() throws {
        let folder = try TemporaryFolder()
        let outcome = try #require(MonitoringPrograms.python).run(
            ["-B", "\(MonitoringFolder.path)/dashboards.py", folder.path], folder: folder)
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        #expect(try folder.names() == Self.names.map { "\($0).json" }.sorted())
        for name in Self.names {
            let same = try folder.text(of: "\(name).json") == MonitoringFolder.text("grafana/dashboards/\(name).json")
            #expect(same, "\(name).json is not what dashboards.py writes: run it and commit both")
        }
    }

    /// Keys, types, enumerations and kinds of panels, by the models that Grafana's makers generate from its schemas.
    @Test(.enabled(if: MonitoringPrograms.hasGrafanaModels, "\(MonitoringPrograms.noGrafanaModels)"))
    func `Grafana's own models know all that is in the files`() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "grafana_models.py")
        let files = Self.names.map { "\(MonitoringFolder.path)/grafana/dashboards/\($0).json" }
        let outcome = try #require(MonitoringPrograms.python).run(
            ["-B", script.path] + files, folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(arguments: names)
    func `panels have a unit, a place of their own and the chosen data source`(name: String) throws {
        let dashboard = try GrafanaDashboard(name)
        #expect(dashboard.variables["datasource"] == "datasource")
        #expect(dashboard.schemaVersion == 41)
        #expect(!dashboard.panels.isEmpty)
        for panel in dashboard.panels {
            #expect(panel.sources == ["${datasource}"], "\(panel.title)")
            #expect(!panel.expressions.isEmpty && !panel.unit.isEmpty, "\(panel.title)")
            #expect(panel.type != "graph" && panel.place[0] >= 0 && panel.place[0] + panel.place[2] <= 24)
            // Variables that the dashboard does not have would be sent to Prometheus as they stand.
            let left = panel.expressions.map(GrafanaDashboard.query).filter { $0.contains("$") }
            #expect(left.isEmpty)
            #expect(!panel.expressions.contains { $0.contains("$suite") } || dashboard.variables["suite"] == "query")
        }
        for (index, panel) in dashboard.panels.enumerated() {
            for other in dashboard.panels.dropFirst(index + 1) {
                let (one, two) = (panel.place, other.place)
                let apart =
                    one[0] + one[2] <= two[0] || two[0] + two[2] <= one[0] || one[1] + one[3] <= two[1]
                    || two[1] + two[3] <= one[1]
                #expect(apart, "\(panel.title) covers \(other.title)")
            }
        }
    }

    @Test(arguments: [
        ("overview", ["Pipeline Status", "Active Models", "Daily Predictions", "API Health"]),
        (
            "performance",
            ["Pipeline Duration", "Scraping Performance", "Model Inference Latency", "API Response Times"]
        ),
        ("data-quality", ["Data Completeness", "Duplicate Rate", "Data Freshness"]),
    ])
    func `panels that were agreed upon are there`(name: String, titles: [String]) throws {
        let dashboard = try GrafanaDashboard(name)
        #expect(Set(titles).isSubset(of: dashboard.panels.map(\.title)))
    }

    /// `tests/panels.yml` says what the answers are.
    @Test func `the panel of alerts asks what promtool has tried`() throws {
        let panel = try #require(try GrafanaDashboard("overview").panels.first { $0.title == "Alerts Firing" })
        let tried = try MonitoringFolder.text("tests/panels.yml")
        #expect(!panel.expressions.isEmpty && panel.expressions.allSatisfy { tried.contains("expr: '\($0)'\n") })
    }

    @Test(
        arguments: [
            ("overview", "Pipeline Status", "percent", ["red", "yellow", "green"], [95, 99]),
            ("overview", "API Health", "percent", ["red", "green"], [99]),
            ("data-quality", "Data Completeness", "percent", ["red", "yellow", "green"], [90, 95]),
            ("data-quality", "Duplicate Rate", "percent", ["green", "yellow", "red"], [5, 10]),
            ("data-quality", "Data Freshness", "s", ["green", "yellow", "red"], [86_400, 172_800]),
        ] as [(String, String, String, [String], [Double])])
    func `thresholds are as agreed`(
        name: String, title: String, unit: String, colors: [String], values: [Double]
    ) throws {
        let panel = try #require(try GrafanaDashboard(name).panels.first { $0.title == title })
        #expect(panel.unit == unit)
        #expect(panel.thresholds.map(\.color) == colors)
        #expect(panel.thresholds.map(\.value) == [nil] + values)
    }
}
