import AuditModel
import RawBSON

/// A mapping of Extended JSON that stands for one value: `{ $date: … }`, `{ $numberDecimal: … }`.
struct ExtendedLiteral {
    private let kind: String
    private let entries: [ConfigNode.Entry]
    private let position: SourcePosition

    private static let kinds: Set<String> = [
        "$oid", "$date", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$binary", "$uuid",
        "$timestamp",
        "$regularExpression", "$regex", "$minKey", "$maxKey", "$undefined", "$symbol", "$code", "$dbPointer",
    ]

    /// nil for a mapping that is a document or holds operators. The first key decides, as it does in the C driver.
    init?(_ entries: [ConfigNode.Entry], at position: SourcePosition) {
        guard let first = entries.first, ExtendedLiteral.kinds.contains(first.key) else { return nil }
        if first.key == "$regex" {
            guard case .string = first.value.content else { return nil }
        }
        kind = first.key
        self.entries = entries
        self.position = position
    }

    /// nil, with an issue, when it is not written as its type asks.
    func value(_ log: MappingReader.IssueLog) -> BSONValue? {
        if let value = parsed(log) { return value }
        log.report("'\(kind)' must be written as in \(example)", at: position)
        return nil
    }

    private func parsed(_ log: MappingReader.IssueLog) -> BSONValue? {
        let node = entries[0].value
        switch kind {
        case "$regex": return pattern(node, entries.dropFirst(), "$options")
        case "$code": return code(node, log)
        case "$binary" where entries.count == 2: return binary(node, entries[1], "$type")
        default: break
        }
        guard entries.count == 1 else { return nil }
        switch kind {
        case "$oid": return objectID(node)
        case "$date": return date(node)
        case "$numberInt": return Int32(node.text).map { .int32($0) }
        case "$numberLong": return Int64(node.text).map { .int64($0) }
        case "$numberDouble": return double(node.text).map { .double($0) }
        case "$numberDecimal": return Decimal128(node.text).map { .decimal($0) }
        case "$binary":
            guard case .mapping(let inner) = node.content, inner.count == 2, inner[0].key == "base64" else {
                return nil
            }
            return binary(inner[0].value, inner[1], "subType")
        case "$uuid": return uuid(node)
        case "$timestamp": return timestamp(node)
        case "$regularExpression":
            guard case .mapping(let inner) = node.content, inner.count == 2, inner[0].key == "pattern" else {
                return nil
            }
            return pattern(inner[0].value, inner.dropFirst(), "options")
        case "$minKey": return isInteger(node, 1) ? BSONValue(type: 0xFF, bytes: []) : nil
        case "$maxKey": return isInteger(node, 1) ? BSONValue(type: 0x7F, bytes: []) : nil
        case "$undefined": return node.content == .bool(true) ? BSONValue(type: 0x06, bytes: []) : nil
        case "$symbol": return text(node).map { .text(0x0E, $0.utf8) }
        case "$dbPointer":
            guard case .mapping(let inner) = node.content, inner.map(\.key) == ["$ref", "$id"],
                let name = text(inner[0].value), case .mapping(let id) = inner[1].value.content, id.count == 1,
                id[0].key == "$oid", let oid = objectID(id[0].value)
            else { return nil }
            return BSONValue(type: 0x0C, bytes: BSONValue.string(name).bytes + oid.bytes)
        default: return nil
        }
    }

    private var example: String {
        switch kind {
        case "$oid": "{ $oid: \"64b7f0a1c2d3e4f5a6b7c8d9\" }"
        case "$date": "{ $date: \"2026-01-31T00:00:00Z\" }"
        case "$numberInt": "{ $numberInt: \"5\" }"
        case "$numberLong": "{ $numberLong: \"5\" }"
        case "$numberDouble": "{ $numberDouble: \"5.0\" }"
        case "$numberDecimal": "{ $numberDecimal: \"5.00\" } with at most 34 digits"
        case "$binary": "{ $binary: { base64: \"AQID\", subType: \"00\" } }"
        case "$uuid": "{ $uuid: \"123e4567-e89b-12d3-a456-426614174000\" }"
        case "$timestamp": "{ $timestamp: { t: 1700000000, i: 1 } }"
        case "$regularExpression": "{ $regularExpression: { pattern: \"^a\", options: \"i\" } }"
        case "$regex": "{ $regex: \"^a\", $options: \"i\" } with the options i, m, s and x"
        case "$minKey", "$maxKey": "{ \(kind): 1 }"
        case "$undefined": "{ $undefined: true }"
        case "$symbol": "{ $symbol: \"text\" }"
        case "$code": "{ $code: \"text\" }, with a $scope: {} if need be"
        default: "{ $dbPointer: { $ref: \"name\", $id: { $oid: \"64b7f0a1c2d3e4f5a6b7c8d9\" } } }"
        }
    }

    // MARK: Values

