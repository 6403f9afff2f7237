import AuditModel
import Glibc
import Synchronization

/// The replies of a cursor, fetched by a thread of its own while the caller works on the one before.
///
/// A server prepares a batch only when it is asked: whoever asks, waits and computes by turns lets server and network idle meanwhile.
/// One reply is worked on, one lies ready, one is on its way; so memory holds three, each of at most 16 MiB and one document.
final class ReplyStream: Sendable {
    /// What the fetching thread hands over.
    enum Event: Sendable {
        case reply(CursorReply)
        case failure(MongoFailure)
        /// The fetching thread knows the whole error, such as a filter that the server refuses.
        case refusal(SourceError)
        /// Nothing follows; the commands that were sent.
        case end(commands: Int)
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
        return isWanted
    }

    // MARK: The caller

    /// The next event; waits for it. Not to be called after `end`, a failure or ``cancel()``.
    func take() -> Event {
        events.wait()
        let event = state.withLock { $0.ready.removeFirst() }
        places.signal()
        return event
    }

    /// Tells the fetching thread that nothing more is wanted; it ends after the command that it is waiting for.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.ready.removeAll()
        }
        places.signal()
    }
}

/// A counting semaphore of the system.
///
/// Safe to share: the memory is written by `sem_init` and `sem_destroy` here and by the atomic operations of the C library only.
final class Semaphore: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<sem_t>

    init(_ value: UInt32) {
        handle = .allocate(capacity: 1)
        sem_init(handle, 0, value)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    func wait() {
        // Only an interrupting signal makes it return early.
        while sem_wait(handle) != 0 {}
    }

    func signal() { sem_post(handle) }
}
