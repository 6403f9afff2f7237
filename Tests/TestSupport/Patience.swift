/// Waiting for what other programs do.
package enum Patience {
    /// Asks again and again until there is an answer; nil when there was none in time.
    ///
    /// It is asked once more after the time is over: where many tests run at once, a task may be away between two questions for longer than
    /// that, and what it heard before says nothing about now.
    package static func answer<Value>(
        within limit: Duration, every pause: Duration = .milliseconds(50), _ question: () async throws -> Value?
    ) async throws -> Value? {
        let end = ContinuousClock.now + limit
        while true {
            let isLate = ContinuousClock.now > end
            if let answer = try await question() { return answer }
            if isLate { return nil }
            try await Task.sleep(for: pause)
        }
    }
}
