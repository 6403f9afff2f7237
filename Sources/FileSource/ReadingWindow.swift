/// The part of a mapped file that a thread is reading: fetched a little ahead, given back behind.
///
/// A walk reads here and there and waits for memory at nearly every line of the cache, because each place depends on the one before.
/// Loads that do not depend on each other are answered many at a time, so a pass over the next stretch first costs less than it saves.
/// What has been read is given back: otherwise the whole file would count as memory of the process.
struct ReadingWindow {
    private let mapping: SharedMapping
    private let end: Int
    /// Where what has been fetched ends, and where what has been given back ends.
    private var fetched: Int
    private var released: Int
    /// Where what has been mapped ends.
    private var mapped: Int

    /// Bytes fetched at a time: they fit the nearer caches together with a batch's columns.
    private static let stretch = 65_536
    /// Bytes mapped at a time: else every few pages cost a fault.
    private static let mappedBytes = 1 << 20
    /// Bytes given back at a time: seldom, because every time all processors that run the process are interrupted.
    private static let slice = 16 << 20
    /// Bytes of a line of the cache.
    private static let line = 64

    init(_ mapping: SharedMapping, from start: Int, to end: Int) {
        self.mapping = mapping
        self.end = end
        fetched = start
        released = start
        mapped = start
    }

    /// Says that everything before a place has been read.
    @inline(__always)
    mutating func advance(to offset: Int) {
        if offset >= fetched { move(to: offset) }
    }

    @inline(never)
    private mutating func move(to offset: Int) {
        let start = offset
        fetched = min(end, start + ReadingWindow.stretch)
        if fetched > mapped {
            mapped = min(end, start + ReadingWindow.mappedBytes)
            mapping.prepare(start..<mapped)
        }
        ReadingWindow.touch(UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<fetched]))
        if offset - released >= ReadingWindow.slice {
            mapping.release(released..<offset)
            released = offset
        }
    }

    /// Loads a byte of every line; not optimised away, because nobody knows that the answer is not wanted.
    @inline(never)
    @discardableResult
    private static func touch(_ bytes: UnsafeRawBufferPointer) -> UInt8 {
        var all: UInt8 = 0
        for place in stride(from: 0, to: bytes.count, by: line) { all ^= bytes[place] }
        return all
    }
}
