import Foundation

/// The one place where the process ends.
enum ProcessExit {
    static func leave(_ status: Int32) -> Never {
        exit(status)
    }
}
