import Foundation
import TestSupport

/// A call of the program from its start to its end. Ended by force when nobody waits for it any more.
final class AuditProcess {
    /// Where a stream of the program goes.
    enum Destination {
        /// Into the outcome.
        case captured
        /// To a reader that has gone away already.
        case departedReader
        /// Nowhere: the program starts without the stream.
        case closed
        /// Into a file that exists.
        case file(String)
        /// To a terminal, whose screen is captured.
        case terminal(PseudoTerminal)
    }

    private let process: pid_t
    /// What is read of stdout and stderr; -1 when nothing is, or after the end.
    private var streams: [Int32]
    private var texts: [[UInt8]] = [[], []]
    private var status: Int32?

    /// No call of these tests takes longer unless the program hangs.
    private static let patience = Duration.seconds(60)

    /// Starts the program.
    init(
        _ arguments: [String], in folder: String, environment: [String: String] = [:],
        output: Destination = .captured, errors: Destination = .captured
    ) throws {
        guard let program = AuditProgram.path else { throw FixtureError(AuditProgram.absence) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        var ours: [Int32] = []
        var theirs: [Int32] = []
        defer { theirs.forEach { close($0) } }
        for (descriptor, destination) in [(Int32(1), output), (2, errors)] {
            if case .closed = destination {
                ours.append(-1)
                posix_spawn_file_actions_addclose(&actions, descriptor)
                continue
            }
            let ends = try AuditProcess.ends(destination)
            ours.append(ends.ours)
            theirs.append(ends.theirs)
            posix_spawn_file_actions_adddup2(&actions, ends.theirs, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's pool block signals, which a child would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // The shell goes to the folder and becomes the program: the process stays the same.
        let shell = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder, program]
        var words = (shell + arguments).map { strdup($0) } + [nil]
        var variables = AuditProgram.environment(environment).map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var started: pid_t = 0
        let code = posix_spawn(&started, "/bin/sh", &actions, &attributes, &words, &variables)
        guard code == 0 else {
            ours.forEach { close($0) }
            throw FixtureError("cannot start \(program): \(String(cString: strerror(code)))")
        }
        process = started
        streams = ours
    }

    deinit {
        streams.filter { $0 >= 0 }.forEach { close($0) }
        guard status == nil else { return }
        kill(process, SIGKILL)
        reap()
    }

    /// Sends a signal to the program.
    func signal(_ number: Int32) {
        kill(process, number)
    }

    /// What one of the program's descriptors is, as the kernel names it; nil when it is closed.
    func file(of descriptor: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(descriptor)")
    }

    /// Waits for the end of the program.
    /// - Throws: ``FixtureError`` when it hangs; it is ended then.
    func finish() throws -> AuditOutcome {
        try read { false }
        reap()
        let code = status ?? 0
        let end = code & 0x7F
        return AuditOutcome(
            status: end == 0 ? (code >> 8) & 0xFF : -end, output: String(decoding: texts[0], as: UTF8.self),
            errors: String(decoding: texts[1], as: UTF8.self))
    }

    /// Waits until stderr, or the terminal that it is, holds a text.
    /// - Throws: ``FixtureError`` when the program ends or hangs before.
    func awaitErrors(containing text: String) throws {
        var isThere = false
        try read {
            isThere = String(decoding: texts[1], as: UTF8.self).contains(text)
            return isThere
        }
        if !isThere { throw FixtureError("'\(text)' never appeared: \(String(decoding: texts[1], as: UTF8.self))") }
    }

    /// Reads both streams until they end or `isEnough` says so.
    private func read(until isEnough: () -> Bool) throws {
        let deadline = ContinuousClock.now + AuditProcess.patience
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !isEnough(), streams.contains(where: { $0 >= 0 }) {
            let left = (deadline - ContinuousClock.now) / .milliseconds(1)
            var queries = streams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard left > 0, poll(&queries, 2, Int32(left)) != 0 else {
                throw FixtureError("the program hangs; so far: \(texts.map { String(decoding: $0, as: UTF8.self) })")
            }
            for index in 0..<2 where streams[index] >= 0 && queries[index].revents != 0 {
                let count = Foundation.read(streams[index], &chunk, chunk.count)
                if count > 0 {
                    texts[index] += chunk[0..<count]
                } else if count == 0 || errno != EINTR {
                    // A terminal whose last user has gone answers EIO, which is its end.
                    close(streams[index])
                    streams[index] = -1
                }
            }
        }
    }

    private func reap() {
        var code: Int32 = 0
        while waitpid(process, &code, 0) < 0, errno == EINTR {}
        status = code
    }

    /// The end that the program gets, and the one to read from (-1: nothing is read). Other children of this process get neither.
    private static func ends(_ destination: Destination) throws -> (ours: Int32, theirs: Int32) {
        switch destination {
        case .captured, .departedReader, .closed:
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw FixtureError("no pair of sockets") }
            if case .captured = destination { return (ends[0], ends[1]) }
            close(ends[0])
            return (-1, ends[1])
        case .file(let path):
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FixtureError("cannot open \(path)") }
            return (-1, descriptor)
        case .terminal(let terminal):
            return (try terminal.screen(), try terminal.device())
        }
    }
}
