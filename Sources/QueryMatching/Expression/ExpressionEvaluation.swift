import AuditModel
import RawBSON

/// Computes expressions as an aggregation does; an absent value has type 0.
final class ExpressionEvaluation {
    /// The expression with its constant parts computed; nil where one of them cannot be.
    private var expression: FilterExpression?
    private var patterns: [FilterPattern: PatternPredicate] = [:]
    /// What the expressions around the one at hand have named.
    private var variables: [String: BSONValue] = [:]

    /// Compiles what the expression needs.
    ///
    /// A server computes constant parts before it reads a document, and fails where one of them does, whether it is used or not.
    init(_ expression: FilterExpression) {
        do throws(ExpressionFault) {
            self.expression = try folded(expression)
        } catch {
            self.expression = nil
        }
    }

    /// - Throws: also for an expression with a constant part that cannot be computed.
    func value(of document: RawValue) throws(ExpressionFault) -> BSONValue {
        guard let expression else { throw ExpressionFault() }
        return try value(expression, of: document)
    }

    private func folded(_ expression: FilterExpression) throws(ExpressionFault) -> FilterExpression {
        if case .regexMatch(_, let pattern) = expression { patterns[pattern] = PatternPredicate(pattern) }
        var fault: ExpressionFault?
        let inner = expression.mapOperands { operand in
            do throws(ExpressionFault) {
                return try folded(operand)
            } catch {
                fault = error
                return operand
            }
        }
        if let fault { throw fault }
        guard inner.isConstant else { return try regrouped(inner) }
        return .literal(try value(inner, of: .absent))
    }

    /// Sums and products as a server computes them, which shows in their last digits: those within them are taken apart, and constants
    /// come last, as one.
    private func regrouped(_ expression: FilterExpression) throws(ExpressionFault) -> FilterExpression {
        guard case .call(let function, let operands) = expression, function.isRegrouped(operands.count) else {
            return expression
        }
        let flat = operands.flatMap { operand in
            guard case .call(function, let inner) = operand, function.isRegrouped(inner.count) else { return [operand] }
            return inner
        }
        var constants: [FilterExpression] = []
        var others: [FilterExpression] = []
        for operand in flat {
            if case .literal = operand { constants.append(operand) } else { others.append(operand) }
        }
        if constants.count > 1 { constants = [.literal(try value(.call(function, constants), of: .absent))] }
        return .call(function, others + constants)
    }

    func value(_ expression: FilterExpression, of document: RawValue) throws(ExpressionFault) -> BSONValue {
        switch expression {
        case .literal(let value): return value
        case .field(let keys):
            return ExpressionEvaluation.field(keys[...], of: document)
        case .variable(let name, let keys):
            return (variables[name] ?? .absent).withRaw { ExpressionEvaluation.field(keys[...], of: $0) }
        case .array(let elements):
            var values: [BSONValue] = []
            for element in elements { values.append(try value(element, of: document).orNull) }
            return .array(values)
        case .call(let function, let operands): return try call(function, operands, document)
        case .named(let function, let operands): return try named(function, operands, document)
        case .member(let name, let input): return member(name, of: try value(input, of: document))
        case .bound(let values, let body):
            var named: [String: BSONValue] = [:]
            for (name, expression) in values { named[name] = try value(expression, of: document) }
            return try value(body, of: document, with: named)
        case .overArray(let operation): return try overArray(operation, document)
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

    /// A value with some more named.
    func value(
        _ expression: FilterExpression, of document: RawValue, with named: [String: BSONValue]
    ) throws(ExpressionFault) -> BSONValue {
        let outer = variables
        defer { variables = outer }
        variables.merge(named) { _, inner in inner }
        return try value(expression, of: document)
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

    func isTrue(_ expression: FilterExpression, _ document: RawValue) throws(ExpressionFault) -> Bool {
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
        case .isArray: return .bool(values[0].type == 0x04)
        case .isNumber: return .bool(BSONType(rawValue: values[0].type).isNumber)
        case .type: return .string(BSONType(rawValue: values[0].type).alias ?? "missing")
        case .lengthInCharacters, .lengthInBytes, .lowercase, .uppercase, .compareIgnoringCase, .part, .partOfBytes,
            .partOfCharacters, .indexOfBytes, .indexOfCharacters, .split:
            return try ExpressionTexts.result(function, values)
        case .size, .isIn, .elementAt, .first, .last, .concatenateArrays, .setIsSubset, .setEquals, .anyElementTrue,
            .allElementsTrue, .minimum, .maximum, .sum:
            return try ExpressionArrays.result(function, values)
        case .round where values.count == 2, .truncate where values.count == 2:
            return try ExpressionRounding.result(values[0], place: values[1], truncates: function == .truncate)
        default: break
        }
        if function.takesZone { return try ExpressionDates.part(function, of: values) }
        if let type = ExpressionConversion.target(of: function) {
            if values[0].isNullish { return .null }
            guard case .value(let result) = try ExpressionConversion.convert(values[0], to: type) else {
                throw ExpressionFault()
            }
            return result
        }
        return try ExpressionArithmetic.result(function, values)
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

    /// In a list an absent value is null.
    var orNull: BSONValue { type == 0 ? .null : self }

    /// Null, undefined or not there.
    var isNullish: Bool { type == 0 || type == 0x06 || type == 0x0A }
}
