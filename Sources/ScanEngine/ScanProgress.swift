import Synchronization

/// How far a scan is, and whether it shall stop: shared between the worker threads, the progress line and the signal handler.
package final class ScanProgress: Sendable {
    private let scannedDocuments = Atomic<Int>(0)
    private let scannedBytes = Atomic<Int>(0)
    private let stop = Atomic<Bool>(false)

    package init() {}

    package var documents: Int { scannedDocuments.load(ordering: .relaxed) }
    package var bytes: Int { scannedBytes.load(ordering: .relaxed) }
    package var isStopRequested: Bool { stop.load(ordering: .relaxed) }

    /// Asks the worker threads to break off at their next batch. Safe to call from any thread.
    package func requestStop() { stop.store(true, ordering: .relaxed) }

    func add(documents: Int, bytes: Int) {
        scannedDocuments.wrappingAdd(documents, ordering: .relaxed)
        scannedBytes.wrappingAdd(bytes, ordering: .relaxed)
    }
}
