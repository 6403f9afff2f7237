import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// `dqaudit diff`: what changed between two reports.
struct DiffCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Tell what changed between two JSON reports.",
        discussion: """
            Exit status: 0 not worse, 1 worse, 2 a report cannot be read or is none, 4 the result cannot be written.

            Worse is a worse verdict, a worse status of a check (pass, learning, warn, fail, not evaluated), of the whole or of a \
            segment, and a check or a segment that was evaluated and is no longer there. A value that moved within its status is not worse.
            """)

    @Argument(
        help: ArgumentHelp("The JSON report to compare with; - reads stdin.", valueName: "old.json"),
        completion: .file(extensions: ["json"]))
    var old: String

    @Argument(
        help: ArgumentHelp("The JSON report that may be worse; - reads stdin.", valueName: "new.json"),
        completion: .file(extensions: ["json"]))
    var new: String

    @Option(help: "What stdout gets: text, markdown or json.")
    var format: DiffFormat = .text

    @OptionGroup var language: LanguageOptions

    @Option(help: "Colour: auto, always or never.")
    var color: ColorChoice = .auto

    func carryOut() async throws(CommandFailure) -> Int32 {
        guard old != "-" || new != "-" else { throw .usage("only one of the two reports can come from stdin") }
        let difference = ReportDifference(
            from: try ReportReading.report(ReportFile(old)), to: try ReportReading.report(ReportFile(new)))
        if difference.isBackwards {
            Output.complain(
                "dqaudit: \(ReportFile(old).name) is newer than \(ReportFile(new).name); the older one is usually named first"
            )
        }
        let status: ExitStatus = difference.isWorse ? .breach : .success
        do throws(SinkError) {
            try OutputTarget.standardOutput.write(text(difference))
            return status.rawValue
        } catch {
            Output.complain("dqaudit: \(error.message)")
            return ExitStatus.worst([status, .deliveryFailed]).rawValue
        }
    }

    private func text(_ difference: ReportDifference) -> String {
        let environment = ProcessInfo.processInfo.environment
        let language = language.language(environment: environment)
        switch format {
        case .json: return ReportDifferenceJSON.text(difference)
        case .markdown: return ReportDifferenceMarkdown(language: language).text(difference)
        case .text:
            let isColoured = color.isColoured(environment: environment)
            return ReportDifferenceText(
                width: Output.columns(of: STDOUT_FILENO), isColoured: isColoured, language: language
            ).text(difference)
        }
    }
}

/// What stdout gets of a comparison.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument { case text, markdown, json }
