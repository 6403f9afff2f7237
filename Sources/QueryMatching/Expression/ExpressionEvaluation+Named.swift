import RawBSON

extension ExpressionEvaluation {
    func named(
        _ function: NamedFunction, _ operands: [String: FilterExpression], _ document: RawValue
    ) throws(ExpressionFault) -> BSONValue {
        if function == .convert || function == .dateFromText { return try conversion(operands, document) }
        var values: [String: BSONValue] = [:]
        for (name, operand) in operands { values[name] = try value(operand, of: document) }
        func needed(_ name: String) -> BSONValue { values[name] ?? .absent }
        switch function {
        case .trim, .trimStart, .trimEnd:
            return try ExpressionTexts.trimmed(
                needed("input"), values["chars"], start: function != .trimEnd, end: function != .trimStart)
        case .replaceOne, .replaceAll:
            return try ExpressionTexts.replaced(
                needed("input"), needed("find"), needed("replacement"), all: function == .replaceAll)
        case .dateDifference: return try ExpressionCalendar.difference(values)
        case .dateAdd: return try ExpressionCalendar.sum(values, isNegative: false)
        case .dateSubtract: return try ExpressionCalendar.sum(values, isNegative: true)
        case .dateTruncate: return try ExpressionCalendar.truncation(values)
        case .convert, .dateFromText: throw ExpressionFault()
        }
    }

    /// `$convert`, or `$dateFromString` where there is no `to`.
    private func conversion(
        _ operands: [String: FilterExpression], _ document: RawValue
    ) throws(ExpressionFault) -> BSONValue {
        let input = try operands["input"].map { (operand) throws(ExpressionFault) in try value(operand, of: document) }
        let text = try operands["dateString"].map { (operand) throws(ExpressionFault) in
            try value(operand, of: document)
        }
        guard let subject = input ?? text else { throw ExpressionFault() }
        var type: BSONType?
        var isTypeNull = false
        if let to = operands["to"] {
            let value = try value(to, of: document)
            isTypeNull = value.isNullish
            type = ExpressionConversion.target(value)
            guard isTypeNull || type != nil else { throw ExpressionFault() }
        }
        if subject.isNullish {
            return try operands["onNull"].map { (operand) throws(ExpressionFault) in
                try value(operand, of: document)
            } ?? .null
        }
        if isTypeNull { return .null }
        let outcome: ExpressionConversion.Outcome
        if let type {
            outcome = try ExpressionConversion.convert(subject, to: type)
        } else {
            outcome = subject.type == 0x02 ? try ExpressionConversion.date(subject) : .failure
        }
        if case .value(let result) = outcome { return result }
        guard let otherwise = operands["onError"] else { throw ExpressionFault() }
        return try value(otherwise, of: document)
    }

    func member(_ name: String, of input: BSONValue) -> BSONValue {
        // Nothing is in null and in what is not there; a server tells the two apart.
        if input.isNullish { return input.type == 0 ? .absent : .null }
        guard input.type == 0x03 else { return .absent }
        return input.withRaw { raw in
            var elements = raw.elements
            return elements.first(Array(name.utf8)).map { BSONValue($0) } ?? .absent
        }
    }

    func overArray(_ operation: ArrayOperation, _ document: RawValue) throws(ExpressionFault) -> BSONValue {
        let input = try value(operation.input, of: document)
        if input.isNullish { return .null }
        guard input.type == 0x04 else { throw ExpressionFault() }
        let elements = input.arrayElements
        switch operation.kind {
        case .map:
            var values: [BSONValue] = []
            for element in elements {
                values.append(try value(operation.body, of: document, with: [operation.element: element]).orNull)
            }
            return .array(values)
        case .filter(let limit):
            let most = try limit.map { (limit) throws(ExpressionFault) in try count(limit, document) } ?? .max
            var values: [BSONValue] = []
            for element in elements {
                if values.count == most { break }
                let verdict = try value(operation.body, of: document, with: [operation.element: element])
                if verdict.withRaw(\.isTrue) { values.append(element) }
            }
            return .array(values)
        case .reduce(let initial):
            var result = try value(initial, of: document)
            for element in elements {
                result = try value(
                    operation.body, of: document, with: [operation.element: element, "value": result])
            }
            return result
        }
    }

    /// A limit: a whole number above 0, or none for null.
    private func count(_ limit: FilterExpression, _ document: RawValue) throws(ExpressionFault) -> Int {
        let value = try value(limit, of: document)
        if value.isNullish { return .max }
        guard let number = value.wholeNumber, let count = Int32(exactly: number), count > 0 else {
            throw ExpressionFault()
        }
        return Int(count)
    }
}
