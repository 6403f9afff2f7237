/// Checks a document through and through: every nested value, every text, as strictly as the BSON corpus asks.
package enum BSONValidator {
    /// MongoDB's own limit on nesting.
    package static let maximumDepth = 200

    /// - Throws: ``BSONFault`` for the first thing wrong; also when bytes follow the document.
    package static func validate(_ bytes: UnsafeRawBufferPointer) throws(BSONFault) {
        let end = try BSONBytes.documentEnd(bytes, at: 0, limit: bytes.count)
        guard end + 1 == bytes.count else { throw BSONFault(.badLength, at: 0) }
        try validateDocument(bytes, at: 0, depth: 0)
    }

    private static func validateDocument(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, depth: Int
    ) throws(BSONFault) {
        guard depth < maximumDepth else { throw BSONFault(.tooDeep, at: offset) }
        var elements = try BSONElements(bytes, at: offset)
        while let element = try elements.next() {
            try validateText(bytes, element.key)
            try validateValue(bytes, element.type, element.value, depth: depth)
        }
    }

    private static func validateValue(
        _ bytes: UnsafeRawBufferPointer, _ type: BSONType, _ value: Range<Int>, depth: Int
    ) throws(BSONFault) {
        switch type {
        case .document, .array:
            try validateDocument(bytes, at: value.lowerBound, depth: depth + 1)
        case .string, .symbol, .code:
            try validateText(bytes, value.lowerBound + 4..<value.upperBound - 1)
        case .dbPointer:
            try validateText(bytes, value.lowerBound + 4..<value.upperBound - 13)
        case .regularExpression:
            try validateText(bytes, value)
        case .bool:
            guard bytes[value.lowerBound] <= 1 else { throw BSONFault(.badBoolean, at: value.lowerBound) }
        case .binary:
            try validateBinary(bytes, value)
        case .codeWithScope:
            let text = try BSONBytes.valueLength(0x0D, bytes, at: value.lowerBound + 4, end: value.upperBound)
            try validateText(bytes, value.lowerBound + 8..<value.lowerBound + 3 + text)
            let scope = value.lowerBound + 4 + text
            let end = try BSONBytes.documentEnd(bytes, at: scope, limit: value.upperBound)
            guard end + 1 == value.upperBound else { throw BSONFault(.badLength, at: scope) }
            try validateDocument(bytes, at: scope, depth: depth + 1)
        default:
            break
        }
    }

    /// The old binary subtype 2 carries a second length that must agree with the first.
    private static func validateBinary(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) throws(BSONFault) {
        guard bytes[value.lowerBound + 4] == 2 else { return }
        let inner = try BSONBytes.int32(bytes, at: value.lowerBound + 5, end: value.upperBound)
        guard inner == value.count - 9 else { throw BSONFault(.badLength, at: value.lowerBound + 5) }
    }

    private static func validateText(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(BSONFault) {
        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
        if text.allSatisfy({ $0 < 0x80 }) { return }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw BSONFault(.badText, at: range.lowerBound)
        }
    }
}
