import ArgumentParser
import AuditChecks
import AuditModel
import Foundation
import SuiteFile

/// `dqaudit validate`: reads suites without a database.
struct ValidateCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Report every problem of suite files, without a database.",
        discussion: "Check kinds and their keys (besides id, description and thresholds):\n\n" + kinds)

    /// Every kind with its keys, from the kinds' own help.
    private static var kinds: String {
        CheckRegistry.all.map { kind in
            (["  \(kind.name): \(kind.help.summary)"] + lines(kind.help.keys, within: "")).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// A line for each key, those of nested mappings after the key of the mapping.
    private static func lines(_ keys: [SuiteKey], within outer: String) -> [String] {
        keys.flatMap { key -> [String] in
            let names = key.names.joined(separator: ", ")
            return ["    \(outer)\(names): \(key.meaning)"] + lines(key.shape.nested, within: "\(outer)\(names): ")
        }
    }

    @Argument(
        help: ArgumentHelp("Suite files, or directories of *.yml files.", valueName: "suite.yml|dir"),
        completion: .file(extensions: ["yml"]))
    var suites: [String]

    func carryOut() async throws(CommandFailure) -> Int32 {
        let loader = SuiteLoader(
            environment: ProcessInfo.processInfo.environment, loadTimeZone: { try TimeZoneLoader.rules(for: $0) })
        do throws(SuiteFileError) {
            let files = try SuitePaths.files(in: suites)
            let loaded = try loader.load(paths: files)
            let issues = loaded.flatMap { FilterValidation.issues(of: $0) }
            if !issues.isEmpty { throw SuiteFileError(issues) }
            for (file, suite) in zip(files, loaded) {
                let count = suite.checks.count
                Output.print(
                    "\(file): suite '\(suite.name)' is good (\(count) \(count == 1 ? "check" : "checks") of "
                        + "\(suite.source.database).\(suite.source.collection))")
            }
            return ExitStatus.success.rawValue
        } catch {
            GitHubActions(environment: ProcessInfo.processInfo.environment)?.tell(error)
            throw .usage(error.description)
        }
    }
}
