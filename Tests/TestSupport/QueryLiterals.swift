package import AuditModel
package import RawBSON

/// BSON values as the nodes of a suite: Extended JSON that keeps every type.
package enum QueryLiterals {
    package static let place = SourcePosition(file: "suite.yml", line: 1, column: 1)

    package static func content(_ content: ConfigNode.Content) -> ConfigNode {
        let text: String
        switch content {
        case .string(let value): text = value
        case .integer(let value): text = String(value)
        default: text = ""
        }
        return ConfigNode(content, at: place, text: text)
    }

    package static func mapping(_ entries: [(String, ConfigNode)]) -> ConfigNode {
        content(.mapping(entries.map { ConfigNode.Entry(key: $0.0, keyPosition: place, value: $0.1) }))
    }

    package static func list(_ nodes: [ConfigNode]) -> ConfigNode { content(.sequence(nodes)) }

    package static func text(_ text: String) -> ConfigNode { content(.string(text)) }

    package static func integer(_ value: Int64) -> ConfigNode { content(.integer(value)) }

    package static func node(_ value: BSONValue) -> ConfigNode { value.withRaw { node($0) } }

    package static func node(_ value: RawValue) -> ConfigNode {
        func wrap(_ key: String, _ inner: ConfigNode) -> ConfigNode { mapping([(key, inner)]) }
        let bytes = Array(value.bytes)
        func string(_ range: Range<Int>) -> ConfigNode { text(String(decoding: bytes[range], as: UTF8.self)) }
        switch value.type {
        case 0x01: return content(.number(value.double))
        case 0x02: return string(4..<bytes.count - 1)
        case 0x03: return mapping(elements(value).map { ($0.0, $0.1) })
        case 0x04: return list(elements(value).map(\.1))
        case 0x05:
            return wrap(
                "$binary",
                mapping([("base64", text(base64(bytes[5...]))), ("subType", text(hexadecimal(bytes[4..<5])))]))
        case 0x06: return wrap("$undefined", content(.bool(true)))
        case 0x07: return wrap("$oid", text(hexadecimal(bytes[...])))
        case 0x08: return content(.bool(bytes[0] != 0))
        case 0x09: return wrap("$date", wrap("$numberLong", text(String(value.integer))))
        case 0x0A: return content(.null)
        case 0x0B:
            let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
            return wrap(
                "$regularExpression",
                mapping([
                    ("pattern", text(String(decoding: parts[0], as: UTF8.self))),
                    ("options", text(String(decoding: parts[1], as: UTF8.self))),
                ]))
        case 0x0C:
            let id = wrap("$oid", text(hexadecimal(bytes[(bytes.count - 12)...])))
            return wrap("$dbPointer", mapping([("$ref", string(4..<bytes.count - 13)), ("$id", id)]))
        case 0x0D: return wrap("$code", string(4..<bytes.count - 1))
        case 0x0E: return wrap("$symbol", string(4..<bytes.count - 1))
        case 0x0F:
            let length = Int(bytes[4])
            let scope = BSONValue(type: 0x03, bytes: Array(bytes[(8 + length)...]))
            return mapping([("$code", string(8..<7 + length)), ("$scope", node(scope))])
        case 0x10: return integer(value.integer)
        case 0x11:
            return wrap(
                "$timestamp",
                mapping([("t", integer(Int64(value.bits >> 32))), ("i", integer(Int64(value.bits & 0xFFFF_FFFF)))]))
        case 0x12: return wrap("$numberLong", text(String(value.integer)))
        case 0x13: return wrap("$numberDecimal", text(decimal(value.decimal)))
        case 0xFF: return wrap("$minKey", integer(1))
        default: return wrap("$maxKey", integer(1))
        }
    }

    private static func elements(_ value: RawValue) -> [(String, ConfigNode)] {
        var result: [(String, ConfigNode)] = []
        var elements = value.elements
        while let (key, value) = elements.next() { result.append((String(decoding: key, as: UTF8.self), node(value))) }
        return result
    }

    private static func decimal(_ value: Decimal128) -> String {
        switch value.value {
        case .notANumber: "NaN"
        case .infinity(let isNegative): isNegative ? "-Infinity" : "Infinity"
        case .finite(let isNegative, let coefficient, let exponent):
            "\(isNegative ? "-" : "")\(coefficient)E\(exponent)"
        }
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func base64(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        var rest = bytes
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            rest = rest.dropFirst(3)
            var bits = 0
            for index in 0..<3 { bits = bits << 8 | (index < group.count ? Int(group[index]) : 0) }
            for index in 0..<4 {
                text.append(index <= group.count ? digits[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }
}
