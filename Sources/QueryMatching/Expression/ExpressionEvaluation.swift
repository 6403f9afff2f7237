import AuditModel
import RawBSON

/// Computes expressions as an aggregation does; an absent value has type 0.
final class ExpressionEvaluation {
    private var patterns: [FilterPattern: PatternPredicate] = [:]

    /// Compiles what the expression needs.
    init(_ expression: FilterExpression) { prepare(expression) }

    private func prepare(_ expression: FilterExpression) {
        switch expression {
        case .literal, .field: break
        case .array(let elements): elements.forEach(prepare)
        case .call(_, let operands): operands.forEach(prepare)
        case .branches(let branches, let otherwise):
            for branch in branches {
                prepare(branch.condition)
                prepare(branch.result)
            }
            otherwise.map(prepare)
        case .regexMatch(let input, let pattern):
            prepare(input)
            patterns[pattern] = PatternPredicate(pattern)
        }
    }

    func value(_ expression: FilterExpression, of document: RawValue) throws(ExpressionFault) -> BSONValue {
        switch expression {
        case .literal(let value): return value
        case .field(let keys):
            return ExpressionEvaluation.field(keys[...], of: document)
        case .array(let elements):
            var values: [BSONValue] = []
            for element in elements {
                let value = try value(element, of: document)
                // In a list an absent value is null.
                values.append(value.type == 0 ? .null : value)
            }
            return .array(values)
        case .call(let function, let operands): return try call(function, operands, document)
        case .branches(let branches, let otherwise):
            for branch in branches where try isTrue(branch.condition, document) {
                return try value(branch.result, of: document)
            }
            guard let otherwise else { throw ExpressionFault() }
            return try value(otherwise, of: document)
        case .regexMatch(let input, let pattern):
            let text = try value(input, of: document)
            if text.isNullish { return .bool(false) }
            guard text.type == 0x02,
                let occurs = text.withRaw({ raw in patterns[pattern]?.occurs(in: raw.text) })
            else { throw ExpressionFault() }
            return .bool(occurs)
        }
    }

    /// Documents are walked into; from arrays the values of all their documents are gathered.
    private static func field(_ keys: ArraySlice<String>, of value: RawValue) -> BSONValue {
        guard let key = keys.first else { return BSONValue(value) }
        switch value.type {
        case 0x03:
            var elements = value.elements
            guard let inner = elements.first(Array(key.utf8)) else { return .absent }
            return field(keys.dropFirst(), of: inner)
        case 0x04:
            var gathered: [BSONValue] = []
            var elements = value.elements
            while let (_, element) = elements.next() {
                guard element.type == 0x03 else { continue }
                let inner = field(keys, of: element)
                if inner.type != 0 { gathered.append(inner) }
            }
            return .array(gathered)
        default: return .absent
        }
    }

    private func isTrue(_ expression: FilterExpression, _ document: RawValue) throws(ExpressionFault) -> Bool {
        try value(expression, of: document).withRaw(\.isTrue)
    }

    private func call(
        _ function: ExpressionFunction, _ operands: [FilterExpression], _ document: RawValue
    ) throws(ExpressionFault) -> BSONValue {
        switch function {
        case .and:
            for operand in operands where try !isTrue(operand, document) { return .bool(false) }
            return .bool(true)
        case .or:
            for operand in operands where try isTrue(operand, document) { return .bool(true) }
            return .bool(false)
        case .not: return .bool(try !isTrue(operands[0], document))
        case .ifNull:
            for operand in operands.dropLast() {
                let value = try value(operand, of: document)
                if !value.isNullish { return value }
            }
            return try value(operands[operands.count - 1], of: document)
        case .concatenate: return try concatenation(operands, document)
        default: break
        }
        var values: [BSONValue] = []
        for operand in operands { values.append(try value(operand, of: document)) }
        switch function {
        case .equal, .notEqual, .greater, .atLeast, .less, .atMost, .compare:
            let order = values[0].withRaw { left in values[1].withRaw { BSONOrder.compare(left, $0) } }
            return ExpressionEvaluation.comparison(function, order)
        case .isIn: return .bool(try ExpressionEvaluation.isIn(values[0], values[1]))
        case .size:
            guard values[0].type == 0x04 else { throw ExpressionFault() }
            return .int32(
                Int32(
                    truncatingIfNeeded: values[0].withRaw { raw in
                        var elements = raw.elements
                        return elements.count()
                    }))
        case .isArray: return .bool(values[0].type == 0x04)
        case .isNumber: return .bool(BSONType(rawValue: values[0].type).isNumber)
        case .type: return .string(BSONType(rawValue: values[0].type).alias ?? "missing")
        case .lengthInCharacters, .lengthInBytes:
            guard values[0].type == 0x02 else { throw ExpressionFault() }
            let count = values[0].withRaw { raw in
                function == .lengthInBytes ? raw.text.count : raw.text.count { $0 & 0xC0 != 0x80 }
            }
            return .int32(Int32(truncatingIfNeeded: count))
        case .year, .month, .dayOfMonth, .dayOfYear, .dayOfWeek, .hour, .minute, .second, .millisecond:
            return try ExpressionDates.part(function, of: values[0])
        default: return try ExpressionArithmetic.result(function, values)
        }
    }

    private static func comparison(_ function: ExpressionFunction, _ order: Int) -> BSONValue {
        switch function {
        case .equal: .bool(order == 0)
        case .notEqual: .bool(order != 0)
        case .greater: .bool(order > 0)
        case .atLeast: .bool(order >= 0)
        case .less: .bool(order < 0)
        case .atMost: .bool(order <= 0)
        default: .int32(Int32(order))
        }
    }

    private static func isIn(_ value: BSONValue, _ list: BSONValue) throws(ExpressionFault) -> Bool {
        guard list.type == 0x04 else { throw ExpressionFault() }
        return list.withRaw { list in
            value.withRaw { value in
                var elements = list.elements
                while let (_, element) = elements.next() {
                    if BSONOrder.compare(value, element) == 0 { return true }
                }
                return false
            }
        }
    }

    private func concatenation(
        _ operands: [FilterExpression], _ document: RawValue
    ) throws(ExpressionFault) -> BSONValue {
        var text: [UInt8] = []
        for operand in operands {
            let value = try value(operand, of: document)
            if value.isNullish { return .null }
            guard value.type == 0x02 else { throw ExpressionFault() }
            value.withRaw { text += $0.text }
        }
        return .string(text)
    }
}

extension BSONValue {
    /// What stands for a value that is not there.
    static let absent = BSONValue(type: 0, bytes: [])

    /// Null, undefined or not there.
    var isNullish: Bool { type == 0 || type == 0x06 || type == 0x0A }
}
