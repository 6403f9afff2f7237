import AuditModel
import Foundation
import Reporting
import SuiteFile

/// A step of GitHub Actions that this process is part of.
struct GitHubActions {
    /// Where Markdown for the page of the run is appended; nil where the runner names no file.
    private let summary: String?
    /// Where the repository is checked out.
    private let workspace: String?

    /// nil elsewhere.
    init?(environment: [String: String]) {
        guard environment["GITHUB_ACTIONS"] == "true" else { return nil }
        summary = environment.nonEmpty("GITHUB_STEP_SUMMARY")
        workspace = environment.nonEmpty("GITHUB_WORKSPACE")
    }

    /// Appends the summary, and writes the annotations to stderr, where the runner reads them as well: stdout is for the result.
    func tell(_ outcomes: [SuiteOutcome], failOn: ExitStatus.FailureLevel, language: Language) {
        let workspace = workspace
        let commands = WorkflowCommands(failOn: failOn) { GitHubActions.path($0, in: workspace) }
        for line in commands.lines(outcomes) { Output.complain(line) }
        guard let summary else { return }
        if let problem = append(MarkdownReport(language: language).text(outcomes) + "\n", to: summary) {
            Output.complain("dqaudit: GITHUB_STEP_SUMMARY: \(problem)")
        }
    }

    /// Writes an annotation for each mistake of suites, none of which can be audited then.
    func tell(_ error: SuiteFileError) {
        let workspace = workspace
        let commands = WorkflowCommands(failOn: .fail) { GitHubActions.path($0, in: workspace) }
        for line in commands.lines(error.issues) { Output.complain(line) }
    }

    /// Adds to the end of a file, in one piece: other steps have written there.
    /// - Returns: why it could not be done.
    private func append(_ text: String, to path: String) -> String? {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        let length = lseek(descriptor, 0, SEEK_END)
        let bytes = Array(text.utf8)
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count == bytes.count { return nil }
        let reason = count < 0 ? String(cString: strerror(errno)) : "the disk is full"
        // Half a summary is none.
        if count > 0 { ftruncate(descriptor, length) }
        return reason
    }

    /// A path as GitHub knows it; nil outside of the repository.
    private static func path(_ file: String, in workspace: String?) -> String? {
        guard let workspace else { return file }
        func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        let root = whole(workspace)
        let path = whole(file)
        return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : nil
    }
}
