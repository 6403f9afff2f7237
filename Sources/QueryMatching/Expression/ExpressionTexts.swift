import Glibc
import RawBSON

/// Operators on texts. Letters are those of ASCII where case is concerned, as they are on a server.
enum ExpressionTexts {
    static func result(_ function: ExpressionFunction, _ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        switch function {
        case .lengthInCharacters: .int32(count(try text(values[0]).count { $0 & 0xC0 != 0x80 }))
        case .lengthInBytes: .int32(count(try text(values[0]).count))
        case .lowercase: .string(try coerced(values[0]).map(lowercase))
        case .uppercase: .string(try coerced(values[0]).map(uppercase))
        case .compareIgnoringCase: .int32(try comparison(values[0], values[1]))
        case .part, .partOfBytes: .string(try partOfBytes(values))
        case .partOfCharacters: .string(try partOfCharacters(values))
        case .indexOfBytes, .indexOfCharacters: try index(values, inBytes: function == .indexOfBytes)
        case .split: try split(values[0], values[1])
        default: throw ExpressionFault()
        }
    }

    static func text(_ value: BSONValue) throws(ExpressionFault) -> [UInt8] {
        guard value.type == 0x02 else { throw ExpressionFault() }
        return value.textBytes
    }

    /// A value as the operators see it that make a text of what is none.
    private static func coerced(_ value: BSONValue) throws(ExpressionFault) -> [UInt8] {
        switch value.type {
        case 0x02, 0x0D, 0x0E: return value.textBytes
        case 0x00, 0x06, 0x0A: return []
        case 0x01: return Array(short(value.withRaw(\.double)).utf8)
        case 0x10, 0x12: return Array(String(value.withRaw(\.integer)).utf8)
        case 0x13: return Array(value.withRaw(\.decimal).description.utf8)
        case 0x09: return Array(try ExpressionDates.text(value.withRaw(\.integer)).utf8)
        // Timestamps are written in the time zone of the server.
        default: throw ExpressionFault()
        }
    }

    /// A double with six digits, as C writes it with `%g`.
    static func short(_ value: Double) -> String { ExpressionTexts.printed("%g", value) }

