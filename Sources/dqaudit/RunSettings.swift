import AuditChecks
import AuditModel
import FileSource
import Foundation
import MongoSource
import Reporting
import RunHistory
import SuiteFile

/// Everything a run needs, resolved and checked before anything is touched: nothing below reads the environment.
struct RunSettings {
    /// Where documents come from.
    enum Source {
        case mongodb(ConnectionString)
        case file(String)
    }

    let suites: [Suite]
    let source: Source
    let reports: ReportFolder
    /// How many reports of each suite stay; nil: all.
    let keptReports: Int?
    let history: HistoryPlace
    let pushgateway: PushgatewaySink?
    let textfile: TextfileSink?
    /// Bytes for what grows with the number of documents.
    let memoryLimit: Int
    /// Where what is beyond goes.
    let temporaryFolder: String
    let failOn: ExitStatus.FailureLevel
    let exitCodes: ExitStatus.Style
    /// nil: the real clock.
    let now: Instant?
    /// Partitions read at the same time, and whether somebody chose the number.
    let threads: (count: Int, areChosen: Bool)
    /// Documents a second; nil: as fast as it goes.
    let documentsPerSecond: Int?
    /// How long connecting and reading may take; nil: as long as it needs.
    let timeLimit: Duration?
    /// How long to wait for another audit of the same suite; nil: not at all.
    let patience: Duration?
    let readPreference: ReadPreference?
    /// Whether reports may hold values of documents.
    let showsValues: Bool
    /// Whether only the plan is wanted.
    let isExplanation: Bool
    let format: OutputFormat
    let isQuiet: Bool
    /// What people read: the summary and the HTML report.
    let language: Language
    let usesColor: Bool
    /// What differs from the defaults, for the report.
    let told: [RunSetting]
    /// What is written about all suites together.
    let files: RunFiles

    /// Bytes; with less, threads would spend their time on tiny pieces.
    static let smallestMemoryLimit = 4_000_000

    /// - Throws: ``CommandFailure`` with status 2; suites report all of their problems at once.
    init(_ command: RunCommand, environment: [String: String]) throws(CommandFailure) {
        try RunSettings.checkLimits(command)
        suites = try RunSettings.suites(command.suites, environment: environment)
        let directory = command.reportDir ?? environment.nonEmpty("DQAUDIT_REPORT_DIR") ?? "reports"
        let location = try HistoryOptions.location(
            command.history, reportDirectory: directory, environment: environment)
        source = try RunSettings.source(command, history: location, environment: environment)
        if case .file = source { try RunSettings.checkFilters(suites) }
        guard !directory.isEmpty else { throw .usage("--report-dir is empty; name a directory") }
        reports = ReportFolder(directory)
        keptReports = try RunSettings.keptReports(command.keepReports, environment: environment)
        history = try RunSettings.history(location, source, suites, command, environment: environment)
        memoryLimit = command.memoryLimit
        temporaryFolder = environment.nonEmpty("TMPDIR") ?? "/tmp"
        failOn = command.failOn
        exitCodes = command.exitCodes
        now = command.now
        threads = try RunSettings.threads(command.threads)
        documentsPerSecond = command.maxDocsPerSecond
        readPreference = command.readPreference
        timeLimit = try RunSettings.duration(command.timeLimit, of: "--time-limit")
        patience = try RunSettings.patience(command.wait, environment: environment)
        showsValues = command.showValues
        isExplanation = command.explain
        format = command.format
        isQuiet = command.quiet
        language = command.language.language(environment: environment)
        usesColor = command.color.isColoured(environment: environment)
        told = RunSettings.told(command, environment: environment)
        files = try RunFiles(command, reports: reports, language: language, environment: environment)
        do throws(SinkError) {
            let key = try GroupingKey(groups: RunSettings.groups(command.group))
            pushgateway = try RunSettings.pushgateway(command, key: key, environment: environment)
            textfile = try RunSettings.textfile(command.textfile, key: key)
        } catch {
            throw .usage(error.message)
        }
    }

    /// Files evaluate no filter: it is done here, and what only a server knows cannot be done.
    private static func checkFilters(_ suites: [Suite]) throws(CommandFailure) {
        var problems: [String] = []
        for suite in suites {
            do throws(FilterIssues) {
                for filter in FilterValidation.filters(of: suite) {
                    _ = try FilterValidation.documentFilter(of: filter)
                }
            } catch {
                problems.append(error.description)
            }
            if let place = suite.validatorRequest {
                problems.append(
                    ConfigIssue(
                        at: place, "a file has no validator as a collection has; name a file with the schema instead"
                    ).description)
            }
        }
        if !problems.isEmpty { throw .usage(problems.joined(separator: "\n")) }
    }

    private static func suites(
        _ arguments: [String], environment: [String: String]
    ) throws(CommandFailure) -> [Suite] {
        guard !arguments.isEmpty else {
            throw .usage("no suite is named; write: dqaudit run SUITE.yml (or a directory of suites)")
        }
        do throws(SuiteFileError) {
            let loader = SuiteLoader(environment: environment, loadTimeZone: { try TimeZoneLoader.rules(for: $0) })
            let suites = try loader.load(paths: try SuitePaths.files(in: arguments))
            let issues = suites.flatMap { FilterValidation.issues(of: $0) }
            if !issues.isEmpty { throw SuiteFileError(issues) }
            return suites
        } catch {
            GitHubActions(environment: environment)?.tell(error)
            throw .usage(error.description)
        }
    }

