import Glibc

/// Lets the calling thread rest; a signal may end the rest early.
package func pause(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    nanosleep(&rest, nil)
}
