import Glibc

/// A counting semaphore whose waits go by a clock that nobody sets: those of POSIX semaphores go by the calendar.
///
/// Safe to share: the count is touched with the lock held only, and lock and condition stay where they are.
final class Semaphore: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let raised: UnsafeMutablePointer<pthread_cond_t>
    private var count: UInt32

    init(_ value: UInt32) {
        count = value
        lock = .allocate(capacity: 1)
        raised = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(raised, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(raised)
        pthread_mutex_destroy(lock)
        raised.deallocate()
        lock.deallocate()
    }

    func wait() {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while count == 0 { pthread_cond_wait(raised, lock) }
        count -= 1
    }

    /// Waits, but not for ever; false when the time was over first.
    func wait(milliseconds: Int) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_nsec += milliseconds % 1000 * 1_000_000
        end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1_000_000_000
        end.tv_nsec %= 1_000_000_000
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while count == 0 {
            guard pthread_cond_timedwait(raised, lock, &end) == 0 else { return false }
        }
        count -= 1
        return true
    }

    func signal() {
        pthread_mutex_lock(lock)
        count += 1
        // With the lock held: whoever waits may let go of the semaphore as soon as it is up.
        pthread_cond_signal(raised)
        pthread_mutex_unlock(lock)
    }
}
