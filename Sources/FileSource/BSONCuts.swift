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
    ///
    /// Lengths alone would not do: about one document in twenty has four bytes somewhere inside that happen to lead to the beginning of a
    /// later document, and from there on every length is right. So the elements of each document must fill it exactly too.
    private static func begins(_ count: Int, in bytes: UnsafeRawBufferPointer, at place: Int) -> Bool {
        var offset = place
        for _ in 0..<count {
            if offset == bytes.count { return offset > place }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            guard case .document(let length) = BSONFraming.frame(at: rest),
                // A document of a collection has an element.
                length > BSONFraming.smallest,
                isFilled(UnsafeRawBufferPointer(rebasing: rest[..<length]))
            else { return false }
            offset += length
        }
        return true
    }

    /// Whether elements of types that exist follow each other up to the end of a document.
    private static func isFilled(_ document: UnsafeRawBufferPointer) -> Bool {
        do throws(BSONFault) {
            var elements = try BSONElements(document)
            while try elements.next() != nil {}
            return true
        } catch {
            return false
        }
    }
}
