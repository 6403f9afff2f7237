import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// The program: reads the command line, carries out one command, exits in one place.
@main
struct DQAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dqaudit",
        abstract: "Audits the quality of data in MongoDB collections.",
        discussion: """
            Exit status: 0 passed, 1 a threshold was breached, 2 usage or configuration error, 3 the audit could not be \
            completed, 4 a delivery failed, 130/143 interrupted.
            """,
        version: ProductVersion.current,
        subcommands: [
            RunCommand.self, ValidateCommand.self, HistoryCommand.self, RenderCommand.self, DiffCommand.self,
            SchemaCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    static func main() async {
        // A reader that goes away (`dqaudit | head`) must not end the process by a signal before the status is known.
        signal(SIGPIPE, SIG_IGN)
        // Nor a file that grows beyond `ulimit -f`: the write fails, and what it was for is told.
        signal(SIGXFSZ, SIG_IGN)
        Output.claimStandardStreams()
        _ = Interruption.shared
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = await carryOut(arguments)
        ProcessExit.leave(Output.closing(status, style: asksForNagios(arguments) ? .nagios : .standard))
    }

    /// Carries out a command line and answers the status to exit with.
    private static func carryOut(_ arguments: [String]) async -> Int32 {
        let command: any ParsableCommand
        do {
            command = try parseAsRoot(arguments)
        } catch {
            let text = fullMessage(for: error)
            if exitCode(for: error).isSuccess {
                Output.print(text)
                return ExitStatus.success.rawValue
            }
            Output.complain(text)
            if speaksNagios(arguments) { Output.print(NagiosStatusLine.text(ofFailure: message(for: error))) }
            return ExitStatus.usage.code(asksForNagios(arguments) ? .nagios : .standard, worst: .incomplete)
        }
        if let command = command as? any AuditCommand {
            do throws(CommandFailure) {
                return try await command.carryOut()
            } catch {
                Output.complain(error.message)
                if speaksNagios(arguments) { Output.print(NagiosStatusLine.text(ofFailure: error.message)) }
                return command.code(of: error.status)
            }
        }
        // Help, version and shell completions are commands of the library.
        do {
            var command = command
            try command.run()
            return ExitStatus.success.rawValue
        } catch {
            let text = fullMessage(for: error)
            let isSuccess = exitCode(for: error).isSuccess
            if isSuccess { Output.print(text) } else { Output.complain(text) }
            return isSuccess ? ExitStatus.success.rawValue : ExitStatus.usage.rawValue
        }
    }

    /// Whether the command line wants the numbers of Nagios, also when it could not be read as a whole.
    private static func asksForNagios(_ arguments: [String]) -> Bool { has("--exit-codes", "nagios", in: arguments) }

    /// Whether stdout gets the line of Nagios: with `--format json` there is JSON or nothing.
    private static func speaksNagios(_ arguments: [String]) -> Bool {
        asksForNagios(arguments) && !has("--format", "json", in: arguments)
    }

    private static func has(_ option: String, _ value: String, in arguments: [String]) -> Bool {
        arguments.contains("\(option)=\(value)")
            || zip(arguments, arguments.dropFirst()).contains { $0 == (option, value) }
    }
}

/// A command of this program: it answers the exit status instead of exiting.
protocol AuditCommand: ParsableCommand {
    func carryOut() async throws(CommandFailure) -> Int32

    /// The number that a status is told as.
    func code(of status: ExitStatus) -> Int32
}

extension AuditCommand {
    func code(of status: ExitStatus) -> Int32 { status.rawValue }
}

/// Why a command could not do its work, and the exit status that says so.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// A usage error.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(.usage, message) }
}
