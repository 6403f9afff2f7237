import AuditModel
import RawBSON

/// BSON values as text.
enum ValueText {
    /// Who reads it.
    enum Dialect {
        /// MongoDB Extended JSON version 2, canonical: every type is written out.
        case canonical
        /// What mongosh understands when it is pasted.
        case shell
    }

    /// - Precondition: the value is kept whole.
    static func text(of value: KeptValue, _ dialect: Dialect) -> String {
        value.withUnsafeBytes { bytes in
            guard KeptValue.isText(value.type) else {
                return text(of: RawValue(type: value.type, bytes: bytes), dialect)
            }
            return text(String(decoding: bytes, as: UTF8.self), type: value.type, dialect)
        }
    }

    static func text(of value: RawValue, _ dialect: Dialect) -> String {
        switch value.type {
        case 0x01, 0x10, 0x12, 0x13: number(value, dialect)
        case 0x02, 0x0D, 0x0E: text(String(decoding: value.text, as: UTF8.self), type: value.type, dialect)
        case 0x03: "{" + members(value, dialect, isArray: false) + "}"
        case 0x04: "[" + members(value, dialect, isArray: true) + "]"
        case 0x05: binary(value.bytes, dialect)
        case 0x07: objectID(value.bytes, dialect)
        case 0x08: value.bytes.first == 0 ? "false" : "true"
        case 0x09: date(Int64(bitPattern: value.bits), dialect)
        case 0x0A: "null"
        case 0x0B: pattern(value.bytes, dialect)
        case 0x11: timestamp(value.bits, dialect)
        case 0x7F: dialect == .shell ? "MaxKey()" : #"{"$maxKey":1}"#
        case 0xFF: dialect == .shell ? "MinKey()" : #"{"$minKey":1}"#
        case 0x06: dialect == .shell ? "undefined" : #"{"$undefined":true}"#
        // Code with scope and pointers, which no driver has written for many years: their type is all that is said.
        default: JSONText.quoted("(\(BSONType(rawValue: value.type).alias ?? "unknown"))")
        }
    }

    private static func text(_ text: String, type: UInt8, _ dialect: Dialect) -> String {
        let quoted = JSONText.quoted(text)
        switch (type, dialect) {
        case (0x0D, .canonical): return #"{"$code":\#(quoted)}"#
        case (0x0D, .shell): return "Code(\(quoted))"
        case (0x0E, .canonical): return #"{"$symbol":\#(quoted)}"#
        default: return quoted
        }
    }

    private static func number(_ value: RawValue, _ dialect: Dialect) -> String {
        switch (value.type, dialect) {
        case (0x10, .canonical): #"{"$numberInt":"\#(value.integer)"}"#
        case (0x10, .shell): "\(value.integer)"
        case (0x12, .canonical): #"{"$numberLong":"\#(value.integer)"}"#
        case (0x12, .shell): #"NumberLong("\#(value.integer)")"#
        case (0x01, .canonical): #"{"$numberDouble":"\#(double(value.double))"}"#
        case (0x01, .shell): double(value.double)
        case (_, .canonical): #"{"$numberDecimal":"\#(value.decimal)"}"#
        case (_, .shell): #"NumberDecimal("\#(value.decimal)")"#
        }
    }

    static func double(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return "\(value)"
    }

    private static func members(_ value: RawValue, _ dialect: Dialect, isArray: Bool) -> String {
        var elements = value.elements
        var texts: [String] = []
        while let element = elements.next() {
            let key = isArray ? "" : JSONText.quoted(String(decoding: element.key, as: UTF8.self)) + ":"
            texts.append(key + text(of: element.value, dialect))
        }
        return texts.joined(separator: ",")
    }

    private static func date(_ milliseconds: Int64, _ dialect: Dialect) -> String {
        guard dialect == .shell else { return #"{"$date":{"$numberLong":"\#(milliseconds)"}}"# }
        // Years of four digits; all others ISO 8601 writes in a way of its own.
        let written = -62_135_596_800_000...253_402_300_799_999 as ClosedRange<Int64>
        return written.contains(milliseconds)
            ? #"ISODate("\#(Instant(milliseconds: milliseconds))")"# : "new Date(\(milliseconds))"
    }

    private static func objectID(_ bytes: UnsafeRawBufferPointer, _ dialect: Dialect) -> String {
        let digits = hexadecimal(bytes)
        return dialect == .shell ? #"ObjectId("\#(digits)")"# : #"{"$oid":"\#(digits)"}"#
    }

    private static func timestamp(_ bits: UInt64, _ dialect: Dialect) -> String {
        let parts = (bits >> 32, bits & 0xFFFF_FFFF)
        return dialect == .shell
            ? "Timestamp({t:\(parts.0),i:\(parts.1)})" : #"{"$timestamp":{"t":\#(parts.0),"i":\#(parts.1)}}"#
    }

    private static func binary(_ bytes: UnsafeRawBufferPointer, _ dialect: Dialect) -> String {
        guard bytes.count >= 5 else { return "null" }
        let subtype = bytes[4]
        let text = base64(UnsafeRawBufferPointer(rebasing: bytes[5...]))
        guard dialect == .shell else {
            return #"{"$binary":{"base64":"\#(text)","subType":"\#(hexadecimal(subtype))"}}"#
        }
        if subtype == 4, bytes.count == 21 {
            let digits = Array(hexadecimal(UnsafeRawBufferPointer(rebasing: bytes[5...])))
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            return #"UUID("\#(groups.joined(separator: "-"))")"#
        }
        return #"BinData(\#(subtype),"\#(text)")"#
    }

    private static func pattern(_ bytes: UnsafeRawBufferPointer, _ dialect: Dialect) -> String {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            .map { JSONText.quoted(String(decoding: $0, as: UTF8.self)) }
        guard parts.count >= 2 else { return "null" }
        return dialect == .shell
            ? "RegExp(\(parts[0]),\(parts[1]))"
            : #"{"$regularExpression":{"pattern":\#(parts[0]),"options":\#(parts[1])}}"#
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        bytes.map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }

    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// RFC 4648, section 4.
    private static func base64(_ bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for (index, byte) in group.enumerated() { bits |= UInt32(byte) << UInt32(16 - 8 * index) }
            for digit in 0..<4 {
                let place = Int(bits >> UInt32(18 - 6 * digit) & 0x3F)
                text.append(digit <= group.count ? base64Digits[place] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
