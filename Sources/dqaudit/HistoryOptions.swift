import RunHistory

/// Where the history of a command lies.
enum HistoryOptions {
    /// The option, else the variable, else a file in the report directory.
    static func location(
        _ option: String?, reportDirectory: String, environment: [String: String]
    ) throws(CommandFailure) -> HistoryLocation {
        guard let text = option ?? environment.nonEmpty("DQAUDIT_HISTORY") else {
            return .sqlite(path: reportDirectory + "/history.sqlite")
        }
        do throws(HistoryLocationError) {
            return try HistoryLocation(parsing: text)
        } catch {
            throw .usage(error.message)
        }
    }
}
