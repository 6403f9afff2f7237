import AuditModel
import Reporting

/// Reads the reports that a command line names.
enum ReportReading {
    /// - Throws: a usage error, status 2, where it is no report: what the command was given is wrong, and nothing was done.
    static func report(_ file: ReportFile) throws(CommandFailure) -> RunReport {
        do throws(SinkError) {
            return try file.report()
        } catch {
            throw .usage(error.message)
        }
    }
}
