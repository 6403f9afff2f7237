import ArgumentParser
import AuditChecks
import AuditModel
import Foundation
import Reporting

/// `dqaudit run`: the audit.
struct RunCommand: ParsableCommand, AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Audit the collections of one or more suites (the default command).")

    @Argument(help: ArgumentHelp("Suite files, or directories whose *.yml files are run.", valueName: "suite.yml|dir"))
    var suites: [String] = []

    @Option(help: "MongoDB connection string [env: MONGODB_URI].")
    var uri: String?

    @Option(help: ArgumentHelp("Read the connection string from a file.", valueName: "path"))
    var uriFile: String?

    @Option(
        help: ArgumentHelp(
            "Audit a file instead of a server: .bson, .jsonl, .json, each also .gz.", valueName: "path"))
    var source: String?

    @Option(help: ArgumentHelp("Where reports go [env: DQAUDIT_REPORT_DIR] (default: reports).", valueName: "path"))
    var reportDir: String?

    @Option(
        help: ArgumentHelp(
            "sqlite:PATH or none [env: DQAUDIT_HISTORY] (default: sqlite:<report-dir>/history.sqlite).",
            valueName: "location"))
    var history: String?

    @Option(
        help: ArgumentHelp(
            "Push gauges to this Pushgateway [env: DQAUDIT_PUSHGATEWAY]. Credentials: DQAUDIT_PUSHGATEWAY_USER and "
                + "_PASSWORD, or _TOKEN, each also with _FILE.", valueName: "url"))
    var pushgateway: String?

    @Option(help: ArgumentHelp("Write the gauges for node_exporter's textfile collector.", valueName: "path.prom"))
    var textfile: String?

    @Option(help: ArgumentHelp("A further grouping label of the gauges (repeatable).", valueName: "name=value"))
    var group: [String] = []

    @Option(help: "Which level makes the exit status non-zero: fail or warn.")
    var failOn: ExitStatus.FailureLevel = .fail

    @Option(help: "default, or nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")
    var exitCodes: ExitStatus.Style = .standard

    @Option(help: ArgumentHelp("The clock of the run, RFC 3339 (default: the real one).", valueName: "instant"))
    var now: Instant?

    @Option(help: "What stdout gets: text or json.")
    var format: OutputFormat = .text

    @Flag(help: "Print nothing at all when everything passes.")
    var quiet = false

    @Option(help: "Colour: auto, always or never.")
    var color: ColorChoice = .auto

    func code(of status: ExitStatus) -> Int32 { status.code(exitCodes, worst: .incomplete) }

    func statusLine(_ message: String) -> String? {
        exitCodes == .nagios ? NagiosStatusLine.unknown(message) : nil
    }

    /// Whether a command line that cannot be read as a whole asks for the codes of Nagios.
    static func isForNagios(_ arguments: [String]) -> Bool {
        let pairs = zip(arguments, arguments.dropFirst())
        return arguments.contains("--exit-codes=nagios") || pairs.contains { $0 == ("--exit-codes", "nagios") }
    }

    func carryOut() async throws(CommandFailure) -> Int32 {
        let settings = try RunSettings(self, environment: ProcessInfo.processInfo.environment)
        let interruption = Interruption()
        var statuses: [ExitStatus] = []
        var worst = RunStatus.pass
        for suite in settings.suites {
            let audit = SuiteAudit(suite: suite, settings: settings, interruption: interruption)
            guard let (run, status) = await audit.carryOut() else {
                Output.complain("dqaudit: interrupted; of suite '\(suite.name)' nothing was written")
                return (interruption.status ?? .interrupted).rawValue
            }
            statuses.append(status)
            worst = Self.worse(worst, run.report.status)
            RunOutput(settings: settings).show(run, status: status)
            if let signalled = interruption.status {
                Output.complain("dqaudit: interrupted; suite '\(suite.name)' was finished first")
                return signalled.rawValue
            }
        }
        return ExitStatus.worst(statuses).code(exitCodes, worst: worst)
    }

    private static func worse(_ left: RunStatus, _ right: RunStatus) -> RunStatus {
        let order: [RunStatus] = [.pass, .warn, .fail, .incomplete]
        return (order.firstIndex(of: left) ?? 0) >= (order.firstIndex(of: right) ?? 0) ? left : right
    }
}

/// What stdout gets.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

/// Whether the summary is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

extension ExitStatus.FailureLevel: ExpressibleByArgument {}
extension ExitStatus.Style: ExpressibleByArgument {}

extension Instant: ExpressibleByArgument {
    /// RFC 3339.
    public init?(argument: String) {
        self.init(rfc3339: argument)
    }
}
