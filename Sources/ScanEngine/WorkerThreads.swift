import Glibc

/// Threads of their own for work that blocks: a cursor may only be used by the thread that made it, and a blocking read must not take a
/// thread of Swift's pool.
enum WorkerThreads {
    /// Runs `body` on `count` threads and returns when all of them have ended.
    ///
    /// With no thread to be had from the system, `body` runs on the calling thread: slower, never wrong.
    static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        var threads: [pthread_t] = []
        for _ in 0..<count {
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
            if status == 0 {
                threads.append(thread)
            } else {
                box.release()
            }
        }
        if threads.isEmpty { body() }
        for thread in threads { pthread_join(thread, nil) }
    }

    private final class Box {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
