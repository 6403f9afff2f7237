import AuditModel
import Foundation
import Reporting

/// Shows a finished run on stdout; delivery errors also on stderr, where logs are read.
struct RunOutput {
    let settings: RunSettings

    func show(_ run: CompletedRun, status: ExitStatus) {
        if settings.isQuiet, status == .success, run.report.status == .pass { return }
        switch settings.format {
        case .json:
            do throws(SinkError) {
                Output.print(String(decoding: try JSONReport.bytes(of: run.report), as: UTF8.self))
            } catch {
                Output.complain("dqaudit: \(error.message)")
            }
        case .text:
            if settings.exitCodes == .nagios {
                let code = status.code(.nagios, worst: run.report.status)
                Output.print(NagiosStatusLine.text(of: run.report, code: code))
            }
            Output.print(
                ConsoleSummary(width: Output.columns(of: STDOUT_FILENO), isColoured: settings.usesColor)
                    .text(run.report, reportPath: reportPath(run.report)))
        }
        for delivery in run.report.deliveries {
            if let error = delivery.error { Output.complain("dqaudit: \(delivery.sink): \(error)") }
        }
    }

    /// The HTML report, when it was written.
    private func reportPath(_ report: RunReport) -> String? {
        let isWritten = report.deliveries.contains { $0.sink == "html" && $0.status == .delivered }
        return isWritten ? settings.reports.paths(of: report).html : nil
    }
}
