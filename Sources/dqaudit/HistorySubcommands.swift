import ArgumentParser
import AuditModel
import Foundation
import RunHistory

/// Where the history lies: the same options for each of its commands.
struct HistoryArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "sqlite:PATH [env: DQAUDIT_HISTORY] (default: sqlite:<report-dir>/history.sqlite).", valueName: "location"))
    var history: String?

    @Option(help: ArgumentHelp("Where reports go [env: DQAUDIT_REPORT_DIR] (default: reports).", valueName: "path"))
    var reportDir: String?

    /// Opens the store; it must be there already.
    func open() throws(CommandFailure) -> any HistoryStore {
        let environment = ProcessInfo.processInfo.environment
        let directory = reportDir ?? environment.nonEmpty("DQAUDIT_REPORT_DIR") ?? "reports"
        let location = try HistoryOptions.location(history, reportDirectory: directory, environment: environment)
        switch location {
        case .none:
            throw .usage("--history none keeps no runs; name a store such as sqlite:reports/history.sqlite")
        case .sqlite(let path):
            do throws(HistoryError) {
                return try SQLiteHistory(path: path, create: false)
            } catch {
                throw HistoryArguments.failure(error)
            }
        }
    }

    /// A wrong id is a usage error; a store that cannot be read is none.
    static func failure(_ error: HistoryError) -> CommandFailure {
        switch error.code {
        case .unknownRun, .ambiguousRun, .duplicateRun: CommandFailure(.usage, error.message)
        case .unavailable, .incompatible: CommandFailure(.incomplete, error.message)
        }
    }
}

/// `dqaudit history list`.
struct HistoryList: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, newest first.")

    @OptionGroup var arguments: HistoryArguments

    @Option(help: "Only runs of this suite.")
    var suite: String?

    @Option(help: "How many runs at most.")
    var limit = 30

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func carryOut() async throws(CommandFailure) -> Int32 {
        guard limit > 0 else { throw .usage("--limit must be at least 1") }
        let store = try arguments.open()
        do throws(HistoryError) {
            let runs = try store.runs(suite: suite, limit: limit)
            Output.print(format == .json ? HistoryText.json(runs) : HistoryText.table(runs))
            return ExitStatus.success.rawValue
        } catch {
            throw HistoryArguments.failure(error)
        }
    }
}

/// `dqaudit history show`.
struct HistoryShow: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one run with every number kept of it.")

    @OptionGroup var arguments: HistoryArguments

    @Argument(help: "A run id, or enough of its beginning.")
    var run: String

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func carryOut() async throws(CommandFailure) -> Int32 {
        let store = try arguments.open()
        do throws(HistoryError) {
            let record = try store.run(id: run)
            Output.print(format == .json ? HistoryText.json(record) : HistoryText.details(record))
            return ExitStatus.success.rawValue
        } catch {
            throw HistoryArguments.failure(error)
        }
    }
}

/// `dqaudit history accept`.
struct HistoryAccept: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Use a run in baselines although it breached.")

    @OptionGroup var arguments: HistoryArguments

    @Argument(help: "Run ids, or enough of their beginnings.")
    var runs: [String]

    func carryOut() async throws(CommandFailure) -> Int32 {
        try HistoryReview.set(.accepted, runs, arguments)
    }
}

/// `dqaudit history reject`.
struct HistoryReject: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Never use a run in baselines.")

    @OptionGroup var arguments: HistoryArguments

    @Argument(help: "Run ids, or enough of their beginnings.")
    var runs: [String]

    func carryOut() async throws(CommandFailure) -> Int32 {
        try HistoryReview.set(.rejected, runs, arguments)
    }
}

/// Reviews runs: all of them or none.
enum HistoryReview {
    static func set(
        _ review: RunRecord.Review, _ ids: [String], _ arguments: HistoryArguments
    ) throws(CommandFailure) -> Int32 {
        let store = try arguments.open()
        do throws(HistoryError) {
            var known: [RunRecord] = []
            for id in ids { known.append(try store.run(id: id)) }
            for record in known {
                let changed = try store.review(id: record.runID, as: review)
                Output.print("\(changed.runID) of suite '\(changed.suite)' is \(changed.review.rawValue)")
            }
            return ExitStatus.success.rawValue
        } catch {
            throw HistoryArguments.failure(error)
        }
    }
}
