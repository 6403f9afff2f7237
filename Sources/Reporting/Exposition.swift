package import AuditModel

/// The Prometheus text format, version 0.0.4.
package enum Exposition {
    /// What the text is, for HTTP.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The gauges as text: families in the order of their first sample, each with one HELP and one TYPE line.
    ///
    /// A number that is not finite is left out: what could not be measured is absent, never NaN. No timestamps, as neither the
    /// Pushgateway nor the textfile collector takes them.
    /// - Throws: `SinkError` for a metric or label name that Prometheus does not allow, and for one series with two values.
    package static func text(_ gauges: [Gauge]) throws(SinkError) -> String {
        var order: [String] = []
        var families: [String: Family] = [:]
        for gauge in gauges where gauge.value.isFinite {
            try check(gauge)
            if families[gauge.name] == nil {
                order.append(gauge.name)
                families[gauge.name] = Family(help: gauge.help)
            }
            try families[gauge.name]?.add(gauge)
        }
        var text = ""
        for name in order {
            guard let family = families[name] else { continue }
            if !family.help.isEmpty { text += "# HELP \(name) \(escapedHelp(family.help))\n" }
            text += "# TYPE \(name) gauge\n"
            for (series, value) in family.samples { text += "\(series) \(number(value))\n" }
        }
        return text
    }

    /// A number as Prometheus reads it: whole numbers without point and exponent, others as short as they stay exact.
    static func number(_ value: Double) -> String {
        Int64(exactly: value).map { String($0) } ?? String(value)
    }

    /// Whether Prometheus takes the name for a metric; colons are kept for recording rules.
    package static func isMetricName(_ name: String) -> Bool { isName(name) }

    /// Whether Prometheus takes the name for a label; two leading underscores are its own.
    package static func isLabelName(_ name: String) -> Bool { isName(name) && !name.hasPrefix("__") }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func check(_ gauge: Gauge) throws(SinkError) {
        guard isMetricName(gauge.name) else {
            throw SinkError(
                "'\(VisibleText.of(gauge.name))' is no Prometheus metric name; use letters, digits and underscores")
        }
        var seen: Set<String> = []
        for label in gauge.labels {
            guard isLabelName(label.name) else {
                throw SinkError(
                    "'\(VisibleText.of(label.name))' is no Prometheus label name; use letters, digits and underscores")
            }
            guard seen.insert(label.name).inserted else {
                throw SinkError("gauge \(gauge.name) has the label '\(label.name)' twice; rename one of them")
            }
        }
    }

    /// The samples of one name.
    private struct Family {
        let help: String
        private(set) var samples: [(series: String, value: Double)] = []
        private var known: [Set<Gauge.Label>: Double] = [:]

        init(help: String) {
            self.help = help
        }

        mutating func add(_ gauge: Gauge) throws(SinkError) {
            let key = Set(gauge.labels)
            if let value = known[key] {
                if value == gauge.value { return }
                let series = VisibleText.of(Exposition.series(gauge))
                throw SinkError("\(series) has two values; give its checks different ids")
            }
            known[key] = gauge.value
            samples.append((Exposition.series(gauge), gauge.value))
        }
    }

    private static func series(_ gauge: Gauge) -> String {
        if gauge.labels.isEmpty { return gauge.name }
        let labels = gauge.labels.map { "\($0.name)=\"\(escapedLabel($0.value))\"" }
        return "\(gauge.name){\(labels.joined(separator: ","))}"
    }

    private static func escapedHelp(_ text: String) -> String { escaped(text, quotes: false) }

    private static func escapedLabel(_ text: String) -> String { escaped(text, quotes: true) }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
