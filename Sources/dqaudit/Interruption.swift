import AuditModel
import Dispatch
import Foundation
import ScanEngine
import Synchronization

/// SIGINT and SIGTERM: the running scan is asked to stop, and the run ends without writing anything.
///
/// A class, because the signal sources and the audit share it.
final class Interruption: Sendable {
    private struct State {
        var status: ExitStatus?
        var scan: ScanProgress?
        var delivery: Task<CompletedRun, Never>?
    }

    private let state = Mutex(State())
    /// Kept alive as long as signals shall arrive. Not Sendable by type, but safe: nothing touches them after `init`.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    /// How long a scan that waits for its server may take to notice, before the process ends without it.
    private static let patience = DispatchTimeInterval.seconds(2)

    init() {
        let queue = DispatchQueue(label: "dqaudit.signals")
        sources = [SIGINT, SIGTERM].map { number in
            // The default action must go, or the process would end before the source is told.
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (source, status) in zip(sources, [ExitStatus.interrupted, .terminated]) {
            source.setEventHandler { [self] in receive(status, on: queue) }
            source.resume()
        }
    }

    /// The status to exit with once a signal came, nil before.
    var status: ExitStatus? { state.withLock { $0.status } }

    /// The scan to stop; nil when none is running.
    func watch(_ scan: ScanProgress?) {
        state.withLock { state in
            state.scan = scan
            // The signal may have come between two suites.
            if state.status != nil { scan?.requestStop() }
        }
    }

    /// The deliveries to cut short; they run to their end, but wait for nobody any more.
    func watch(_ delivery: Task<CompletedRun, Never>) {
        let isLate = state.withLock { state in
            state.delivery = delivery
            return state.status != nil
        }
        if isLate { delivery.cancel() }
    }

    private func receive(_ status: ExitStatus, on queue: DispatchQueue) {
        let (scan, delivery) = state.withLock { state in
            state.status = state.status ?? status
            return (state.scan, state.delivery)
        }
        scan?.requestStop()
        delivery?.cancel()
        guard scan != nil else { return }
        queue.asyncAfter(deadline: .now() + Interruption.patience) { [self] in
            // The scan hangs in a read. Nothing has been written yet: reports, history and pushes come after the scan.
            let isHanging = state.withLock { $0.scan != nil }
            guard isHanging else { return }
            Output.complain("\ndqaudit: interrupted while waiting for the server; nothing was written")
            ProcessExit.leave(status.rawValue)
        }
    }
}
