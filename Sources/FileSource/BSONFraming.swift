/// Where documents begin and end in a run of BSON.
enum BSONFraming {
    /// What stands at the beginning of some bytes.
    enum Frame: Equatable {
        /// A document of so many bytes, all of them there.
        case document(Int)
        /// More bytes are needed: so many from the beginning on.
        case incomplete(Int)
        case broken(Flaw)
    }

    /// Why bytes are no document.
    enum Flaw: String {
        case length = "the bytes here are no document: its length is impossible"
        case end = "the bytes here are no document: it does not end where its length says"
    }

    /// The smallest document: its length and its end mark.
    static let smallest = 5
    /// The longest length believed, in bytes; MongoDB stores at most 16 MiB and a little.
    static let largest = 256 << 20

    /// Judges the beginning of some bytes by the length that they state and the zero that ends each document.
    static func frame(at bytes: UnsafeRawBufferPointer) -> Frame {
        guard bytes.count >= 4 else { return .incomplete(smallest) }
        let length = Int(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)))
        guard smallest...largest ~= length else { return .broken(.length) }
        guard bytes.count >= length else { return .incomplete(length) }
        return bytes[length - 1] == 0 ? .document(length) : .broken(.end)
    }
}
