import Synchronization

/// How long a push is tried, by what became of the one before it in this process.
///
/// Of a folder of suites each pushes. Where the gateway is gone, the first one tries for up to 45 seconds; with hundreds of suites the last
/// would be audited hours late for that, so the later ones try once, and briefly, until one succeeds.
final class PushPatience: Sendable {
    private let isLost = Mutex(false)

    var tries: Int { isLost.withLock { $0 } ? 1 : 4 }

    /// How long one try may take.
    func timeout(_ usual: Duration) -> Duration { isLost.withLock { $0 } ? min(usual, .seconds(2)) : usual }

    /// The gateway did not answer, or not well, however often it was asked.
    func lose() { isLost.withLock { $0 = true } }

    func restore() { isLost.withLock { $0 = false } }
}
