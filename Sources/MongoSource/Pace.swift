import Synchronization

/// Holds all partitions together to a number of documents a second.
///
/// Whoever is about to ask for documents reserves the time that they may take, and asks when that time is over: so after n documents at
/// least n ÷ rate seconds have passed, whatever the server and the other partitions do. The time that answers take is made up for, so that
/// the rate is reached; a longer pause is not, so that no burst follows it.
final class Pace: Sendable {
    /// Documents a request: few enough that the rate is even over a quarter of a second.
    let batchDocuments: Int
    private let rate: Int
    private static let longestCatchUp = Duration.milliseconds(250)
    private let next: Mutex<ContinuousClock.Instant?>

    init(documentsPerSecond rate: Int, batchDocuments: Int) {
        self.rate = rate
        self.batchDocuments = max(1, min(batchDocuments, rate / 20))
        next = Mutex(nil)
    }

    /// From here on one cursor may not keep up, and the few thousand entries of the index that are looked at to find ranges for several are
    /// read in less time than a pause is made up for.
    static let severalCursors = 100_000

    /// Gives back what was reserved for documents that did not come: a reply holds no more than 16 MiB of them, and the last one has what is left.
    func giveBack(documents: Int) {
        next.withLock { next in
            next? -= .seconds(1) * max(0, documents) / rate
        }
    }

    /// Reserves the time of one batch.
    /// - Returns: when to ask for it.
    func reserve(at now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant {
        next.withLock { next in
            let begin = max(next ?? now, now - Self.longestCatchUp)
            let end = begin + .seconds(1) * batchDocuments / rate
            next = end
            return end
        }
    }
}
