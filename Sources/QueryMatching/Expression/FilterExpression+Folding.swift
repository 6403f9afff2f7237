extension FilterExpression {
    /// The same expression over other operands, made of its own by `change`.
    func mapOperands(_ change: (FilterExpression) -> FilterExpression) -> FilterExpression {
        switch self {
        case .literal, .field, .variable: self
        case .array(let elements): .array(elements.map(change))
        case .call(let function, let operands): .call(function, operands.map(change))
        case .named(let function, let operands): .named(function, operands.mapValues(change))
        case .branches(let branches, let otherwise):
            .branches(
                branches.map { ExpressionBranch(condition: change($0.condition), result: change($0.result)) },
                otherwise.map(change))
        case .regexMatch(let input, let pattern): .regexMatch(change(input), pattern)
        case .member(let name, let input): .member(name, change(input))
        case .bound(let values, let body): .bound(values.mapValues(change), change(body))
        case .overArray(let operation): .overArray(operation.mapOperands(change))
        }
    }

    /// Whether nothing of it depends on a document, so that a server computes it before it reads one.
    var isConstant: Bool {
        switch self {
        case .literal: true
        case .field, .variable, .bound, .overArray, .member: false
        case .array(let elements): elements.allSatisfy(\.isLiteral)
        case .call(_, let operands): operands.allSatisfy(\.isLiteral)
        case .named(_, let operands): operands.values.allSatisfy(\.isLiteral)
        case .branches(let branches, let otherwise):
            branches.allSatisfy { $0.condition.isLiteral && $0.result.isLiteral } && otherwise?.isLiteral != false
        case .regexMatch(let input, _): input.isLiteral
        }
    }

    private var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension ArrayOperation {
    fileprivate func mapOperands(_ change: (FilterExpression) -> FilterExpression) -> ArrayOperation {
        let kind: Kind =
            switch kind {
            case .map: .map
            case .filter(let limit): .filter(limit: limit.map(change))
            case .reduce(let initial): .reduce(initial: change(initial))
            }
        return ArrayOperation(kind: kind, input: change(input), element: element, body: change(body))
    }
}
