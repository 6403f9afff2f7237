import Foundation

/// What the process has used.
enum ProcessMemory {
    /// The largest resident set so far, in bytes.
    static func peakBytes() -> Int64 {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        // Linux counts kilobytes.
        return Int64(usage.ru_maxrss) * 1024
    }
}
