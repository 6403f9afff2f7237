import AuditModel
import ScanEngine
import Synchronization

/// The replies of a cursor, fetched by a thread of its own while the caller works on the one before.
///
/// A server prepares a batch only when it is asked: whoever asks, waits and computes by turns lets server and network idle meanwhile.
/// One reply is worked on, one lies ready, one is on its way; so memory holds three, each of at most 16 MiB and one document.
final class ReplyStream: Sendable {
    /// What the fetching thread hands over.
    enum Event: Sendable {
        case reply(CursorReply, from: ServerIdentity)
        /// Nothing follows.
        case ended(Ending, commands: Int)
    }

    /// Why nothing follows.
    enum Ending: Sendable {
        /// The cursor has no more documents.
        case complete
        case failed(MongoFailure)
        /// The fetching thread knows the whole error, such as a filter that the server refuses.
        case refused(SourceError)
        /// The server at hand cannot know the place where the read is to go on.
        case placeUnknown
    }

    private struct State {
        var ready: [Event] = []
        var isCancelled = false
    }

    private let state = Mutex(State())
    /// Up for each event that may still be put in, and for each that may be taken out.
    private let places: Semaphore
    private let events = Semaphore(0)

    private static let readyReplies = 1

    init() {
        places = Semaphore(UInt32(ReplyStream.readyReplies))
    }

    // MARK: The fetching thread

    /// Hands over an event when there is room for it; false when nobody wants more.
    func put(_ event: Event) -> Bool {
        places.wait()
        let isWanted = state.withLock { state in
            if !state.isCancelled { state.ready.append(event) }
            return !state.isCancelled
        }
        events.signal()
        // Nobody makes room any more: whoever puts again must not wait for it.
        if !isWanted { places.signal() }
        return isWanted
    }

    // MARK: The caller

    /// The next event; waits for it, but not longer than the scan shall go on. Not to be called after `ended` or ``cancel()``.
    /// - Throws: why the scan shall break off.
    func take(until progress: ScanProgress) throws(SourceError) -> Event {
        while !events.wait(milliseconds: 100) {
            if let stop = progress.stopError { throw stop }
        }
        // Also where events come faster than a wait ends.
        if let stop = progress.stopError { throw stop }
        let event = state.withLock { $0.ready.removeFirst() }
        places.signal()
        return event
    }

    /// Whether nobody wants more.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Tells the fetching thread that nothing more is wanted; it ends after the command that it is waiting for.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.ready.removeAll()
        }
        places.signal()
    }
}
