import AuditModel
import Foundation
import Reporting
import Synchronization

/// The two ways to speak: results to stdout, everything else to stderr. A closed pipe is no error.
enum Output {
    /// Writes a result and a line break. That some of it could not be written is told in the end: see ``closing(_:style:)``.
    static func print(_ text: String) {
        guard let code = write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO), code != EPIPE else {
            return
        }
        lost.withLock { $0 = $0 ?? code }
    }

    /// Why a result was not written, as an error number; nil while all of them are.
    private static let lost = Mutex<Int32?>(nil)

    /// The status of a process whose results went to stdout: a full disk there must not look like success.
    static func closing(_ status: Int32, style: ExitStatus.Style) -> Int32 {
        guard let code = lost.withLock({ $0 }) else { return status }
        complain("dqaudit: \(OutputTarget.failure("stdout", code).message)")
        return status == 0 ? ExitStatus.deliveryFailed.code(style, worst: .pass) : status
    }

    /// Writes an error or notice and a line break.
    static func complain(_ text: String) {
        // Nowhere is left to say that this failed.
        _ = write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
    }

    /// Writes text as it is.
    /// - Returns: the number of the error that kept some of it from being written.
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { WholeWrite.write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Gives stdin, stdout and stderr that the caller closed (`>&-`) to nobody.
    ///
    /// Else the next file or connection to be opened gets the number, and what is meant for people is written into it.
    static func claimStandardStreams() {
        for descriptor in 0...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Whether stdout and stderr go to the same terminal, file, pipe or socket, as under cron and systemd.
    static var isOnePlace: Bool {
        var places = (stat(), stat())
        guard fstat(STDOUT_FILENO, &places.0) == 0, fstat(STDERR_FILENO, &places.1) == 0 else { return false }
        return places.0.st_dev == places.1.st_dev && places.0.st_ino == places.1.st_ino
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of a terminal; 80 where there is none.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
