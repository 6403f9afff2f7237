import AuditModel
import Glibc
import RawBSON

/// `$convert` and its short forms.
enum ExpressionConversion {
    /// What a conversion comes to: a failure gives way to `onError`, and fails the whole read where there is none.
    enum Outcome {
        case value(BSONValue)
        case failure
    }

    /// The type that a `to` names; nil for what names none.
    static func target(_ to: BSONValue) -> BSONType? {
        if to.type == 0x02 {
            let name = String(decoding: to.textBytes, as: UTF8.self)
            return name == "missing" ? BSONType(rawValue: 0) : BSONType(alias: name)
        }
        guard BSONType(rawValue: to.type).isNumber, let number = to.wholeNumber,
            let code = Int8(exactly: number)
        else { return nil }
        let type = BSONType(rawValue: UInt8(bitPattern: code))
        return type.alias == nil && code != 0 ? nil : type
    }

    /// The type that `$toInt` and its kin convert to.
    static func target(of function: ExpressionFunction) -> BSONType? {
        switch function {
        case .toText: BSONType(rawValue: 0x02)
        case .toInt: BSONType(rawValue: 0x10)
        case .toLong: BSONType(rawValue: 0x12)
        case .toDouble: BSONType(rawValue: 0x01)
        case .toDecimal: BSONType(rawValue: 0x13)
        case .toBool: BSONType(rawValue: 0x08)
        case .toDate: BSONType(rawValue: 0x09)
        case .toObjectID: BSONType(rawValue: 0x07)
        default: nil
        }
    }

    /// - Precondition: the value is not null.
    static func convert(_ value: BSONValue, to type: BSONType) throws(ExpressionFault) -> Outcome {
        switch type.rawValue {
        case 0x01: try toDouble(value)
        case 0x02: try toText(value)
        case 0x07: toObjectID(value)
        case 0x08: .value(.bool(isTrue(value)))
        case 0x09: try toDate(value)
        case 0x10: toInt(value)
        case 0x12: toLong(value)
        case 0x13: try toDecimal(value)
        default: .failure
        }
    }

    private static func isTrue(_ value: BSONValue) -> Bool {
        value.type == 0x08 || BSONType(rawValue: value.type).isNumber ? value.withRaw(\.isTrue) : true
    }

    // MARK: Numbers

    private static func toInt(_ value: BSONValue) -> Outcome {
        // A date is no int, though it is a long.
        guard value.type != 0x09, let number = whole(value), let int = Int32(exactly: number) else { return .failure }
        return .value(.int32(int))
    }

    private static func toLong(_ value: BSONValue) -> Outcome {
        whole(value).map { .value(.int64($0)) } ?? .failure
    }

    private static func whole(_ value: BSONValue) -> Int64? {
        switch value.type {
        case 0x01, 0x10, 0x12, 0x13: value.withRaw(\.truncated)
        case 0x08: value.withRaw(\.isTrue) ? 1 : 0
        case 0x09: value.withRaw(\.integer)
        // Digits with a sign; nothing else is among them.
        case 0x02: Int64(String(decoding: value.textBytes, as: UTF8.self))
        default: nil
        }
    }

    private static func toDouble(_ value: BSONValue) throws(ExpressionFault) -> Outcome {
        switch value.type {
        case 0x01: return .value(value)
        case 0x08: return .value(.double(value.withRaw(\.isTrue) ? 1 : 0))
        case 0x10, 0x12, 0x09: return .value(.double(Double(value.withRaw(\.integer))))
        case 0x13:
            let decimal = value.withRaw(\.decimal)
            guard case .finite(_, let coefficient, _) = decimal.value else {
                guard case .infinity(let isNegative) = decimal.value else { return .value(.double(.nan)) }
                return .value(.double(isNegative ? -.infinity : .infinity))
            }
            let number = strtod(decimal.description, nil)
            return try checked(number, isZero: coefficient == 0)
        case 0x02:
            let text = value.textBytes
            guard isNumber(text) else {
                // What C reads beyond plain numbers is left to a server: infinity, NaN, and their spellings.
                let first = text.first { $0 != 0x2B && $0 != 0x2D }
                if let first, [0x69, 0x6E].contains(first | 0x20) { throw ExpressionFault() }
                return .failure
            }
            let number = strtod(String(decoding: text, as: UTF8.self), nil)
            return try checked(
                number, isZero: !text.prefix { $0 | 0x20 != 0x65 }.contains { (0x31...0x39).contains($0) })
        default: return .failure
        }
    }

