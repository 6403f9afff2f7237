import AuditModel
import Dispatch
import Foundation
import Reporting
import ScanEngine
import Synchronization

/// Where the signal handler writes; set once before it is installed, and read by it only.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// SIGINT, SIGTERM and SIGHUP (a terminal that was closed): the running scan is asked to stop, and the run ends without writing anything.
/// Who asks a second time does not want to wait.
///
/// The handler is installed at once and only writes the number of the signal into a pipe, which a thread of its own reads. So no signal is
/// lost, whenever it comes: Dispatch registers its handlers some time later, and until then a signal goes nowhere.
///
/// A class, because the waiting thread and the audit share it.
final class Interruption: Sendable {
    /// What a signal meets.
    private enum Phase {
        /// No audit is under way: the process just ends.
        case idle
        /// Nothing has been written of the suite, and the process may wait long for a server: of the scan, or of the history.
        case waiting(ScanProgress?)
        /// A step that is short, after which the audit looks whether there was a signal.
        case working
        /// Files are finished; a push that waits for its answer is given up.
        case delivering(Task<CompletedRun, Never>)
    }

    private struct State {
        var phase = Phase.idle
        var status: ExitStatus?
        /// When the first signal came.
        var since: ContinuousClock.Instant?
        /// That of the current audit.
        var suite = ""
        /// To be let go before the process ends.
        var lock: SuiteLock?
    }

    private let state = Mutex(State())

    /// How long a scan that waits for its server may take to notice, before the process ends without it.
    private static let patience = DispatchTimeInterval.seconds(2)
    /// How long deliveries may take to end: a history on a server that hangs. systemd and Prefect kill after 30 and 20 seconds.
    private static let longPatience = DispatchTimeInterval.seconds(15)
    /// A signal that comes sooner after the first is the same one: a terminal and a scheduler may both send it.
    private static let insistence = Duration.seconds(1)

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
        // Under nohup it is to be ignored.
        var inherited = sigaction()
        sigaction(SIGHUP, nil, &inherited)
        let isIgnored =
            unsafeBitCast(inherited.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
        if !isIgnored { sigaction(SIGHUP, &action, nil) }
    }

    /// The status to exit with once a signal came, nil before.
    var status: ExitStatus? { state.withLock { $0.status } }

    /// From here on a signal ends the audit in good order; before the first, it ends the process.
    func begin(_ suite: String) {
        state.withLock { state in
            state.suite = suite
            state.phase = .working
        }
    }

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

    /// From here on, until ``work()``, the process may be ended at once.
    /// - Parameter scan: to be asked to stop first; nil where nothing can be asked.
    func wait(for scan: ScanProgress?) {
        let isLate = state.withLock { state in
            state.phase = .waiting(scan)
            // The signal may have come between two suites.
            return state.status != nil
        }
        if isLate { scan?.requestStop() }
    }

    /// Ends what ``wait(for:)`` began.
    func work() {
        state.withLock { $0.phase = .working }
    }

    /// The deliveries to cut short: files are finished, pushes wait for nobody any more.
    func deliver(_ delivery: Task<CompletedRun, Never>) {
        let isLate = state.withLock { state in
            state.phase = .delivering(delivery)
            return state.status != nil
        }
        if isLate { delivery.cancel() }
    }

    private func receive(_ status: ExitStatus, on queue: DispatchQueue) {
        let now = ContinuousClock.now
        let (phase, status, isInsisting) = state.withLock { state in
            let first = state.since ?? now
            state.since = first
            state.status = state.status ?? status
            return (state.phase, state.status ?? status, now - first >= Self.insistence)
        }
        if isInsisting { leave(status) }
        switch phase {
        case .idle: leave(status)
        case .working: break
        case .delivering(let delivery):
            delivery.cancel()
            queue.asyncAfter(deadline: .now() + Interruption.longPatience) { [self] in
                if case .delivering = state.withLock({ $0.phase }) { leave(status) }
            }
        case .waiting(let scan):
            scan?.requestStop()
            queue.asyncAfter(deadline: .now() + Interruption.patience) { [self] in
                // The scan hangs in a read, or the history.
                if case .waiting = state.withLock({ $0.phase }) { leave(status) }
            }
        }
    }

    /// Ends the process in the midst of its work.
    private func leave(_ status: ExitStatus) -> Never {
        let (phase, suite) = state.withLock { ($0.phase, $0.suite) }
        AtomicFile.abandon()
        switch phase {
        case .idle: break
        case .waiting:
            // Reports, the record and pushes come after both waits.
            Output.complain(
                "\ndqaudit: interrupted while waiting for the server; of suite '\(suite)' nothing was written")
        case .working, .delivering:
            Output.complain(
                "\ndqaudit: interrupted in the midst of suite '\(suite)'; perhaps not everything of it was written"
            )
        }
        letGo()
        ProcessExit.leave(status.rawValue)
    }
}
