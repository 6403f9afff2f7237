import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What a writer was told to be stored, kept where its end by force does not take it away.
struct Journal {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    }

    func note(_ number: Int) {
        let line = Array("\(number)\n".utf8)
        _ = write(descriptor, line, line.count)
    }

    /// How many lines there are; none where the writer did not come so far.
    static func count(_ path: String) -> Int {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").count
    }
}

/// Ends this process by force after some microseconds, wherever it then is.
func killSoon(after microseconds: Int) {
    Thread.detachNewThread {
        usleep(UInt32(microseconds))
        kill(getpid(), SIGKILL)
    }
}
