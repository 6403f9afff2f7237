import AuditModel
import Foundation
import Reporting

/// Waits until no other audit of a suite is under way.
///
/// Audits that overlap would read the server twice, and the slower one would put its older numbers over the newer ones.
struct SuiteTurn {
    let suite: String
    let settings: RunSettings
    let interruption: Interruption

    /// How often a waiting audit looks again. The kernel could wake it, but not by a deadline or a signal as well.
    private static let interval: UInt32 = 100_000

    /// Takes the lock of the suite.
    /// - Returns: the lock; nil where none is to be had. A folder that cannot be written is told by the delivery of the report.
    /// - Throws: when another audit still holds it after the wait that was asked for, or when the wait is interrupted.
    func take() throws(CommandFailure) -> SuiteLock? {
        let begin = ContinuousClock.now
        var isWaiting = false
        while true {
            let owner = SuiteLockOwner(since: RunClock.now())
            switch SuiteLock.attempt(settings.reports, suite: suite, for: owner) {
            case .taken(let lock, let abandoned):
                if let abandoned { mention(taking(abandoned)) }
                return lock
            case .unwritable:
                return nil
            case .unsupported:
                mention("the folder of reports gives no lock: nothing keeps two audits of suite '\(suite)' apart")
                return nil
            case .busy(let holder):
                let waited = ContinuousClock.now - begin
                guard let patience = settings.patience, waited < patience else { throw busy(holder, after: waited) }
                if !isWaiting { mention("suite '\(suite)' is being audited \(by(holder)); waiting for the end of it") }
                isWaiting = true
            }
            usleep(Self.interval)
            if let status = interruption.status {
                throw CommandFailure(status, "interrupted while waiting for the other audit of suite '\(suite)'")
            }
        }
    }

    private func busy(_ holder: SuiteLockOwner?, after waited: Duration) -> CommandFailure {
        var advice = "wait with --wait 10m, or look whether it hangs"
        if settings.patience != nil {
            advice =
                "that did not change in \(DurationText.text(seconds: waited.components.seconds)); look whether it hangs"
        }
        return CommandFailure(.incomplete, "suite '\(suite)' is being audited already, \(by(holder)): \(advice)")
    }

    /// That an audit ended and could not say so, and where to look for it.
    private func taking(_ place: SuiteLockOwner) -> String {
        "the last audit of suite '\(suite)' was killed or crashed: process \(place.process) on \(VisibleText.name(place.host)), "
            + "begun \(VisibleText.name(place.since)); this one takes its place"
    }

    /// Who holds the lock, and since when.
    private func by(_ holder: SuiteLockOwner?) -> String {
        guard let holder else { return "by another process" }
        let age = holder.seconds(at: RunClock.now()).map { ", for \(DurationText.text(seconds: $0))" } ?? ""
        let since = VisibleText.name(holder.since)
        return "by process \(holder.process) on \(VisibleText.name(holder.host)) since \(since)\(age)"
    }

    /// Cron mails what is said.
    private func mention(_ text: String) {
        if !settings.isQuiet { Output.complain("dqaudit: \(text)") }
    }
}
