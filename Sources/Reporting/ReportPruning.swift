package import AuditModel
import Foundation

/// Deletes the oldest reports of a suite (`--keep-reports`).
///
/// Only what dqaudit wrote for runs of the suite is touched: `<run id>.json` that says so itself, and the page beside it. Everything
/// else stays, `latest.json` and `latest.html` above all.
package struct ReportPruning: Sendable {
    package let folder: ReportFolder
    /// How many reports stay, 1 or more.
    package let kept: Int

    package init(folder: ReportFolder, keeping kept: Int) {
        self.folder = folder
        self.kept = max(1, kept)
    }

    /// Keeps the newest reports of the suite by their runs' clocks, and that of this run whatever its clock.
    /// - Returns: a sentence for each file that could not be deleted. One that another process was faster with is none of them.
    package func prune(after report: RunReport) -> [String] {
        let latest = folder.paths(of: report).latestJSON
        let place = String(latest.dropLast("/latest.json".count))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let candidates = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") && $0 != "latest.json" }
        guard candidates.count > kept else { return [] }
        let runs = candidates.compactMap { name -> (head: ReportHead, base: String)? in
            let base = String(name.dropLast(".json".count))
            guard let head = ReportHead.read("\(place)/\(name)"), head.suite == report.suite,
                ReportFolder.safeName(head.runID) == base
            else { return nil }
            return (head, "\(place)/\(base)")
        }
        let newestFirst = runs.sorted { ($1.head.now, $1.head.runID) < ($0.head.now, $0.head.runID) }
        var problems: [String] = []
        for run in newestFirst.dropFirst(kept) where run.head.runID != report.runID {
            guard isPage(run.base + ".html") else {
                problems.append(
                    "the old report '\(VisibleText.of(run.base)).json' stays: dqaudit did not write the .html beside it; "
                        + "take that away")
                continue
            }
            // The page first: what is left after a failure is a report still, and the next run tries again.
            for path in [run.base + ".html", run.base + ".json"] {
                guard unlink(path) != 0, errno != ENOENT else { continue }
                let reason = String(cString: strerror(errno))
                problems.append(
                    "cannot delete the old report '\(VisibleText.of(path))': "
                        + "\(reason.prefix(1).lowercased() + reason.dropFirst()); delete it yourself, or make the folder writable"
                )
                break
            }
        }
        return problems
    }

    /// Whether a path is free or holds a page of dqaudit.
    private func isPage(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &bytes, bytes.count)
        return Data(bytes.prefix(max(0, count))).firstRange(of: Data("dqaudit".utf8)) != nil
    }
}
