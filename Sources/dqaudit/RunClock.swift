import AuditModel
import Foundation

/// The real clock, read in one place.
enum RunClock {
    static func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// An id that sorts by the clock of the run and is new for every process: `20260511T050000Z-1mf3kq9x2`.
    static func runID(now: Instant, started: Instant) -> String {
        let digits = now.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        let moment = UInt64(bitPattern: started.milliseconds) << 22 | UInt64(getpid()) & 0x3F_FFFF
        return "\(digits)Z-\(String(moment, radix: 36))"
    }
}
