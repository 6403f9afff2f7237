import ArgumentParser
import AuditChecks
import AuditModel
import Foundation
import MongoSource
import Reporting

/// `dqaudit run`: the audit.
struct RunCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Audit the collections of one or more suites (the default command).")

    @Argument(
        help: ArgumentHelp("Suite files, or directories whose *.yml files are run.", valueName: "suite.yml|dir"),
        completion: .file(extensions: ["yml"]))
    var suites: [String] = []

    @Option(help: "MongoDB connection string [env: MONGODB_URI].")
    var uri: String?

    @Option(
        help: ArgumentHelp("Read the connection string from a file.", valueName: "path"), completion: .file())
    var uriFile: String?

    @Option(
        help: ArgumentHelp(
            "Audit a file instead of a server: .bson, .jsonl, .json, each also .gz.", valueName: "path"),
        completion: .file(extensions: ["bson", "jsonl", "ndjson", "json", "gz"]))
    var source: String?

    @Option(
        help: ArgumentHelp("Where reports go [env: DQAUDIT_REPORT_DIR] (default: reports).", valueName: "path"),
        completion: .directory)
    var reportDir: String?

    @Option(
        help: ArgumentHelp(
            "Keep the newest N reports of each suite and delete older ones [env: DQAUDIT_KEEP_REPORTS] (default: keep all).",
            valueName: "n"))
    var keepReports: Int?

    @Option(
        help: ArgumentHelp(
            "sqlite:PATH, mongodb:DB.COLLECTION[?ttl=DURATION] on the server of --uri, or none [env: DQAUDIT_HISTORY] "
                + "(default: sqlite:<report-dir>/history.sqlite).",
            valueName: "location"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "Push gauges to this Pushgateway [env: DQAUDIT_PUSHGATEWAY]. Credentials: DQAUDIT_PUSHGATEWAY_USER and "
                + "_PASSWORD, or _TOKEN, each also with _FILE. Certificates to trust: DQAUDIT_PUSHGATEWAY_CA_FILE.",
            valueName: "url"))
    var pushgateway: String?

    @Option(
        help: ArgumentHelp("Write the gauges for node_exporter's textfile collector.", valueName: "path.prom"),
        completion: .file(extensions: ["prom"]))
    var textfile: String?

    @Option(
        help: ArgumentHelp(
            "Write what became of all suites as JUnit XML: a suite of tests for each collection, a test for each check and segment.",
            valueName: "file"), completion: .file(extensions: ["xml"]))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Write the same as Markdown for GitHub and GitLab, in the language of --lang. Within GitHub Actions it is "
                + "appended to GITHUB_STEP_SUMMARY besides, and annotations go to stderr.",
            valueName: "file"), completion: .file(extensions: ["md"]))
    var markdown: String?

    @Option(help: ArgumentHelp("A further grouping label of the gauges (repeatable).", valueName: "name=value"))
    var group: [String] = []

    @Option(
        help: ArgumentHelp(
            "Memory for the keys of duplicates and reference checks; what is beyond goes to a temporary file in TMPDIR "
                + "(default: 512MB).",
            valueName: "size"),
        transform: { text in
            guard let bytes = SizeText.bytes(text) else { throw ValidationError("write \(SizeText.form)") }
            guard bytes >= RunSettings.smallestMemoryLimit else { throw ValidationError("the least is 4MB") }
            return Int(bytes)
        })
    var memoryLimit: Int = RunCommand.usualMemoryLimit

    /// Bytes.
    static let usualMemoryLimit = 512_000_000

    @Option(help: "Which level makes the exit status non-zero: fail or warn.")
    var failOn: ExitStatus.FailureLevel = .fail

    @Option(help: "default, or nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")
    var exitCodes: ExitStatus.Style = .standard

    @Option(help: ArgumentHelp("Partitions read at the same time (default: cores, at most 4).", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp("Read no more documents a second than this from a server.", valueName: "n"))
    var maxDocsPerSecond: Int?

    @Option(
        help: ArgumentHelp(
            "How long connecting and reading may take, such as 90s or 10m; then the audit is incomplete.",
            valueName: "duration"))
    var timeLimit: String?

    @Option(
        help: ArgumentHelp(
            "How long to wait for another audit of the same suite to end [env: DQAUDIT_WAIT] (default: not at all; the suite is "
                + "not audited then).",
            valueName: "duration"))
    var wait: String?

    @Option(
        help: ArgumentHelp(
            "Which members of a replica set may serve the reads: "
                + ReadPreference.allCases.map(\.rawValue).joined(separator: ", ")
                + " (default: as the connection string says, else secondaryPreferred).", valueName: "mode"))
    var readPreference: ReadPreference?

    @Flag(help: "Put values of documents into reports; else they hold _ids, counts and masked values only.")
    var showValues = false

    @Flag(help: "Say how the documents would be read, and why; audit nothing.")
    var explain = false

    @Option(
        help: ArgumentHelp("The clock of the run, RFC 3339 (default: the real one).", valueName: "instant"),
        transform: { text in
            guard let instant = Instant(rfc3339: text) else {
                throw ValidationError("write it like 2026-11-23T06:00:00Z; the zone is required")
            }
            return instant
        })
    var now: Instant?

    @Option(help: "What stdout gets: text or json.")
    var format: OutputFormat = .text

    @Flag(help: "Print nothing at all when everything passes.")
    var quiet = false

    @OptionGroup var language: LanguageOptions

    @Option(help: "Colour: auto, always or never.")
    var color: ColorChoice = .auto

    func code(of status: ExitStatus) -> Int32 { status.code(exitCodes, worst: .incomplete) }

    func carryOut() async throws(CommandFailure) -> Int32 {
        let settings = try RunSettings(self, environment: ProcessInfo.processInfo.environment)
        let interruption = Interruption.shared
        if settings.isExplanation { return try explain(settings, interruption) }
        var results: [(suite: Suite, result: SuiteResult)] = []
        var output = RunOutput(settings: settings)
        for suite in settings.suites {
            let result = await SuiteAudit(suite: suite, settings: settings, interruption: interruption).carryOut()
            results.append((suite, result))
            switch result {
            case .audited(let run, let status): output.showEarly(run, status: status)
            // The other suites are still audited.
            case .refused(let failure): Output.complain("dqaudit: \(failure.message)")
            case .interrupted: Output.complain("dqaudit: interrupted; of suite '\(suite.name)' nothing was written")
            }
            if let signalled = interruption.status {
                if result.run != nil {
                    Output.complain("dqaudit: interrupted after suite '\(suite.name)' was audited")
                }
                _ = settings.files.writeIndex(results.compactMap(\.result.run))
                return signalled.rawValue
            }
        }
        return try end(results.map(\.result), output, settings, isDelivered: deliver(results, output, settings))
    }

    /// What is written once, when every suite is done.
    /// - Returns: whether all of it was delivered.
    private func deliver(
        _ results: [(suite: Suite, result: SuiteResult)], _ output: RunOutput, _ settings: RunSettings
    ) -> Bool {
        let isIndexed = settings.files.writeIndex(results.compactMap(\.result.run))
        let outcomes = results.compactMap { suite, result in
            switch result {
            case .audited(let run, _): suite.outcome(.audited(run.report), reportPath: output.reportPath(run.report))
            case .refused(let failure): suite.outcome(.failed(failure.message, failure.status), reportPath: nil)
            case .interrupted: nil
            }
        }
        return settings.files.deliver(outcomes) && isIndexed
    }

    /// Tells what is told when all is done, and answers the number to exit with.
    /// - Throws: where no suite was audited.
    private func end(
        _ results: [SuiteResult], _ output: RunOutput, _ settings: RunSettings, isDelivered: Bool
    ) throws(CommandFailure) -> Int32 {
        let failures = results.compactMap(\.failure)
        let finished = results.compactMap { result in result.run.map { (run: $0, status: result.status ?? .success) } }
        if finished.isEmpty, !failures.isEmpty {
            // stderr has the reasons already; the line of Nagios is all that its people see.
            let reasons = exitCodes == .nagios ? ": " + failures.map(\.message).joined(separator: "; ") : ""
            throw CommandFailure(ExitStatus.worst(failures.map(\.status)), "no suite was audited" + reasons)
        }
        let status = ExitStatus.worst(results.compactMap(\.status) + (isDelivered ? [] : [.deliveryFailed]))
        let code = status.code(exitCodes, worst: finished.map(\.run.report.status).reduce(.pass, Self.worse))
        output.showLate(finished, refusals: failures.map(\.message), code: code)
        return code
    }

    /// `--explain`: the plan of each suite, and nothing read.
    private func explain(_ settings: RunSettings, _ interruption: Interruption) throws(CommandFailure) -> Int32 {
        for suite in settings.suites {
            let audit = SuiteAudit(suite: suite, settings: settings, interruption: interruption)
            Output.print(try audit.explain())
        }
        return ExitStatus.success.rawValue
    }

    private static func worse(_ left: RunStatus, _ right: RunStatus) -> RunStatus {
        let order: [RunStatus] = [.pass, .warn, .fail, .incomplete]
        return (order.firstIndex(of: left) ?? 0) >= (order.firstIndex(of: right) ?? 0) ? left : right
    }
}

/// What stdout gets.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

/// Whether the summary is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never

    /// Whether stdout gets colours: by itself on a terminal only, and not where `NO_COLOR` is set.
    func isColoured(environment: [String: String]) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: Output.isTerminal(STDOUT_FILENO) && environment["NO_COLOR"] == nil
        }
    }
}

extension Suite {
    /// What became of it, for those who hear of all suites.
    fileprivate func outcome(_ result: SuiteOutcome.Result, reportPath: String?) -> SuiteOutcome {
        let lines = checks.compactMap { check in check.place.map { (check.id, $0.line) } }
        return SuiteOutcome(
            suite: name, namespace: "\(source.database).\(source.collection)", result: result, file: place?.file,
            lines: Dictionary(lines) { first, _ in first }, reportPath: reportPath)
    }
}

extension ExitStatus.FailureLevel: ExpressibleByArgument {}
extension ExitStatus.Style: ExpressibleByArgument {}
extension ReadPreference: ExpressibleByArgument {}
