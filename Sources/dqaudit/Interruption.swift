import AuditModel
import Dispatch
import Foundation
import Reporting
import ScanEngine
import Synchronization

/// Where the signal handler writes; set once before it is installed, and read by it only.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// SIGINT and SIGTERM: the running scan is asked to stop, and the run ends without writing anything.
///
/// The handler is installed at once and only writes the number of the signal into a pipe, which a thread of its own reads. So no signal is
/// lost, whenever it comes: Dispatch registers its handlers some time later, and until then a signal goes nowhere.
///
/// A class, because the waiting thread and the audit share it.
final class Interruption: Sendable {
    private struct State {
        /// Whether an audit is under way, which must not be cut off just anywhere.
        var isAuditing = false
        var status: ExitStatus?
        var scan: ScanProgress?
        var delivery: Task<CompletedRun, Never>?
        /// To be let go before the process ends.
        var lock: SuiteLock?
    }

    private let state = Mutex(State())

    /// How long a scan that waits for its server may take to notice, before the process ends without it.
    private static let patience = DispatchTimeInterval.seconds(2)

    /// That of the process; first touched at its beginning.
    static let shared = Interruption()

    private init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            // Without a pipe the signals keep their default action: the process ends, and what it wrote is whole.
            return
        }
        let reading = ends[0]
        signalPipe = ends[1]
        Thread.detachNewThread { [self] in
            let queue = DispatchQueue(label: "dqaudit.signals")
            var number: UInt8 = 0
            while true {
                let count = read(reading, &number, 1)
                if count == 1 {
                    receive(Int32(number) == SIGINT ? .interrupted : .terminated, on: queue)
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            // Only what is safe in a handler: a write, and errno put back.
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(signalPipe, &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
    }

    /// From here on a signal ends the audit in good order; before, it ends the process.
    func beginAudit() {
        state.withLock { $0.isAuditing = true }
    }

    /// The status to exit with once a signal came, nil before.
    var status: ExitStatus? { state.withLock { $0.status } }

    /// The lock of the suite that is audited; nil where there is none.
    func hold(_ lock: SuiteLock?) {
        state.withLock { $0.lock = lock }
    }

    /// Ends what ``hold(_:)`` began.
    func letGo() {
        let lock = state.withLock { state in
            defer { state.lock = nil }
            return state.lock
        }
        lock?.release()
    }

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
        let (isAuditing, scan, delivery) = state.withLock { state in
            state.status = state.status ?? status
            return (state.isAuditing, state.scan, state.delivery)
        }
        guard isAuditing else { ProcessExit.leave(status.rawValue) }
        scan?.requestStop()
        delivery?.cancel()
        guard scan != nil else { return }
        queue.asyncAfter(deadline: .now() + Interruption.patience) { [self] in
            // The scan hangs in a read, or the history. Nothing has been written yet: reports, the record and pushes come after both.
            let isHanging = state.withLock { $0.scan != nil }
            guard isHanging else { return }
            Output.complain("\ndqaudit: interrupted while waiting for the server; nothing was written")
            letGo()
            ProcessExit.leave(status.rawValue)
        }
    }
}
