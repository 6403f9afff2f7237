import ArgumentParser
import AuditModel
import Reporting

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

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func carryOut() async throws(CommandFailure) -> Int32 {
        try HistoryReview.set(.accepted, runs, arguments, format)
    }
}

/// `dqaudit history reject`.
struct HistoryReject: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Never use a run in baselines.")

    @OptionGroup var arguments: HistoryArguments

    @Argument(help: "Run ids, or enough of their beginnings.")
    var runs: [String]

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func carryOut() async throws(CommandFailure) -> Int32 {
        try HistoryReview.set(.rejected, runs, arguments, format)
    }
}

/// Reviews runs: all of them or none.
enum HistoryReview {
    static func set(
        _ review: RunRecord.Review, _ ids: [String], _ arguments: HistoryArguments, _ format: OutputFormat
    ) throws(CommandFailure) -> Int32 {
        let store = try arguments.open()
        do throws(HistoryError) {
            var known: [RunRecord] = []
            for id in ids { known.append(try store.run(id: id)) }
            var changed: [RunRecord] = []
            for record in known { changed.append(try store.review(id: record.runID, as: review)) }
            Output.print(
                format == .json
                    ? HistoryText.json(changed)
                    : changed.map { "\($0.runID) of suite '\(VisibleText.of($0.suite))' is \($0.review.rawValue)" }
                        .joined(separator: "\n"))
            return ExitStatus.success.rawValue
        } catch {
            throw HistoryArguments.failure(error)
        }
    }
}
