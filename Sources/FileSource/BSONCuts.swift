import RawBSON

/// Guesses where documents begin in the midst of a run of BSON, which has no marks between them.
enum BSONCuts {
    /// Documents that must follow each other without a flaw before a place is believed.
    private static let chain = 64
    /// How far to look for such a place.
    private static let reach = 1 << 20

    /// Where parts of about equal size begin, and the end of the bytes: 0 first, rising. A part for which no place is found is left out.
    static func places(in bytes: UnsafeRawBufferPointer, parts: Int) -> [Int] {
        var places = [0]
        for part in 1..<max(2, parts) where parts > 1 {
            let target = bytes.count / parts * part
            if let place = place(in: bytes, from: target), place > places[places.count - 1] { places.append(place) }
        }
        return places + [bytes.count]
    }

    private static func place(in bytes: UnsafeRawBufferPointer, from target: Int) -> Int? {
        (target..<min(bytes.count, target + reach)).first { begins(chain, in: bytes, at: $0) }
    }

    /// Whether so many documents, or all up to the end, lie back to back from a place on.
    private static func begins(_ count: Int, in bytes: UnsafeRawBufferPointer, at place: Int) -> Bool {
        var offset = place
        for _ in 0..<count {
            if offset == bytes.count { return offset > place }
            guard
                case .document(let length) = BSONFraming.frame(at: UnsafeRawBufferPointer(rebasing: bytes[offset...])),
                // A document of a collection has an element, and that a type that exists.
                length > BSONFraming.smallest, BSONBytes.fixedSize(bytes[offset + 4]) != 254
            else { return false }
            offset += length
        }
        return true
    }
}
