import AuditModel
import Glibc
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

    /// Waits, but not for ever; false when the time was over first. A clock that is set back makes it longer, which delays no signal.
    func wait(milliseconds: Int) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_nsec += milliseconds % 1000 * 1_000_000
        end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1_000_000_000
        end.tv_nsec %= 1_000_000_000
        while sem_timedwait(handle, &end) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }

    func signal() { sem_post(handle) }
}
