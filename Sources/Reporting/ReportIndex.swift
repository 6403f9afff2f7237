import AuditModel
import Foundation

/// The suites whose reports lie in a folder: what its index page shows.
///
/// It is made of the files alone, so that the page is the same whichever process writes it, and needs no clock. Whatever else lies there,
/// or is broken, is passed over.
struct ReportIndex: Hashable, Sendable {
    /// The worst first, else by name.
    let suites: [Suite]

    /// One suite and its last runs.
    struct Suite: Hashable, Sendable {
        let folder: String
        /// The latest run; of its checks only what a headline needs.
        let report: RunReport
        /// `latest.html`, or `latest.json` where there is no page.
        let page: String
        /// The last runs by their clocks, ascending, this one included.
        let trend: [Outcome]
    }

    /// What one run came to.
    struct Outcome: Hashable, Sendable {
        let runID: String
        let now: Instant
        let status: RunStatus
    }

    /// How many runs a trend has.
    static let mostRuns = 30

    /// Looks through the folders of suites.
    init(of folder: ReportFolder) {
        let root = folder.directory
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let suites = names.filter { !$0.hasPrefix(".") }.compactMap { Suite(root: root, folder: $0) }
        self.suites = suites.sorted {
            (-$0.report.status.rank, $0.report.suite, $0.folder) < (-$1.report.status.rank, $1.report.suite, $1.folder)
        }
    }

    /// The clock of the page: that of the newest run.
    var newest: Instant? { suites.map(\.report.now).max() }
}

extension ReportIndex.Suite {
    /// nil where dqaudit did not write the folder's `latest.json` for a suite of this folder.
    fileprivate init?(root: String, folder: String) {
        let path = "\(root)/\(folder)"
        guard let glance = ReportGlance.read("\(path)/latest.json"),
            ReportFolder.safeName(glance.report.suite) == folder
        else { return nil }
        self.folder = folder
        report = glance.report
        var status = stat()
        let hasPage = lstat("\(path)/latest.html", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        page = hasPage ? "latest.html" : "latest.json"
        trend = Self.trend(of: report, in: path)
    }

    /// Ids of runs begin with their clocks, so that names tell which files are the newest.
    private static func trend(of report: RunReport, in path: String) -> [ReportIndex.Outcome] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") && $0 != "latest.json" }
        var outcomes = [report.runID: ReportIndex.Outcome(runID: report.runID, now: report.now, status: report.status)]
        for name in names.sorted(by: >).prefix(2 * ReportIndex.mostRuns) where outcomes.count <= ReportIndex.mostRuns {
            guard let head = ReportHead.read("\(path)/\(name)"), head.suite == report.suite,
                ReportFolder.safeName(head.runID) + ".json" == name
            else { continue }
            outcomes[head.runID] = ReportIndex.Outcome(runID: head.runID, now: head.now, status: head.status)
        }
        if let previous = report.previous, outcomes[previous.runID] == nil, outcomes.count < ReportIndex.mostRuns,
            outcomes.values.allSatisfy({ previous.now <= $0.now })
        {
            outcomes[previous.runID] = ReportIndex.Outcome(
                runID: previous.runID, now: previous.now, status: previous.status)
        }
        return Array(outcomes.values.sorted { ($0.now, $0.runID) < ($1.now, $1.runID) }.suffix(ReportIndex.mostRuns))
    }

    /// How long before the newest run of all suites this one ran, in seconds, where that is more than its runs are apart; nil where it is as
    /// recent as can be expected.
    func age(before newest: Instant) -> Double? {
        let gaps = zip(trend, trend.dropFirst()).map { $1.now.seconds - $0.now.seconds }
        let usual = max(24 * 3600, gaps.max() ?? 0)
        let age = newest.seconds - report.now.seconds
        return age > 1.5 * usual ? age : nil
    }
}
