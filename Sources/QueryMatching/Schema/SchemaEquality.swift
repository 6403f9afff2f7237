import RawBSON

/// When two values are the same for `enum` and `uniqueItems`: as MongoDB compares, but whatever the order of fields within documents.
enum SchemaEquality {
    /// A file can hold documents nested deeper than any server takes, and deeper than a thread's stack: from here on bytes are compared.
    private static let maximumDepth = 200

    static func areEqual(_ left: RawValue, _ right: RawValue, depth: Int = 0) -> Bool {
        switch (left.type, right.type) {
        case (0x03, 0x03), (0x04, 0x04):
            guard depth < maximumDepth else { return left.bytes.elementsEqual(right.bytes) }
            return haveEqualFields(left.elements, right.elements, depth: depth + 1)
        case (0x0F, 0x0F):
            guard let a = parts(ofScopedCode: left), let b = parts(ofScopedCode: right) else { return false }
            return BSONOrder.compareBytes(a.code, b.code) == 0 && areEqual(a.scope, b.scope, depth: depth + 1)
        default:
            return BSONOrder.compare(left, right) == 0
        }
    }

    private static func haveEqualFields(_ left: RawElements, _ right: RawElements, depth: Int) -> Bool {
        var lefts = left
        var rights = right
        // Nearly always the fields stand in the same order.
        while true {
            let rest = (lefts, rights)
            switch (lefts.next(), rights.next()) {
            case (nil, nil): return true
            case (nil, _), (_, nil): return false
            case (.some(let a), .some(let b)):
                guard BSONOrder.compareBytes(a.key, b.key) == 0 else {
                    return haveEqualFields(inAnyOrder: rest.0, rest.1, depth: depth)
                }
                guard areEqual(a.value, b.value, depth: depth) else { return false }
            }
        }
    }

    private static func haveEqualFields(inAnyOrder left: RawElements, _ right: RawElements, depth: Int) -> Bool {
        var counts = (left, right)
        guard counts.0.count() == counts.1.count() else { return false }
        var lefts = left
        while let field = lefts.next() {
            var rights = right
            var hasEqual = false
            while let other = rights.next(), !hasEqual {
                hasEqual =
                    BSONOrder.compareBytes(field.key, other.key) == 0
                    && areEqual(field.value, other.value, depth: depth)
            }
            guard hasEqual else { return false }
        }
        return true
    }

    /// A number that equal values share.
    static func hash(_ value: RawValue, depth: Int = 0) -> Int {
        var hasher = Hasher()
        hasher.combine(BSONOrder.rank(value.type))
        switch value.type {
        case 0x01, 0x10, 0x12, 0x13:
            hasher.combine(value.number)
        case 0x02, 0x0E:
            hasher.combine(bytes: value.text)
        case 0x03, 0x04:
            guard depth < maximumDepth else { break }
            // A sum, because the order of fields means nothing.
            var sum = 0
            var elements = value.elements
            while let element = elements.next() {
                var field = Hasher()
                field.combine(bytes: element.key)
                field.combine(hash(element.value, depth: depth + 1))
                sum &+= field.finalize()
            }
            hasher.combine(sum)
        case 0x0F:
            if let parts = parts(ofScopedCode: value) { hasher.combine(bytes: parts.code) }
        default:
            hasher.combine(bytes: value.bytes)
        }
        return hasher.finalize()
    }

    private static func parts(
        ofScopedCode value: RawValue
    ) -> (code: UnsafeRawBufferPointer, scope: RawValue)? {
        do throws(BSONFault) {
            let length = try BSONBytes.textLength(value.bytes, at: 4, end: value.bytes.count)
            let scope = UnsafeRawBufferPointer(rebasing: value.bytes[(4 + length)...])
            return (UnsafeRawBufferPointer(rebasing: value.bytes[8..<3 + length]), RawValue(document: scope))
        } catch {
            return nil
        }
    }
}
