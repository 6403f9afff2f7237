import AuditModel

/// Cuts a text into its top-level JSON objects without understanding them.
///
/// Three layouts: one object a line, objects one after the other over any number of lines, or one array of objects. The first
/// character that is no white space decides. One object is in memory at a time.
struct JSONSplitter<Stream: ByteStream & ~Copyable>: ~Copyable {
    /// One object of the text.
    struct Piece {
        /// From brace to brace, valid until the next call.
        let text: UnsafeRawBufferPointer
        /// The line of its opening brace, from 1.
        let line: Int
    }

    private enum Place {
        case beginning
        /// Between objects that stand by themselves.
        case betweenDocuments
        case arrayStart
        case afterElement
        case afterComma
        case afterArray
    }

    private let path: String
    private var input: InputBuffer<Stream>
    private var place = Place.beginning
    /// The line of the first byte at hand.
    private var line = 1
    /// The object that the caller is looking at: its bytes and line breaks.
    private var held = (bytes: 0, lines: 0)

    /// The longest text believed to be one object, in bytes. A document of 16 MiB takes less in Extended JSON; more means that a quote
    /// or a brace is missing.
    private let longest: Int

    init(_ stream: consuming Stream, path: String, longest: Int = 512 << 20) {
        input = InputBuffer(stream)
        self.path = path
        self.longest = longest
    }

    /// How many bytes lie behind, the object just given included.
    var consumed: Int { input.offset + held.bytes }

    /// The next object; nil at the end of the text.
    /// - Throws: ``SourceError`` with code `malformed`, naming file and line.
    mutating func next() throws(SourceError) -> Piece? {
        input.drop(held.bytes)
        line += held.lines
        held = (0, 0)
        return try seek() ? try measure() : nil
    }

    /// Goes to the opening brace of the next object.
    private mutating func seek() throws(SourceError) -> Bool {
        if place == .beginning { try skipMark() }
        while let byte = try peek() {
            switch (byte, place) {
            case (UInt8(ascii: "\n"), _): line += 1
            case (UInt8(ascii: " "), _), (UInt8(ascii: "\t"), _), (UInt8(ascii: "\r"), _): break
            case (UInt8(ascii: "{"), .beginning), (UInt8(ascii: "{"), .betweenDocuments):
                place = .betweenDocuments
                return true
            case (UInt8(ascii: "{"), .arrayStart), (UInt8(ascii: "{"), .afterComma):
                place = .afterElement
                return true
            case (UInt8(ascii: "["), .beginning): place = .arrayStart
            case (UInt8(ascii: "]"), .arrayStart), (UInt8(ascii: "]"), .afterElement): place = .afterArray
            case (UInt8(ascii: ","), .afterElement): place = .afterComma
            default: throw unexpected
            }
            input.drop(1)
        }
        switch place {
        case .beginning, .betweenDocuments, .afterArray: return false
        case .arrayStart, .afterElement, .afterComma:
            throw failure("the file ends within its array: a ']' is missing. Was the export broken off?")
        }
    }

    /// Finds the closing brace of the object at hand.
    private mutating func measure() throws(SourceError) -> Piece {
        var (index, lines, depth) = (0, 0, 0)
        var (inString, escaped) = (false, false)
        while true {
            let bytes = input.bytes
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\n") { lines += 1 }
                if inString {
                    if escaped {
                        escaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        escaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        inString = false
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 {
                        held = (index, lines)
                        return Piece(text: UnsafeRawBufferPointer(rebasing: bytes[..<index]), line: line)
                    }
                default: break
                }
            }
            if bytes.count > longest {
                throw failure("the document that begins here is longer than any: is a quote or a brace missing?")
            }
            guard try input.more() else {
                throw failure("the file ends within the document that begins here: is a quote or a brace missing?")
            }
        }
    }

    private mutating func peek() throws(SourceError) -> UInt8? {
        if input.bytes.isEmpty, !(try input.more()) { return nil }
        return input.bytes.first
    }

    /// Leaves the mark behind that some editors write at the beginning of UTF-8.
    private mutating func skipMark() throws(SourceError) {
        while input.bytes.count < 3 {
            if !(try input.more()) { break }
        }
        let beginning = input.bytes.prefix(3)
        if beginning.elementsEqual([0xEF, 0xBB, 0xBF]) {
            input.drop(3)
        } else if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
            throw failure("the file is UTF-16: convert it to UTF-8")
        } else if beginning.starts(with: [0x1F, 0x8B]) {
            throw failure("the file is compressed with gzip: let its name end in .gz")
        }
    }

    private var unexpected: SourceError {
        switch place {
        case .beginning, .betweenDocuments, .afterComma:
            failure("a document in braces was expected here")
        case .arrayStart: failure("a document in braces or ']' was expected here")
        case .afterElement: failure("',' or ']' was expected here")
        case .afterArray: failure("nothing may follow the array")
        }
    }

    private func failure(_ reason: String) -> SourceError {
        SourceError(.malformed, "\(path):\(line): \(reason)")
    }
}
