import Synchronization

/// The segments of a scan, numbered as they are met by whichever thread.
///
/// Asked once for each segment and thread; what is asked for every document is in ``SegmentLookup``.
final class SegmentDirectory: Sendable {
    private let numbers = Mutex<[String: UInt16]>([:])

    /// The number of a segment; nil when there are more than can be told apart.
    func number(of name: String) -> UInt16? {
        numbers.withLock { numbers in
            if let known = numbers[name] { return known }
            guard numbers.count < Segmentation.mostSegments else { return nil }
            let next = UInt16(numbers.count)
            numbers[name] = next
            return next
        }
    }
}
