import ArgumentParser
import AuditModel
import Reporting
import SuiteFile

/// `dqaudit schema`: the JSON Schemas of what it reads and writes.
struct SchemaCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of suites, for editors, or that of reports.",
        discussion: "An editor with a YAML language server uses it where the first line of a suite names it: "
            + "# yaml-language-server: $schema=suite.schema.json")

    @Argument(help: "suite or report.")
    var subject: Subject = .suite

    enum Subject: String, CaseIterable, ExpressibleByArgument { case suite, report }

    func carryOut() async throws(CommandFailure) -> Int32 {
        let text =
            switch subject {
            case .suite: SuiteSchema.text
            case .report: ReportSchema.text
            }
        // The last newline is the line's own.
        Output.print(String(text.dropLast()))
        return ExitStatus.success.rawValue
    }
}
