/// Some bytes: up to sixteen in place, more in an array.
///
/// Most `_id`s are short, and a thousand segments keep ten of them for every field that is sometimes missing: as arrays they would take most
/// of the time that such an audit needs beyond a plain one.
struct KeptBytes: Hashable, Sendable {
    /// Zero beyond `count`, so that equal bytes are equal.
    private var short: (UInt64, UInt64) = (0, 0)
    private let byteCount: Int32
    /// nil for up to sixteen.
    private let long: [UInt8]?

    private static let shortest = 16

    var count: Int { Int(byteCount) }

    /// - Precondition: fewer than 2 GiB, as of everything that a BSON document holds.
    init(_ bytes: UnsafeRawBufferPointer) {
        byteCount = Int32(bytes.count)
        guard bytes.count <= KeptBytes.shortest else {
            long = Array(bytes)
            return
        }
        long = nil
        withUnsafeMutableBytes(of: &short) { $0.copyMemory(from: bytes) }
    }

    /// Calls back with the bytes, which are valid meanwhile.
    @inline(__always)
    func withUnsafeBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        if let long { return long.withUnsafeBytes(body) }
        return Swift.withUnsafeBytes(of: short) { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    var array: [UInt8] { withUnsafeBytes { Array($0) } }

    static func == (left: KeptBytes, right: KeptBytes) -> Bool {
        left.byteCount == right.byteCount && left.short == right.short && left.long == right.long
    }

    func hash(into hasher: inout Hasher) { withUnsafeBytes { hasher.combine(bytes: $0) } }
}
