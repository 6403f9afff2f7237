/// Several threads that do the same work.
package enum WorkerThreads {
    /// Runs `body` on `count` threads and returns when all of them have ended.
    ///
    /// With no thread to be had from the system, `body` runs on the calling thread: slower, never wrong.
    package static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let threads = (0..<count).compactMap { _ in BackgroundThread(body) }
        if threads.isEmpty { body() }
        for thread in threads { thread.join() }
    }

    /// Lets go of something on a thread of its own: the states of a thousand segments are a hundred thousand arrays, and nobody need wait until they
    /// are free.
    package static func release(_ value: some Sendable) {
        BackgroundThread { withExtendedLifetime(value) {} }?.detach()
    }
}
