package import AuditModel
import Synchronization

/// How far a scan is, and whether it shall stop: shared between the worker threads, the progress line and the signal handler.
package final class ScanProgress: Sendable {
    private let scannedDocuments = Atomic<Int>(0)
    private let scannedBytes = Atomic<Int>(0)
    private let stop = Atomic<Bool>(false)
    private let abandoned = Atomic<Bool>(false)
    private let limit: Duration?
    /// When the time is up; nil: never.
    package let deadline: ContinuousClock.Instant?

    /// - Parameter timeLimit: how long the scan may take from now on; nil: as long as it needs.
    package init(timeLimit: Duration? = nil) {
        limit = timeLimit
        deadline = timeLimit.map { ContinuousClock.now + $0 }
    }

    package var documents: Int { scannedDocuments.load(ordering: .relaxed) }
    package var bytes: Int { scannedBytes.load(ordering: .relaxed) }

    /// Asks the worker threads to break off at their next batch. Safe to call from any thread.
    package func requestStop() { stop.store(true, ordering: .relaxed) }

    /// Whether somebody asked for the scan to stop, or its time is up.
    package var isStopRequested: Bool {
        stop.load(ordering: .relaxed) || deadline.map { ContinuousClock.now >= $0 } ?? false
    }

    /// Why a partition shall break off now; nil while it shall go on.
    package var stopError: SourceError? {
        if stop.load(ordering: .relaxed) { return SourceError(.interrupted, "the audit was interrupted") }
        guard let deadline, let limit, ContinuousClock.now >= deadline else {
            return isAbandoned ? SourceError(.interrupted, "another partition failed") : nil
        }
        return SourceError(
            .timeLimit,
            """
            the time limit of \(DurationText.text(seconds: limit.components.seconds)) was over after \
            \(documents) documents. Give it more time (--time-limit), or audit less with a filter
            """)
    }

    /// Begins to count anew.
    func beginRead() {
        abandoned.store(false, ordering: .relaxed)
        scannedDocuments.store(0, ordering: .relaxed)
        scannedBytes.store(0, ordering: .relaxed)
    }

    /// A partition failed: the others need not go on.
    func abandonRead() { abandoned.store(true, ordering: .relaxed) }

    var isAbandoned: Bool { abandoned.load(ordering: .relaxed) }

    /// - Parameters: negative where a partition is read again.
    func add(documents: Int, bytes: Int) {
        scannedDocuments.wrappingAdd(documents, ordering: .relaxed)
        scannedBytes.wrappingAdd(bytes, ordering: .relaxed)
    }
}
