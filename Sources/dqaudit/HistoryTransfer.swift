import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// `dqaudit history export`.
struct HistoryExport: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write runs with every number kept of them, one JSON object a line, oldest first.")

    @OptionGroup var arguments: HistoryArguments

    @Option(
        name: [.customShort("o"), .long], help: ArgumentHelp("A file instead of stdout.", valueName: "path"),
        completion: .file())
    var output: String?

    @Option(help: "Only runs of this suite.")
    var suite: String?

    func carryOut() async throws(CommandFailure) -> Int32 {
        let store = try arguments.open()
        let text: String
        do throws(HistoryError) {
            text = HistoryExchange.lines(try store.runs(suite: suite, limit: .max).reversed())
        } catch {
            throw HistoryArguments.failure(error)
        }
        do throws(SinkError) {
            try (output.map(OutputTarget.file) ?? .standardOutput).write(text)
            return ExitStatus.success.rawValue
        } catch {
            throw CommandFailure(.deliveryFailed, error.message)
        }
    }
}

/// `dqaudit history import`.
struct HistoryImport: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring in runs that were exported, or JSON reports; what is there already stays.")

    @OptionGroup var arguments: HistoryArguments

    @Argument(
        help: ArgumentHelp("Files of 'history export', or JSON reports; - reads stdin.", valueName: "file|-"),
        completion: .file())
    var files: [String]

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    /// What became of the records.
    private struct Outcome: Encodable {
        var added = 0
        var known = 0
        var reviewed = 0
        /// Runs whose review in the history is another one, which stays.
        var reviewKept: [String] = []
        /// Runs that the history has with other numbers, which stay.
        var conflicting: [String] = []

        private enum CodingKeys: String, CodingKey {
            case added, known, reviewed, conflicting
            case reviewKept = "review_kept"
        }
    }

    func carryOut() async throws(CommandFailure) -> Int32 {
        var records: [RunRecord] = []
        // All of them are read first, so that a file with a mistake changes nothing.
        for file in files { records += try HistoryExchange.records(in: try bytes(of: file), of: file) }
        let store = try arguments.open(create: true)
        var outcome = Outcome()
        do throws(HistoryError) {
            for record in records {
                switch try store.merge(record) {
                case .added: outcome.added += 1
                case .known: outcome.known += 1
                case .reviewed: outcome.reviewed += 1
                case .reviewedOtherwise: outcome.reviewKept.append(record.runID)
                case .conflicting: outcome.conflicting.append(record.runID)
                }
            }
        } catch {
            throw HistoryArguments.failure(error)
        }
        Output.print(format == .json ? HistoryText.json(outcome) : text(outcome))
        guard outcome.conflicting.isEmpty else {
            throw .usage(
                "the history has other numbers for \(outcome.conflicting.joined(separator: ", ")), which it keeps")
        }
        return ExitStatus.success.rawValue
    }

    private func text(_ outcome: Outcome) -> String {
        var text = "added \(outcome.added), known before \(outcome.known), reviewed \(outcome.reviewed)"
        if !outcome.reviewKept.isEmpty {
            text += "\nreviewed otherwise in the history, which stays: \(outcome.reviewKept.joined(separator: ", "))"
        }
        return text
    }

    private func bytes(of file: String) throws(CommandFailure) -> [UInt8] {
        if file == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        do throws(SinkError) {
            if let bytes = try AtomicFile.read(file) { return bytes }
        } catch {
            throw .usage(error.message)
        }
        throw .usage("there is no file '\(file)'")
    }
}

/// `dqaudit history prune`.
struct HistoryPrune: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Take out runs whose clock is longer ago than a duration.")

    @OptionGroup var arguments: HistoryArguments

    @Option(
        help: ArgumentHelp("How long runs are kept, such as 400d.", valueName: "duration"),
        transform: { text in
            guard let seconds = DurationText.seconds(text), seconds > 0 else {
                throw ValidationError("write a duration such as 400d")
            }
            return seconds
        })
    var olderThan: Int64

    @Option(help: "Only runs of this suite.")
    var suite: String?

    @Flag(help: "Say which runs that would be, and take none out.")
    var dryRun = false

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    private struct Removal: Encodable {
        let removed: Int
    }

    func carryOut() async throws(CommandFailure) -> Int32 {
        let store = try arguments.open()
        let limit = RunClock.now().adding(seconds: -olderThan)
        do throws(HistoryError) {
            if dryRun {
                let runs = try store.runs(suite: suite, limit: .max).filter { $0.now < limit }
                Output.print(format == .json ? HistoryText.json(runs) : HistoryText.table(runs))
            } else {
                let removed = try store.prune(suite: suite, before: limit)
                Output.print(
                    format == .json
                        ? HistoryText.json(Removal(removed: removed))
                        : "took out \(removed == 1 ? "1 run" : "\(removed) runs") from before \(limit)")
            }
            return ExitStatus.success.rawValue
        } catch {
            throw HistoryArguments.failure(error)
        }
    }
}
