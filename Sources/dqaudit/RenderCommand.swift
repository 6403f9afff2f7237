import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// `dqaudit render`: the page of a report that is kept as JSON.
struct RenderCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Rebuild the HTML page of a JSON report.",
        discussion: """
            Exit status: 0 written, 2 the report cannot be read or is none, 4 the page cannot be written.
            """)

    @Argument(
        help: ArgumentHelp("A JSON report; - reads stdin.", valueName: "report.json|-"),
        completion: .file(extensions: ["json"]))
    var report: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Where the page goes; - is stdout (default: beside the report, .html instead of .json; of stdin: stdout).",
            valueName: "path"), completion: .file(extensions: ["html"]))
    var output: String?

    @OptionGroup var language: LanguageOptions

    func carryOut() async throws(CommandFailure) -> Int32 {
        let file = ReportFile(report)
        let target = try target(of: file)
        let report = try ReportReading.report(file)
        do throws(SinkError) {
            try target.write(
                try HTMLReport.text(
                    of: report.asItsPageShowsIt,
                    in: language.language(environment: ProcessInfo.processInfo.environment)))
        } catch {
            // Nothing was audited and there was no delivery; but what is asked for here is a file, and that is what failed.
            throw CommandFailure(.deliveryFailed, error.message)
        }
        return ExitStatus.success.rawValue
    }

    /// Where the page goes. That it would take the report's own place is found before anything is read.
    private func target(of file: ReportFile) throws(CommandFailure) -> OutputTarget {
        if output == "-" || (output == nil && file.isStandardInput) { return .standardOutput }
        let path = output ?? RenderCommand.page(beside: report)
        guard !path.isEmpty else { throw .usage("-o is empty; name a file, or - for stdout") }
        if file.isSameFile(as: path) {
            throw .usage("\(file.name) is the report itself, which the page would overwrite; name another file with -o")
        }
        return .file(path)
    }

    /// `reports/a.json` → `reports/a.html`; what ends otherwise gets the ending besides.
    private static func page(beside report: String) -> String {
        (report.lowercased().hasSuffix(".json") ? String(report.dropLast(".json".count)) : report) + ".html"
    }
}
