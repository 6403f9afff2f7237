import AuditModel

/// The text of a file with its lines: bytes become characters that YAML allows, or the position of the first that is none.
struct SourceText: Sendable {
    let file: String
    /// Without a byte order mark.
    let scalars: [Unicode.Scalar]
    /// Index into `scalars` of each line's first character.
    private let lineStarts: [Int]

    /// - Throws: when the bytes are no UTF-8 or hold characters that no YAML file may hold.
    init(_ bytes: some Sequence<UInt8>, file: String) throws(ConfigIssue) {
        self.file = file
        var scalars: [Unicode.Scalar] = []
        var lineStarts = [0]
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        func position() -> SourcePosition {
            SourcePosition(file: file, line: lineStarts.count, column: scalars.count - (lineStarts.last ?? 0) + 1)
        }
        if let encoding = Self.foreignEncoding(bytes) {
            throw ConfigIssue(at: position(), "the file is written in \(encoding); save it as UTF-8")
        }
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: break decoding
            case .error: throw ConfigIssue(at: position(), "a byte here is no UTF-8; save the file as UTF-8")
            case .scalarValue(let scalar):
                if scalar == "\u{FEFF}" && scalars.isEmpty && lineStarts.count == 1 { continue }
                guard Self.isAllowed(scalar) else {
                    let code = String(scalar.value, radix: 16, uppercase: true)
                    let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
                    throw ConfigIssue(at: position(), "the control character U+\(padded) stands here; remove it")
                }
                // "\r\n" is one break: the line that "\r" began is begun anew by its "\n".
                if scalar == "\n" && scalars.last == "\r" { lineStarts.removeLast() }
                scalars.append(scalar)
                if Self.isLineBreak(scalar) { lineStarts.append(scalars.count) }
            }
        }
        self.scalars = scalars
        self.lineStarts = lineStarts
    }

    /// The index of a place, nil when the text has no such place; the end of the text counts.
    func index(line: Int, column: Int) -> Int? {
        guard line >= 1, column >= 1, line <= lineStarts.count else { return nil }
        let index = lineStarts[line - 1] + column - 1
        return index <= scalars.count ? index : nil
    }

    /// The place of an index.
    func position(of index: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return SourcePosition(file: file, line: low + 1, column: index - lineStarts[low] + 1)
    }

    /// Whether only blanks stand before a place in its line.
    func beginsLine(_ place: SourcePosition) -> Bool {
        guard let index = index(line: place.line, column: place.column) else { return true }
        return scalars[lineStarts[place.line - 1]..<index].allSatisfy { $0 == " " || $0 == "\t" }
    }

    /// Whether nothing but blanks stands at a place and behind it.
    func endsBefore(_ place: SourcePosition) -> Bool {
        guard let index = index(line: place.line, column: place.column) else { return true }
        return scalars[index...].allSatisfy { $0 == " " || $0 == "\t" || Self.isLineBreak($0) }
    }

    /// The place itself, or the end of the text for one behind it.
    func clamped(_ place: SourcePosition) -> SourcePosition {
        index(line: place.line, column: place.column) == nil ? position(of: scalars.count) : place
    }

    /// Whether nothing but blanks and comments stands here.
    var isBlank: Bool {
        var isComment = false
        var before: Unicode.Scalar = "\n"
        for scalar in scalars {
            if Self.isLineBreak(scalar) {
                isComment = false
            } else if !isComment && scalar == "#" && (before == " " || before == "\t" || Self.isLineBreak(before)) {
                isComment = true
            } else if !isComment && scalar != " " && scalar != "\t" {
                return false
            }
            before = scalar
        }
        return true
    }

    /// The line breaks that libYAML counts.
    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: true
        default: false
        }
    }

    private static func foreignEncoding(_ bytes: some Sequence<UInt8>) -> String? {
        switch Array(bytes.prefix(2)) {
        case [0xFE, 0xFF], [0xFF, 0xFE]: "UTF-16"
        default: nil
        }
    }
}