    private static func source(
        _ command: RunCommand, history: HistoryLocation, environment: [String: String]
    ) throws(CommandFailure) -> Source {
        let hasServer = command.uri != nil || command.uriFile != nil
        if let path = command.source {
            // The history of files may lie on a server.
            if hasServer, history.collection == nil {
                throw .usage("give one of --uri, --uri-file and --source, not several")
            }
            do throws(SourceError) {
                _ = try FileSource.make(path: path, database: "-", collection: "-")
            } catch {
                throw .usage(error.message)
            }
            return .file(path)
        }
        let connection = try ServerOptions.connection(
            uri: command.uri, uriFile: command.uriFile, environment: environment)
        guard let connection else {
            throw .usage(
                "no server is named; give --uri mongodb://HOST, --uri-file PATH, or MONGODB_URI in the environment "
                    + "(or --source FILE for a dump)")
        }
        return .mongodb(connection)
    }

    /// The history, which must not lie where suites look: an audit never writes to what it audits.
    private static func history(
        _ location: HistoryLocation, _ source: Source, _ suites: [Suite], _ command: RunCommand,
        environment: [String: String]
    ) throws(CommandFailure) -> HistoryPlace {
        if let collection = location.collection {
            for suite in suites where suite.namespaces.contains(collection.namespace) {
                throw .usage(
                    "the history cannot lie in \(collection.namespace), which suite '\(suite.name)' reads; name another collection"
                )
            }
        }
        return try HistoryPlace(location) { () throws(CommandFailure) in
            if case .mongodb(let connection) = source { return connection }
            return try ServerOptions.connection(
                uri: command.uri, uriFile: command.uriFile, environment: environment)
        }
    }

    /// At most four without being told: more readers would be felt by a server's other users.
    private static func threads(_ chosen: Int?) throws(CommandFailure) -> (count: Int, areChosen: Bool) {
        guard let chosen else { return (min(4, ProcessInfo.processInfo.activeProcessorCount), false) }
        guard 1...256 ~= chosen else { throw .usage("--threads \(chosen): give a number from 1 to 256") }
        return (chosen, true)
    }

    private static func keptReports(
        _ chosen: Int?, environment: [String: String]
    ) throws(CommandFailure) -> Int? {
        let variable = "DQAUDIT_KEEP_REPORTS"
        if let chosen {
            guard chosen >= 1 else { throw .usage("--keep-reports \(chosen): give a whole number from 1 on") }
            return chosen
        }
        guard let text = environment.nonEmpty(variable) else { return nil }
        guard let number = Int(text), number >= 1 else {
            throw .usage("\(variable)='\(VisibleText.of(text))': give a whole number from 1 on")
        }
        return number
    }

    private static func patience(
        _ chosen: String?, environment: [String: String]
    ) throws(CommandFailure) -> Duration? {
        let setting = chosen == nil ? "DQAUDIT_WAIT" : "--wait"
        guard let text = chosen ?? environment.nonEmpty("DQAUDIT_WAIT") else { return nil }
        // So that a person can undo what the environment says.
        return DurationText.seconds(text) == 0 ? nil : try duration(text, of: setting)
    }

    private static func duration(_ text: String?, of setting: String) throws(CommandFailure) -> Duration? {
        guard let text else { return nil }
        guard let seconds = DurationText.seconds(text), 1...(366 * 86_400) ~= seconds else {
            throw .usage(
                "\(setting) '\(VisibleText.of(text))' is no duration from 1s to a year; write it like 90s, 10m or 1h30m"
            )
        }
        return .seconds(seconds)
    }

    /// Options that are for servers are not passed over in silence where a file is read.
    private static func checkLimits(_ command: RunCommand) throws(CommandFailure) {
        if let rate = command.maxDocsPerSecond, rate < 1 {
            throw .usage("--max-docs-per-second \(rate): give a whole number from 1 on")
        }
        guard command.source != nil else { return }
        if command.maxDocsPerSecond != nil {
            throw .usage("--max-docs-per-second spares a server and does not go with --source, which reads a file")
        }
        if command.readPreference != nil {
            throw .usage("--read-preference chooses a server and does not go with --source, which reads a file")
        }
    }

    private static func groups(_ arguments: [String]) throws(SinkError) -> [Gauge.Label] {
        var groups: [Gauge.Label] = []
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "=") else {
                throw SinkError("--group \(argument) has no '='; write --group name=value")
            }
            groups.append(
                Gauge.Label(String(argument[..<equals]), String(argument[argument.index(after: equals)...])))
        }
        return groups
    }

    private static func textfile(_ path: String?, key: GroupingKey) throws(SinkError) -> TextfileSink? {
        guard let path else { return nil }
        let sink = try TextfileSink(path: path, key: key)
        // The collector reads one folder, which is there; a folder made for a misspelt path would never be read.
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw SinkError("--textfile: there is no folder '\(folder)'; name a file in the collector's directory")
        }
        return sink
    }

    private static func pushgateway(
        _ command: RunCommand, key: GroupingKey, environment: [String: String]
    ) throws(SinkError) -> PushgatewaySink? {
        guard let text = command.pushgateway ?? environment.nonEmpty("DQAUDIT_PUSHGATEWAY") else { return nil }
        return PushgatewaySink(
            address: try PushgatewayAddress(text), key: key,
            credentials: try PushgatewayCredentials.read(environment),
            authorities: try PushgatewayCredentials.authorities(environment))
    }
}

extension [String: String] {
    /// The value of a variable; set but empty counts as not set.
    func nonEmpty(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Suite {
    /// The collections that it reads, as `database.collection`.
    fileprivate var namespaces: Set<String> {
        let targets = checks.flatMap(\.kind.referenceTargets).compactMap { target -> String? in
            guard case .collection(let database, let name, _) = target.place else { return nil }
            return "\(database ?? source.database).\(name)"
        }
        return Set(targets + ["\(source.database).\(source.collection)"])
    }
}
