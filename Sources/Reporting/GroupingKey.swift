package import AuditModel

/// What the gauges of one audit are filed under: `job="dqaudit"`, suite, database, collection, and groups of the user's choice.
package struct GroupingKey: Hashable, Sendable {
    /// The value of `job` in a Pushgateway; a scraped textfile has the job of its exporter.
    package static let job = "dqaudit"

    /// Groups of the user's choice, in the order given.
    package let groups: [Gauge.Label]

    /// - Throws: `SinkError` for a label name that Prometheus does not allow, one that this product uses itself, and a name given twice.
    package init(groups: [Gauge.Label] = []) throws(SinkError) {
        var seen: Set<String> = []
        for group in groups {
            guard Exposition.isLabelName(group.name) else {
                throw SinkError(
                    "group '\(VisibleText.of(group.name))' is no Prometheus label name; use letters, digits and underscores, "
                        + "no digit and no two underscores first")
            }
            guard !GroupingKey.reserved.contains(group.name) else {
                throw SinkError("group '\(group.name)' is a label that dqaudit sets itself; choose another name")
            }
            guard seen.insert(group.name).inserted else {
                throw SinkError("group '\(group.name)' is given twice; give each group once")
            }
        }
        self.groups = groups
    }

    private static let reserved: Set<String> = [
        "job", "suite", "database", "collection", "check", "field", "rule", "segment", "bound", "version", "le",
        "quantile",
    ]

    /// The labels of a report's group, `job` left out.
    package func labels(of report: RunReport) -> [Gauge.Label] {
        [
            Gauge.Label("suite", report.suite), Gauge.Label("database", report.source.database),
            Gauge.Label("collection", report.source.collection),
        ] + groups
    }

    /// The path of a report's group in the Pushgateway's API: `/metrics/job/dqaudit/suite/…`.
    func path(of report: RunReport) -> String {
        "/metrics/job/\(GroupingKey.job)" + labels(of: report).map(GroupingKey.component).joined()
    }

    /// `/name/value`, or `/name@base64/…` for a value that a path could not carry unchanged.
    private static func component(_ label: Gauge.Label) -> String {
        let plain = label.value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._~-".utf8.contains(byte)
            }
        }
        // `.` and `..` would be steps of the path.
        let isStep = label.value == "." || label.value == ".."
        if plain, !isStep, !label.value.isEmpty { return "/\(label.name)/\(label.value)" }
        return "/\(label.name)@base64/\(label.value.isEmpty ? "=" : base64(label.value))"
    }

    /// RFC 4648, section 5, without padding.
    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var encoded = ""
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                encoded.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { encoded.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return encoded
    }
}
