import Foundation
import TestSupport

/// The command line as the program describes it itself.
struct CommandLineHelp: Decodable {
    let command: Command

    struct Command: Decodable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable {
        let kind: String
        let names: [Name]?
        let abstract: String?
        let allValues: [String]?

        /// As they are typed.
        var spellings: [String] { (names ?? []).map(\.spelling) }
    }

    struct Name: Decodable {
        let kind: String
        let name: String

        var spelling: String { (kind == "long" ? "--" : "-") + name }
    }

    /// Asks a program.
    init(of program: InstalledProgram, folder: TemporaryFolder) throws {
        let outcome = try program.run(["--experimental-dump-help"], folder: folder)
        self = try JSONDecoder().decode(CommandLineHelp.self, from: Data(outcome.output.utf8))
    }

    /// Every command with its full name, such as `dqaudit history list`, but the library's own `help`.
    var commands: [(name: String, arguments: [Argument])] {
        func walk(_ command: Command, after outer: String) -> [(String, [Argument])] {
            let name = outer + command.commandName
            let inner = (command.subcommands ?? []).filter { $0.commandName != "help" }
            return [(name, command.arguments ?? [])] + inner.flatMap { walk($0, after: name + " ") }
        }
        return walk(command, after: "")
    }
}