    /// A double by a format of C.
    static func printed(_ format: String, _ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let length = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func count(_ value: Int) -> Int32 { Int32(truncatingIfNeeded: value) }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static func uppercase(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }

    private static func comparison(_ left: BSONValue, _ right: BSONValue) throws(ExpressionFault) -> Int32 {
        let a = try coerced(left).map(uppercase)
        let b = try coerced(right).map(uppercase)
        if a == b { return 0 }
        return a.lexicographicallyPrecedes(b) ? -1 : 1
    }

    // MARK: Parts

    private static func partOfBytes(_ values: [BSONValue]) throws(ExpressionFault) -> [UInt8] {
        let text = try coerced(values[0])
        guard let start = values[1].cutToLong, let length = values[2].cutToLong, start >= 0 else {
            throw ExpressionFault()
        }
        // A negative length means the rest.
        guard start < text.count else { return [] }
        let rest = Int64(text.count) - start
        let first = Int(start)
        let end = length < 0 || length > rest ? text.count : first + Int(length)
        // Neither end may lie within a character.
        guard !isInside(text, first), !isInside(text, end) else { throw ExpressionFault() }
        return Array(text[first..<max(first, end)])
    }

    private static func isInside(_ text: [UInt8], _ index: Int) -> Bool {
        index < text.count && text[index] & 0xC0 == 0x80
    }

    private static func partOfCharacters(_ values: [BSONValue]) throws(ExpressionFault) -> [UInt8] {
        let text = try coerced(values[0])
        let start = try index(values[1])
        let length = try index(values[2])
        let starts = try characterStarts(text)
        guard start < starts.count else { return [] }
        let end = start + length < starts.count ? starts[start + length] : text.count
        return Array(text[starts[start]..<end])
    }

    /// A whole number of 32 bits that is not negative.
    private static func index(_ value: BSONValue) throws(ExpressionFault) -> Int {
        guard let number = value.wholeNumber, let index = Int32(exactly: number), index >= 0 else {
            throw ExpressionFault()
        }
        return Int(index)
    }

    /// Where characters begin. Bytes that are no UTF-8 are not taken apart.
    private static func characterStarts(_ text: [UInt8]) throws(ExpressionFault) -> [Int] {
        guard String(validating: text, as: UTF8.self) != nil else { throw ExpressionFault() }
        return text.indices.filter { text[$0] & 0xC0 != 0x80 }
    }

    // MARK: Searching

    private static func index(_ values: [BSONValue], inBytes: Bool) throws(ExpressionFault) -> BSONValue {
        if values[0].isNullish { return .null }
        let text = try text(values[0])
        let token = try self.text(values[1])
        let starts = inBytes ? Array(text.indices) : try characterStarts(text)
        let first = values.count > 2 ? try index(values[2]) : 0
        let end = values.count > 3 ? min(starts.count, try index(values[3])) : starts.count
        let missing = BSONValue.int32(-1)
        if !inBytes {
            if text.isEmpty, token.isEmpty, first == 0 { return .int32(0) }
            // The beginning of what is found lies before the end, the rest may lie behind it.
            guard first < end else { return missing }
            let place = (first..<end).first { matches(text, at: starts[$0], token) }
            return place.map { .int32(count($0)) } ?? missing
        }
        guard first <= text.count, first <= end, token.count <= end - first else { return missing }
        let place = (first...end - token.count).first { matches(text, at: $0, token) }
        return place.map { .int32(count($0)) } ?? missing
    }

    private static func matches(_ text: [UInt8], at index: Int, _ token: [UInt8]) -> Bool {
        index + token.count <= text.count && text[index..<index + token.count].elementsEqual(token)
    }

    private static func split(_ input: BSONValue, _ separator: BSONValue) throws(ExpressionFault) -> BSONValue {
        if input.isNullish || separator.isNullish { return .null }
        let text = try text(input)
        let token = try self.text(separator)
        guard !token.isEmpty else { throw ExpressionFault() }
        var parts: [BSONValue] = []
        var start = 0
        var index = 0
        while index < text.count {
            if matches(text, at: index, token) {
                parts.append(.string(text[start..<index]))
                index += token.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(.string(text[start...]))
        return .array(parts)
    }

    // MARK: Operands by name

    static func replaced(
        _ input: BSONValue, _ find: BSONValue, _ replacement: BSONValue, all: Bool
    ) throws(ExpressionFault) -> BSONValue {
        // The types of all are looked at before what is null.
        for value in [input, find, replacement] where !value.isNullish && value.type != 0x02 { throw ExpressionFault() }
        if input.isNullish || find.isNullish || replacement.isNullish { return .null }
        let text = input.textBytes
        let token = find.textBytes
        let new = replacement.textBytes
        if token.isEmpty {
            if !all { return .string(new + text) }
            // Nothing stands before each byte and at the end: the server takes other characters than those of ASCII apart.
            guard text.allSatisfy({ $0 < 0x80 }) else { throw ExpressionFault() }
            return .string(text.flatMap { new + [$0] } + new)
        }
        var result: [UInt8] = []
        var index = 0
        var isDone = false
        while index < text.count {
            if !isDone, matches(text, at: index, token) {
                result += new
                index += token.count
                isDone = !all
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return .string(result)
    }

    /// What `$trim` takes off where it is not told: the server's own list.
    private static let blanks: [[UInt8]] =
        (["\0", " ", "\t", "\n", "\u{0B}", "\u{0C}", "\r", "\u{A0}", "\u{1680}"]
        + (0x2000...0x200A).compactMap { Unicode.Scalar($0).map { String($0) } }).map { Array($0.utf8) }

    /// - Parameter characters: nil where the operator does not say.
    static func trimmed(
        _ input: BSONValue, _ characters: BSONValue?, start: Bool, end: Bool
    ) throws(ExpressionFault) -> BSONValue {
        if input.isNullish { return .null }
        var rest = try text(input)[...]
        var unwanted = blanks
        if let characters {
            if characters.isNullish { return .null }
            let list = try text(characters)
            let starts = try characterStarts(list)
            unwanted = starts.indices.map {
                Array(list[starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : list.count)])
            }
        }
        while start, let found = unwanted.first(where: { rest.starts(with: $0) }) { rest.removeFirst(found.count) }
        while end, let found = unwanted.first(where: { rest.reversed().starts(with: $0.reversed()) }) {
            rest.removeLast(found.count)
        }
        return .string(rest)
    }
}

extension BSONValue {
    /// The bytes of a string, symbol or code.
    var textBytes: [UInt8] { withRaw { Array($0.text) } }

    /// A whole number of any numeric type that 64 bits hold.
    var wholeNumber: Int64? { withRaw(\.wholeNumber) }

    /// A number without what stands behind its point; decimals must be whole.
    fileprivate var cutToLong: Int64? { type == 0x13 ? wholeNumber : withRaw(\.truncated) }

    /// The elements of an array; none for every other type.
    var arrayElements: [BSONValue] {
        guard type == 0x04 else { return [] }
        return withRaw { raw in
            var values: [BSONValue] = []
            var elements = raw.elements
            while let (_, value) = elements.next() { values.append(BSONValue(value)) }
            return values
        }
    }
}