    /// A number that is too large fails, and one that is too small; on the way there are numbers that the server's two ways see differently.
    private static func checked(_ number: Double, isZero: Bool) throws(ExpressionFault) -> Outcome {
        if isZero || number.isNormal { return .value(.double(number)) }
        if number.isSubnormal { throw ExpressionFault() }
        return .failure
    }

    /// Whether it is `[+-]digits[.digits][e[+-]digits]`, with digits on one side of the point at least.
    private static func isNumber(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        func skipSign() { if rest.first == 0x2B || rest.first == 0x2D { rest.removeFirst() } }
        func skipDigits() -> Int {
            let digits = rest.prefix { (0x30...0x39).contains($0) }.count
            rest.removeFirst(digits)
            return digits
        }
        skipSign()
        var digits = skipDigits()
        if rest.first == 0x2E {
            rest.removeFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if let first = rest.first, first | 0x20 == 0x65 {
            rest.removeFirst()
            skipSign()
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func toDecimal(_ value: BSONValue) throws(ExpressionFault) -> Outcome {
        let text: String
        switch value.type {
        case 0x13: return .value(value)
        case 0x08: text = value.withRaw(\.isTrue) ? "1" : "0"
        case 0x09, 0x10, 0x12: text = String(value.withRaw(\.integer))
        // The server keeps 15 digits of a double, and rounds texts of more digits than a decimal has.
        default: throw ExpressionFault()
        }
        guard let decimal = Decimal128(text) else { throw ExpressionFault() }
        return .value(.decimal(decimal))
    }

    // MARK: Other types

    private static func toText(_ value: BSONValue) throws(ExpressionFault) -> Outcome {
        switch value.type {
        case 0x02: return .value(value)
        case 0x08: return .value(.string(value.withRaw(\.isTrue) ? "true" : "false"))
        case 0x10, 0x12: return .value(.string(String(value.withRaw(\.integer))))
        case 0x13: return .value(.string(value.withRaw(\.decimal).description))
        case 0x09: return .value(.string(try ExpressionDates.text(value.withRaw(\.integer))))
        case 0x07: return .value(.string(value.bytes.map { padded(String($0, radix: 16)) }.joined()))
        case 0x01:
            let number = value.withRaw(\.double)
            if number.isNaN { return .value(.string("NaN")) }
            if number.isInfinite { return .value(.string(number < 0 ? "-Infinity" : "Infinity")) }
            return .value(.string(ExpressionTexts.short(number)))
        default: return .failure
        }
    }

    private static func padded(_ digits: String) -> String { digits.utf8.count == 1 ? "0" + digits : digits }

    private static func toObjectID(_ value: BSONValue) -> Outcome {
        if value.type == 0x07 { return .value(value) }
        guard value.type == 0x02 else { return .failure }
        let digits = value.textBytes.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 24, digits.allSatisfy({ $0 != nil }) else { return .failure }
        let known = digits.compactMap { $0 }
        let bytes = stride(from: 0, to: 24, by: 2).map { UInt8(known[$0] << 4 | known[$0 + 1]) }
        return .value(BSONValue(type: 0x07, bytes: bytes))
    }

    private static func toDate(_ value: BSONValue) throws(ExpressionFault) -> Outcome {
        switch value.type {
        case 0x07, 0x09, 0x11: return .value(.date(try ExpressionDates.milliseconds(value)))
        // An int is no date, though a long is one.
        case 0x01, 0x12, 0x13: return value.withRaw(\.truncated).map { .value(.date($0)) } ?? .failure
        case 0x02: return try date(value)
        default: return .failure
        }
    }

    /// The date of a text that is one of ISO 8601, without a zone in UTC. What else the server reads as a date is left to it.
    static func date(_ value: BSONValue) throws(ExpressionFault) -> Outcome {
        let text = value.textBytes
        if text.isEmpty { return .failure }
        // Leap seconds and decimal commas are none to the server.
        guard !text.contains(0x2C), let time = text.withUnsafeBytes({ TimestampText.parse($0) }),
            text.count < 19 || text[17] != 0x36
        else { throw ExpressionFault() }
        return .value(.date(time.utcMilliseconds(in: .utc)))
    }
}
