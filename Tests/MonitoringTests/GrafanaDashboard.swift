import Foundation
import TestSupport

/// A dashboard of `monitoring/grafana/dashboards`.
struct GrafanaDashboard {
    let title: String
    let schemaVersion: Int
    /// Without rows.
    let panels: [Panel]
    /// The names of its variables, and of what kind they are.
    let variables: [String: String]

    struct Panel {
        let title: String
        let type: String
        let unit: String
        /// The data source of the panel and of its targets.
        let sources: Set<String>
        /// As they stand in the file, with Grafana's variables.
        let expressions: [String]
        /// Colours, and the value from which each counts; nil for the lowest.
        let thresholds: [Threshold]
        /// Left, top, width, height.
        let place: [Int]
    }

    struct Threshold: Equatable {
        let color: String
        let value: Double?

        init(_ color: String, _ value: Double?) {
            self.color = color
            self.value = value
        }
    }

    init(_ name: String) throws {
        let data = Data(try MonitoringFolder.text("grafana/dashboards/\(name).json").utf8)
        guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let title = object["title"] as? String, let panels = object["panels"] as? [[String: Any]],
            let variables = (object["templating"] as? [String: Any])?["list"] as? [[String: Any]]
        else { throw FixtureError("\(name) is no dashboard") }
        self.title = title
        schemaVersion = object["schemaVersion"] as? Int ?? 0
        self.panels = panels.filter { $0["type"] as? String != "row" }.map(Panel.init)
        self.variables = Dictionary(
            uniqueKeysWithValues: variables.map { ($0["name"] as? String ?? "", $0["type"] as? String ?? "") })
    }

    /// What Grafana would ask when every suite is chosen and the time between two points is short.
    static func query(_ expression: String) -> String {
        expression.replacingOccurrences(of: "$suite", with: ".*")
            .replacingOccurrences(of: "$__rate_interval", with: "1m")
    }
}

extension GrafanaDashboard.Panel {
    init(_ object: [String: Any]) {
        let defaults = (object["fieldConfig"] as? [String: Any])?["defaults"] as? [String: Any] ?? [:]
        let steps = (defaults["thresholds"] as? [String: Any])?["steps"] as? [[String: Any]] ?? []
        let targets = object["targets"] as? [[String: Any]] ?? []
        let grid = object["gridPos"] as? [String: Int] ?? [:]
        title = object["title"] as? String ?? ""
        type = object["type"] as? String ?? ""
        unit = defaults["unit"] as? String ?? ""
        sources = Set(([object] + targets).map { ($0["datasource"] as? [String: String])?["uid"] ?? "" })
        expressions = targets.compactMap { $0["expr"] as? String }
        thresholds = steps.map {
            GrafanaDashboard.Threshold($0["color"] as? String ?? "", $0["value"] as? Double)
        }
        place = ["x", "y", "w", "h"].map { grid[$0] ?? -1 }
    }
}
