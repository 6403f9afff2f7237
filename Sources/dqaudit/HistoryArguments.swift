import ArgumentParser
import AuditModel
import Foundation
import RunHistory

/// Where the history lies: the same options for each of its commands.
struct HistoryArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "sqlite:PATH or mongodb:DB.COLLECTION [env: DQAUDIT_HISTORY] (default: sqlite:<report-dir>/history.sqlite).",
            valueName: "location"))
    var history: String?

    @Option(help: "The server of a history in MongoDB [env: MONGODB_URI].")
    var uri: String?

    @Option(
        help: ArgumentHelp("Read the connection string from a file.", valueName: "path"), completion: .file())
    var uriFile: String?

    @Option(
        help: ArgumentHelp("Where reports go [env: DQAUDIT_REPORT_DIR] (default: reports).", valueName: "path"),
        completion: .directory)
    var reportDir: String?

    /// Opens the store.
    /// - Parameter create: whether it is made when it is missing.
    func open(create: Bool = false) throws(CommandFailure) -> any HistoryStore {
        let environment = ProcessInfo.processInfo.environment
        let directory = reportDir ?? environment.nonEmpty("DQAUDIT_REPORT_DIR") ?? "reports"
        let location = try HistoryOptions.location(history, reportDirectory: directory, environment: environment)
        let place = try HistoryPlace(location) { () throws(CommandFailure) in
            try ServerOptions.connection(uri: uri, uriFile: uriFile, environment: environment)
        }
        let store: (any HistoryStore)?
        do throws(HistoryError) {
            store = try place.open(create: create)
        } catch {
            throw HistoryArguments.failure(error)
        }
        guard let store else {
            throw .usage("--history none keeps no runs; name a store such as sqlite:reports/history.sqlite")
        }
        return store
    }

    /// A wrong id is a usage error; a store that cannot be read is none.
    static func failure(_ error: HistoryError) -> CommandFailure {
        switch error.code {
        case .unknownRun, .ambiguousRun, .duplicateRun: CommandFailure(.usage, error.message)
        case .unavailable, .incompatible: CommandFailure(.incomplete, error.message)
        }
    }
}
