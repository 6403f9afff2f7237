package import AuditModel

/// Where the reports of runs lie: `DIR/<suite>/<run id>.json` and `.html`, with `latest.json` and `latest.html` beside them.
package struct ReportFolder: Hashable, Sendable {
    /// DIR.
    package let directory: String

    package init(_ directory: String) {
        self.directory = directory
    }

    /// The paths of one run.
    package struct Paths: Hashable, Sendable {
        package let json: String
        package let html: String
        package let latestJSON: String
        package let latestHTML: String
    }

    /// The page that lists the suites.
    package var index: String { "\(trimmed)/index.html" }

    private var trimmed: String {
        directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    }

    /// Where the reports of a suite lie.
    func folder(ofSuite name: String) -> String { "\(trimmed)/\(ReportFolder.safeName(name))" }

    package func paths(of report: RunReport) -> Paths {
        let folder = folder(ofSuite: report.suite)
        let run = ReportFolder.safeName(report.runID)
        return Paths(
            json: "\(folder)/\(run).json", html: "\(folder)/\(run).html", latestJSON: "\(folder)/latest.json",
            latestHTML: "\(folder)/latest.html")
    }

    /// A name as one harmless path component.
    ///
    /// Letters and digits of any script, `-`, `_` and inner dots stay. Where anything had to change, a hash of the whole name follows,
    /// so that different names never share a folder.
    static func safeName(_ name: String) -> String {
        var safe = String(
            name.unicodeScalars.map { scalar -> Character in
                let isKept = scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                return isKept || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
            })
        while safe.hasPrefix(".") { safe.removeFirst() }
        while safe.utf8.count > 100 { safe.removeLast() }
        // The history and the index lie in the same directory as the folders of the suites; `latest` beside the runs.
        let lower = safe.lowercased()
        let isTaken = lower.hasPrefix("history.sqlite") || lower == "index.html" || lower == "latest"
        guard safe != name || safe.isEmpty || isTaken else { return safe }
        let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return (safe.isEmpty ? "suite" : safe) + "-" + String(hash, radix: 16)
    }
}