    private func text(_ node: ConfigNode) -> String? {
        guard case .string(let text) = node.content else { return nil }
        return text
    }

    private func isInteger(_ node: ConfigNode, _ value: Int64) -> Bool { node.content == .integer(value) }

    private func double(_ text: String) -> Double? {
        switch text {
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case "NaN": .nan
        default: text.utf8.allSatisfy { (0x2B...0x39).contains($0) || $0 | 0x20 == 0x65 } ? Double(text) : nil
        }
    }

    private func objectID(_ node: ConfigNode) -> BSONValue? {
        guard node.text.utf8.count == 24, let bytes = hexadecimal(node.text) else { return nil }
        return BSONValue(type: 0x07, bytes: bytes)
    }

    private func hexadecimal(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard character.isASCII, let digit = character.hexDigitValue.map({ UInt8($0) }) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    /// A text with date, time and zone, or milliseconds since 1970.
    private func date(_ node: ConfigNode) -> BSONValue? {
        switch node.content {
        case .integer(let value): return .date(value)
        case .mapping(let inner):
            guard inner.count == 1, inner[0].key == "$numberLong" else { return nil }
            return Int64(inner[0].value.text).map { .date($0) }
        case .string(var text):
            let time = text.withUTF8 { TimestampText.parse(UnsafeRawBufferPointer($0)) }
            guard let time, time.hasTime, let offset = time.zoneOffsetSeconds else { return nil }
            return .date(time.localMilliseconds - Int64(offset) * 1000)
        default: return nil
        }
    }

    private func uuid(_ node: ConfigNode) -> BSONValue? {
        let parts = node.text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [8, 4, 4, 4, 12], let bytes = hexadecimal(parts.joined()) else { return nil }
        return ExtendedLiteral.binary(4, bytes)
    }

    private func timestamp(_ node: ConfigNode) -> BSONValue? {
        guard case .mapping(let inner) = node.content, inner.map(\.key) == ["t", "i"],
            case .integer(let seconds) = inner[0].value.content, let seconds = UInt32(exactly: seconds),
            case .integer(let increment) = inner[1].value.content, let increment = UInt32(exactly: increment)
        else { return nil }
        return BSONValue(
            type: 0x11, bytes: BSONValue.int64(Int64(bitPattern: UInt64(seconds) << 32 | UInt64(increment))).bytes)
    }

    private func pattern(
        _ pattern: ConfigNode, _ rest: ArraySlice<ConfigNode.Entry>, _ optionsKey: String
    ) -> BSONValue? {
        guard let pattern = text(pattern), rest.count <= 1 else { return nil }
        var options = ""
        if let entry = rest.first {
            guard entry.key == optionsKey, let text = text(entry.value) else { return nil }
            options = text
        }
        guard !pattern.utf8.contains(0) else { return nil }
        return FilterPattern(pattern, options: options)?.value
    }

    private func code(_ node: ConfigNode, _ log: MappingReader.IssueLog) -> BSONValue? {
        guard let code = text(node) else { return nil }
        if entries.count == 1 { return .text(0x0D, code.utf8) }
        guard entries.count == 2, entries[1].key == "$scope", case .mapping = entries[1].value.content,
            let scope = FilterLiteral.decode(entries[1].value, log: log), scope.type == 0x03
        else { return nil }
        let text = BSONValue.string(code).bytes
        let length = Int32(4 + text.count + scope.bytes.count)
        return BSONValue(type: 0x0F, bytes: BSONValue.int32(length).bytes + text + scope.bytes)
    }

    /// - Parameter subtype: the entry with one or two hexadecimal digits; a number is read as it is written.
    private func binary(_ base64: ConfigNode, _ subtype: ConfigNode.Entry, _ key: String) -> BSONValue? {
        guard subtype.key == key, (1...2).contains(subtype.value.text.utf8.count), let text = text(base64),
            let type = UInt8(subtype.value.text, radix: 16), let data = ExtendedLiteral.base64(text)
        else { return nil }
        return ExtendedLiteral.binary(type, data)
    }

    private static func binary(_ subtype: UInt8, _ data: [UInt8]) -> BSONValue {
        // The old subtype carries its length twice.
        let inner = subtype == 2 ? BSONValue.int32(Int32(data.count)).bytes + data : data
        return BSONValue(type: 0x05, bytes: BSONValue.int32(Int32(inner.count)).bytes + [subtype] + inner)
    }

    /// RFC 4648 with padding.
    private static func base64(_ text: String) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != 0x3D }
        guard text.utf8.count.isMultiple(of: 4), text.utf8.count - digits.count <= 2,
            text.utf8.dropFirst(digits.count).allSatisfy({ $0 == 0x3D })
        else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x41...0x5A: value = digit - 0x41
            case 0x61...0x7A: value = digit - 0x61 + 26
            case 0x30...0x39: value = digit - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
