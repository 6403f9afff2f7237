import Glibc

/// A thread of its own for work that blocks: a cursor may only be used by the thread that made it, and a blocking read must not take a
/// thread of Swift's pool.
package final class BackgroundThread {
    private let thread: pthread_t
    private var isJoined = false

    /// Starts the work; nil when the system has no thread left.
    package init?(_ body: @escaping @Sendable () -> Void) {
        // The box is retained for the thread, which releases it; pthread_create failing, it is released here.
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until the work has ended.
    package func join() {
        guard !isJoined else { return }
        isJoined = true
        pthread_join(thread, nil)
    }

    /// Leaves the work to itself: it waits for something that may never come, and owns everything that it touches.
    package func detach() {
        guard !isJoined else { return }
        isJoined = true
        pthread_detach(thread)
    }

    deinit { join() }

    private final class Box {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
