import AuditModel
import Foundation
import Reporting

/// The outputs about all suites of a process: the index of the reports, and for CI servers `--junit`, `--markdown`, and what GitHub Actions reads.
///
/// They are no sinks: a sink delivers one run, and these are written once, when every suite is done.
struct RunFiles {
    let junit: String?
    let markdown: String?
    /// nil outside of GitHub Actions.
    let gitHub: GitHubActions?
    let failOn: ExitStatus.FailureLevel
    let language: Language
    private let reports: ReportFolder

    /// - Throws: a usage error for paths that cannot be right, before anything is audited.
    init(
        _ command: RunCommand, reports: ReportFolder, language: Language, environment: [String: String]
    ) throws(CommandFailure) {
        for (option, path) in [("--junit", command.junit), ("--markdown", command.markdown)] {
            if let path { try RunFiles.check(option, path) }
        }
        if let junit = command.junit, junit == command.markdown {
            throw .usage("--junit and --markdown name the same file; give each its own")
        }
        junit = command.junit
        markdown = command.markdown
        gitHub = GitHubActions(environment: environment)
        failOn = command.failOn
        self.language = language
        self.reports = reports
    }

    /// Writes the page that lists all suites, where any has a new report.
    /// - Returns: whether it was delivered; what failed is said on stderr.
    func writeIndex(_ runs: [CompletedRun]) -> Bool {
        let isNew = runs.contains { run in
            run.report.deliveries.contains { $0.sink == "json" && $0.status == .delivered }
        }
        guard isNew else { return true }
        do throws(SinkError) {
            try ReportIndexFile(folder: reports, language: language).write()
            return true
        } catch {
            Output.complain("dqaudit: index: \(error.message)")
            return false
        }
    }

    /// Writes everything that was asked for, each whole or not at all.
    /// - Returns: whether all of it was delivered; what failed is said on stderr.
    func deliver(_ outcomes: [SuiteOutcome]) -> Bool {
        var isDelivered = true
        func write(_ name: String, _ path: String?, _ text: () -> String) {
            guard let path else { return }
            do throws(SinkError) {
                try OutputTarget.file(path).write(text())
            } catch {
                Output.complain("dqaudit: \(name): \(error.message)")
                isDelivered = false
            }
        }
        write("junit", junit) { JUnitReport(failOn: failOn).text(outcomes) }
        write("markdown", markdown) { MarkdownReport(language: language).text(outcomes) }
        // Nobody asked for these by name: what becomes of them does not change the exit status.
        gitHub?.tell(outcomes, failOn: failOn, language: language)
        return isDelivered
    }

    /// A folder made for a misspelt path would be found by nobody.
    private static func check(_ option: String, _ path: String) throws(CommandFailure) {
        var isDirectory: ObjCBool = false
        if path.isEmpty || path.hasSuffix("/")
            || (FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue)
        {
            throw .usage("\(option): '\(VisibleText.of(path))' is no name of a file")
        }
        try checkFolder(option, of: path)
    }

    /// - Throws: a usage error where the folder of a file is not there.
    private static func checkFolder(_ option: String, of path: String) throws(CommandFailure) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw .usage("\(option): there is no folder '\(VisibleText.of(folder))'; make it or name another file")
        }
    }
}
