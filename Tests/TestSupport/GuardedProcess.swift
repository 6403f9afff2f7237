import Foundation
import Synchronization

/// A server process that never outlives this one, however this one ends.
///
/// A small shell stands between: it starts the program and waits on a connection whose other end only this process holds. When that end
/// closes, by ``stop()`` or by the death of this process, it kills the program and removes its folder. It has a session of its own, so
/// that a key or a signal for the whole group of processes does not reach it first.
package final class GuardedProcess: Sendable {
    /// Where the program's output goes.
    package let log: String
    /// What holds the shell alive, and what tells that the program runs; closed and -1 after `stop`.
    private let ends: Mutex<(guardian: pid_t, lifeline: Int32, pulse: Int32)>

    /// Starts a program.
    /// - Parameters:
    ///   - executable: path of the program.
    ///   - log: path of the file that gets its output.
    ///   - folder: a folder to remove when it has ended, by whatever cause.
    package init(_ executable: String, _ arguments: [String], log: String, removing folder: String? = nil) throws {
        self.log = log
        let lifeline = try Self.pair()
        let pulse = try Self.pair()
        defer {
            close(lifeline.theirs)
            close(pulse.theirs)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, lifeline.theirs, 0)
        posix_spawn_file_actions_adddup2(&actions, pulse.theirs, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's pool block signals; a shell that inherits that never hears of its child's end.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK))

        let words = ["/bin/sh", "-c", Self.script, "guardian", log, folder ?? "", executable] + arguments
        var vector = words.map { strdup($0) } + [nil]
        defer { vector.forEach { free($0) } }
        var guardian: pid_t = 0
        let status = posix_spawn(&guardian, "/bin/sh", &actions, &attributes, &vector, environ)
        guard status == 0 else {
            close(lifeline.ours)
            close(pulse.ours)
            throw FixtureError("cannot start \(executable): \(String(cString: strerror(status)))")
        }
        ends = Mutex((guardian, lifeline.ours, pulse.ours))
    }

    deinit {
        stop()
    }

    /// `POSIX_SPAWN_SETSID`, which glibc hides from Swift.
    private static let newSession: Int16 = 0x80

    /// Two ends of a connection; no other program that this process starts gets either.
    private static func pair() throws -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw FixtureError("no pair of sockets: \(String(cString: strerror(errno)))")
        }
        return (ends[0], ends[1])
    }

    /// Standard input is the lifeline. The program holds the pulse as its descriptor 3; the shell lets go of it. The program leads a group
    /// of processes, so that what it started itself ends with it.
    private static let script = """
        log=$1; folder=$2; shift 2
        setsid "$@" 3>&1 >"$log" 2>&1 </dev/null &
        program=$!
        exec >/dev/null
        read -r signal
        kill -s "${signal:-KILL}" "$program"
        wait "$program"
        kill -s KILL -- "-$program"
        if [ -n "$folder" ]; then rm -rf -- "$folder"; fi
        """

    /// Whether the program has not ended yet.
    package var isRunning: Bool {
        ends.withLock { ends in
            guard ends.pulse >= 0 else { return false }
            var query = pollfd(fd: ends.pulse, events: 0, revents: 0)
            return poll(&query, 1, 0) == 0
        }
    }

    /// Ends the program, waits until it and its folder are gone; a second call does nothing.
    /// - Parameter signal: `KILL`, or `TERM` for a program that must end well.
    package func stop(signal: String = "KILL") {
        ends.withLock { ends in
            guard ends.lifeline >= 0 else { return }
            let line = Array("\(signal)\n".utf8)
            _ = send(ends.lifeline, line, line.count, Int32(MSG_NOSIGNAL))
            close(ends.lifeline)
            close(ends.pulse)
            var status: Int32 = 0
            while waitpid(ends.guardian, &status, 0) < 0, errno == EINTR {}
            ends = (0, -1, -1)
        }
    }

    /// Waits until something is so.
    /// - Throws: ``FixtureError`` with the end of the log when the program ends or the time passes before.
    package func wait(until what: String, within limit: Duration = .seconds(60), _ condition: () throws -> Bool) throws
    {
        let start = ContinuousClock.now
        while try !condition() {
            if !isRunning { throw FixtureError("ended before \(what): \(logTail)") }
            if ContinuousClock.now - start > limit { throw FixtureError("no \(what) in time: \(logTail)") }
            usleep(10_000)
        }
    }

    private var logTail: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return String(text.suffix(2_000))
    }
}
