import AuditModel
import MongoSource
import Reporting

extension RunSettings {
    /// The options that were not left at their defaults, in the order of `--help`, without a secret.
    ///
    /// The colour of a terminal and the language of a locale are no settings of a run, unless somebody asked for them.
    static func told(
        _ command: RunCommand, environment: [String: String]
    ) -> [RunSetting] {
        var settings: [RunSetting] = []
        /// Adds an option with its value, else with that of its variable.
        func tell(_ name: String, _ value: String?, variable: String? = nil) {
            if let value {
                settings.append(RunSetting(name, value))
            } else if let variable, let value = environment.nonEmpty(variable) {
                settings.append(RunSetting(name, value, variable: variable))
            }
        }
        func tell(_ name: String, _ isGiven: Bool) {
            if isGiven { settings.append(RunSetting(name, nil)) }
        }
        func tell<Choice: RawRepresentable>(
            _ name: String, _ value: Choice, besides usual: Choice
        ) where Choice.RawValue == String {
            if value.rawValue != usual.rawValue { settings.append(RunSetting(name, value.rawValue)) }
        }
        settings += server(command, environment: environment)
        tell("--source", command.source)
        tell("--report-dir", command.reportDir, variable: "DQAUDIT_REPORT_DIR")
        tell("--keep-reports", command.keepReports.map(String.init), variable: "DQAUDIT_KEEP_REPORTS")
        tell("--history", command.history, variable: "DQAUDIT_HISTORY")
        settings += pushgateway(command, environment: environment)
        tell("--textfile", command.textfile)
        tell("--junit", command.junit)
        tell("--markdown", command.markdown)
        for group in command.group { tell("--group", group) }
        if command.memoryLimit != RunCommand.usualMemoryLimit {
            tell("--memory-limit", SizeText.text(Int64(command.memoryLimit)))
        }
        tell("--fail-on", command.failOn, besides: .fail)
        tell("--exit-codes", command.exitCodes, besides: .standard)
        tell("--threads", command.threads.map(String.init))
        tell("--max-docs-per-second", command.maxDocsPerSecond.map(String.init))
        tell("--time-limit", command.timeLimit)
        tell("--wait", command.wait, variable: "DQAUDIT_WAIT")
        tell("--read-preference", command.readPreference?.rawValue)
        tell("--show-values", command.showValues)
        tell("--now", command.now?.description)
        tell("--format", command.format, besides: .text)
        tell("--quiet", command.quiet)
        tell("--lang", command.language.lang?.rawValue, variable: "DQAUDIT_LANG")
        tell("--color", command.color, besides: .auto)
        return settings
    }

    /// Of a connection string its hosts, of a file its path: where there is a file, nobody wants its content known.
    private static func server(
        _ command: RunCommand, environment: [String: String]
    ) -> [RunSetting] {
        if let path = command.uriFile { return [RunSetting("--uri-file", path)] }
        let variable = command.uri == nil ? "MONGODB_URI" : nil
        let history = command.history ?? environment.nonEmpty("DQAUDIT_HISTORY") ?? ""
        guard let text = command.uri ?? environment.nonEmpty("MONGODB_URI"),
            // A variable that nobody needs is no setting of the run.
            command.source == nil || history.hasPrefix("mongodb:"),
            let connection = try? ConnectionString(text)
        else { return [] }
        return [RunSetting("--uri", connection.redacted.hosts, variable: variable)]
    }

    /// The address without user and password.
    private static func pushgateway(_ command: RunCommand, environment: [String: String]) -> [RunSetting] {
        let name = "DQAUDIT_PUSHGATEWAY"
        guard let text = command.pushgateway ?? environment.nonEmpty(name),
            let address = try? PushgatewayAddress(text)
        else { return [] }
        return [RunSetting("--pushgateway", address.description, variable: command.pushgateway == nil ? name : nil)]
    }
}
