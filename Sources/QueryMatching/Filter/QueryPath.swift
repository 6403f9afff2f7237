import RawBSON

/// A path of the query language: `a.b` looks into documents and, without being asked, into the elements of arrays; a number is a place in an
/// array as well as a key.
///
/// Follows the server's own iteration (`ElementPath`, `BSONElementIterator`) step by step, because its corners show in results.
struct QueryPath: Hashable, Sendable {
    let text: String
    private let pieces: [[UInt8]]
    /// Which pieces are all digits.
    private let isNumber: [Bool]

    init(_ text: String) {
        self.text = text
        pieces = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).map { Array($0) }
        isNumber = pieces.map { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }

    var keys: [String] { pieces.map { String(decoding: $0, as: UTF8.self) } }

    /// Whether a step may be a place in an array.
    var hasNumbers: Bool { isNumber.contains(true) }

    /// Hands out the values that the path leads to until `body` answers true: absent ones as type 0.
    ///
    /// - Parameters:
    ///   - intoLeaf: whether an array at the end is followed by, or rather comes after, its elements.
    ///   - start: the piece to begin with.
    /// - Returns: whether `body` did.
    func visit(
        _ document: UnsafeRawBufferPointer, intoLeaf: Bool, from start: Int = 0, _ body: (RawValue) -> Bool
    ) -> Bool {
        var elements = RawElements(document)
        var index = start
        while true {
            guard let value = elements.first(pieces[index]) else { return body(RawValue.absent) }
            let isLast = index + 1 == pieces.count
            switch value.type {
            case 0x03:
                if isLast { return body(value) }
                elements = value.elements
                index += 1
            case 0x04:
                return visitArray(value, intoLeaf: intoLeaf, next: index + 1, body)
            default:
                return body(isLast ? value : RawValue.absent)
            }
        }
    }

    /// The same, begun at the value of the first piece.
    func visit(firstValue value: RawValue, intoLeaf: Bool, _ body: (RawValue) -> Bool) -> Bool {
        switch value.type {
        case 0x03 where pieces.count > 1: visit(value.bytes, intoLeaf: intoLeaf, from: 1, body)
        case 0x04: visitArray(value, intoLeaf: intoLeaf, next: 1, body)
        default: body(pieces.count == 1 ? value : RawValue.absent)
        }
    }

    /// The same, begun at an array that stands at the end of the first `next` pieces.
    func visitArray(_ array: RawValue, intoLeaf: Bool, next: Int, _ body: (RawValue) -> Bool) -> Bool {
        // An empty last piece counts as no piece behind an array.
        let goesOn = next < pieces.count && !(next + 1 == pieces.count && pieces[next].isEmpty)
        if !goesOn, !intoLeaf { return body(array) }
        var elements = array.elements
        while let (key, value) = elements.next() {
            guard goesOn else {
                if body(value) { return true }
                continue
            }
            if value.type == 0x03, visit(value.bytes, intoLeaf: intoLeaf, from: next, body) { return true }
            guard isNumber[next], key.elementsEqual(pieces[next]) else { continue }
            if next + 1 == pieces.count {
                if body(value) { return true }
            } else if value.type == 0x03 {
                if visit(value.bytes, intoLeaf: intoLeaf, from: next + 1, body) { return true }
            } else if value.type == 0x04 {
                if visitArray(value, intoLeaf: intoLeaf, next: next + 1, body) { return true }
            }
        }
        return goesOn ? false : body(array)
    }
}
