import AuditModel
import RawBSON

extension ConfigNode {
    static func of(_ content: Content, text: String = "") -> ConfigNode {
        ConfigNode(content, at: SourcePosition(file: "s.yaml", line: 1, column: 1), text: text)
    }

    static func text(_ text: String) -> ConfigNode { of(.string(text), text: text) }

    static func integer(_ value: Int64) -> ConfigNode { of(.integer(value), text: "\(value)") }

    static func list(_ nodes: [ConfigNode]) -> ConfigNode { of(.sequence(nodes)) }

    static func mapping(_ entries: [(key: String, value: ConfigNode)]) -> ConfigNode {
        let place = SourcePosition(file: "s.yaml", line: 1, column: 1)
        return of(.mapping(entries.map { Entry(key: $0.key, keyPosition: place, value: $0.value) }))
    }

    /// A value as a suite file would write it, in Extended JSON where it has to.
    /// - Returns: nil for a value that no JSON can hold, or that the C driver does not send.
    static func literal(_ value: BSONValue) -> ConfigNode? {
        value.withRaw { literal($0) }
    }

    private static func literal(_ value: RawValue) -> ConfigNode? {
        switch value.type {
        case 0x01:
            let double = value.double
            return double.isFinite ? of(.number(double), text: "\(double)") : wrapper("$numberDouble", text(of: double))
        case 0x02: return String(validating: value.text, as: UTF8.self).map { .text($0) }
        case 0x03, 0x04:
            var entries: [(key: String, value: ConfigNode)] = []
            var elements = value.elements
            while let element = elements.next() {
                // The C driver sends no empty key within a command.
                guard !element.key.isEmpty, let inner = literal(element.value) else { return nil }
                entries.append((String(decoding: element.key, as: UTF8.self), inner))
            }
            return value.type == 0x03 ? mapping(entries) : list(entries.map(\.value))
        case 0x08: return of(.bool(value.bytes[0] == 1), text: value.bytes[0] == 1 ? "true" : "false")
        case 0x09:
            return mapping([("$date", wrapper("$numberLong", "\(Int64(bitPattern: value.bits))"))])
        case 0x0A: return of(.null, text: "null")
        case 0x07: return wrapper("$oid", value.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        case 0x10: return integer(value.integer)
        case 0x12: return wrapper("$numberLong", "\(value.integer)")
        case 0x13: return text(of: value.decimal.value).map { wrapper("$numberDecimal", $0) }
        case 0x7F: return mapping([("$maxKey", integer(1))])
        case 0xFF: return mapping([("$minKey", integer(1))])
        default: return nil
        }
    }

    private static func wrapper(_ key: String, _ text: String) -> ConfigNode { mapping([(key, .text(text))]) }

    private static func text(of double: Double) -> String {
        double.isNaN ? "NaN" : (double < 0 ? "-Infinity" : "Infinity")
    }

    private static func text(of decimal: Decimal128.Value) -> String? {
        switch decimal {
        case .notANumber: "NaN"
        case .infinity(let isNegative): isNegative ? "-Infinity" : "Infinity"
        case .finite(let isNegative, let coefficient, let exponent):
            "\(isNegative ? "-" : "")\(coefficient)E\(exponent)"
        }
    }
}
