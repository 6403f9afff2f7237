import AuditModel
import Foundation
import Reporting

/// Shows finished runs on stdout: people see each suite as soon as it is done, programs get everything in one piece.
struct RunOutput {
    let settings: RunSettings
    private var hasShown = false

    init(settings: RunSettings) { self.settings = settings }

    /// The summary for people, at once, apart from the one before; with Nagios everything waits, because its status line comes first.
    ///
    /// A delivery that failed is said on stderr too, where that is another place: stdout may go elsewhere than the log that somebody reads.
    mutating func showEarly(_ run: CompletedRun, status: ExitStatus) {
        if settings.format == .json || !Output.isOnePlace {
            for delivery in run.report.deliveries {
                if let error = delivery.error { Output.complain("dqaudit: \(delivery.sink): \(error)") }
            }
        }
        guard settings.format == .text, settings.exitCodes == .standard, !isSilent(run, status) else { return }
        Output.print((hasShown ? "\n" : "") + summary(run.report))
        hasShown = true
    }

    /// What can only be said when every suite is done.
    /// - Parameter refusals: why other suites were not audited.
    func showLate(_ finished: [(run: CompletedRun, status: ExitStatus)], refusals: [String], code: Int32) {
        let shown = finished.filter { !isSilent($0.run, $0.status) }.map(\.run.report)
        switch settings.format {
        case .json:
            if !shown.isEmpty { showJSON(shown) }
        case .text:
            // Quiet or not, Nagios wants a line where its status is not OK.
            guard settings.exitCodes == .nagios, !shown.isEmpty || code != 0 else { return }
            Output.print(NagiosStatusLine.text(of: finished.map(\.run.report), refusals: refusals, code: code))
            for report in shown { Output.print(summary(report)) }
        }
    }

    /// The report of one suite as it is in its file, those of several as an array, however many of them there are to show.
    private func showJSON(_ reports: [RunReport]) {
        do throws(SinkError) {
            var texts: [String] = []
            for report in reports { texts.append(String(decoding: try JSONReport.bytes(of: report), as: UTF8.self)) }
            Output.print(settings.suites.count == 1 ? texts[0] : "[\n" + texts.joined(separator: ",\n") + "]")
        } catch {
            Output.complain("dqaudit: \(error.message)")
        }
    }

    private func isSilent(_ run: CompletedRun, _ status: ExitStatus) -> Bool {
        settings.isQuiet && status == .success && run.report.status == .pass
    }

    private func summary(_ report: RunReport) -> String {
        let text = ConsoleSummary(
            width: Output.columns(of: STDOUT_FILENO), isColoured: settings.usesColor, language: settings.language
        )
        .text(report, reportPath: reportPath(report))
        return settings.files.gitHub == nil ? text : WorkflowCommands.disarmed(text)
    }

    /// The HTML report, when it was written.
    func reportPath(_ report: RunReport) -> String? {
        let isWritten = report.deliveries.contains { $0.sink == "html" && $0.status == .delivered }
        return isWritten ? settings.reports.paths(of: report).html : nil
    }
}
