import AuditModel
import RawBSON

/// Operators that take their operands by name.
extension ExpressionDecoder {
    func named(_ function: NamedFunction, _ entry: ConfigNode.Entry) -> FilterExpression? {
        guard let fields = fields(entry, needed: function.needed, allowed: function.allowed) else { return nil }
        return operands(fields).map { .named(function, $0) }
    }

    /// A part of a time in a zone.
    func zoned(_ function: ExpressionFunction, _ entry: ConfigNode.Entry) -> FilterExpression? {
        guard let fields = fields(entry, needed: ["date"], allowed: ["timezone"]), let operands = operands(fields),
            let date = operands["date"]
        else { return nil }
        return .call(function, [date] + [operands["timezone"]].compactMap { $0 })
    }

    /// Those of operands that may be told right or wrong before a document is seen are.
    private func operands(_ fields: [String: ConfigNode]) -> [String: FilterExpression]? {
        var operands: [String: FilterExpression] = [:]
        for (name, node) in fields.sorted(by: { $0.value.position < $1.value.position }) {
            guard let operand = expression(node) else { continue }
            operands[name] = operand
            guard case .literal(let value) = operand, !value.isNullish else { continue }
            if let problem = problem(with: name, value) {
                log.report(problem, at: node.position)
                operands[name] = nil
            }
        }
        return operands.count == fields.count ? operands : nil
    }

    private func problem(with name: String, _ value: BSONValue) -> String? {
        let text = value.type == 0x02 ? value.textBytes : []
        let written = String(decoding: text, as: UTF8.self)
        switch name {
        case "unit" where ExpressionCalendar.Unit(rawValue: written) == nil:
            let units = ExpressionCalendar.Unit.allCases.map(\.rawValue)
            return "'unit' must be one of \(Spelling.list(units))" + Spelling.suggestion(for: written, among: units)
        case "timezone" where text.isEmpty: return "'timezone' must be a text, as in UTC or +01:00"
        case "timezone" where ExpressionDates.offset(text) == nil && !isForServer:
            return "time zone '\(written)' is not supported in '$expr' here; write UTC or an offset such as +01:00"
        case "startOfWeek" where ExpressionCalendar.weekday(text) == nil:
            return "'startOfWeek' must be a day of the week, such as monday"
        case "to" where ExpressionConversion.target(value) == nil:
            return "'to' must be a type, such as int, string or date"
        default: return nil
        }
    }

    /// `$let`.
    func binding(_ entry: ConfigNode.Entry) -> FilterExpression? {
        guard let fields = fields(entry, needed: ["vars", "in"]), let vars = fields["vars"], let body = fields["in"]
        else {
            return nil
        }
        guard case .mapping(let entries) = vars.content else {
            log.report("'vars' of '$let' must be a mapping of names and expressions", at: vars.position)
            return nil
        }
        var values: [String: FilterExpression] = [:]
        for entry in entries {
            guard isName(entry.key, at: entry.keyPosition), let value = expression(entry.value) else { return nil }
            values[entry.key] = value
        }
        return naming(Set(values.keys)).expression(body).map { .bound(values, $0) }
    }

    /// `$map`, `$filter`, `$reduce`.
    func overArray(_ entry: ConfigNode.Entry) -> FilterExpression? {
        let needed: [String: [String]] = [
            "$map": ["input", "in"], "$filter": ["input", "cond"], "$reduce": ["input", "initialValue", "in"],
        ]
        let allowed: [String: [String]] = ["$map": ["as"], "$filter": ["as", "limit"]]
        guard let fields = fields(entry, needed: needed[entry.key] ?? [], allowed: allowed[entry.key] ?? []),
            let inputNode = fields["input"], let bodyNode = fields["in"] ?? fields["cond"]
        else { return nil }
        var element = "this"
        if let node = fields["as"] {
            guard case .string(let name) = node.content else {
                log.report("'as' must be a name, not \(node.typeName)", at: node.position)
                return nil
            }
            guard isName(name, at: node.position) else { return nil }
            element = name
        }
        let input = expression(inputNode)
        let inner = naming(entry.key == "$reduce" ? ["this", "value"] : [element])
        let body = inner.expression(bodyNode)
        var kind = ArrayOperation.Kind.map
        if entry.key == "$filter" {
            guard let node = fields["limit"] else {
                return make(.filter(limit: nil), input, element, body)
            }
            guard let limit = expression(node) else { return nil }
            kind = .filter(limit: limit)
        } else if entry.key == "$reduce" {
            guard let initial = fields["initialValue"].flatMap({ expression($0) }) else { return nil }
            kind = .reduce(initial: initial)
        }
        return make(kind, input, element, body)
    }

    private func make(
        _ kind: ArrayOperation.Kind, _ input: FilterExpression?, _ element: String, _ body: FilterExpression?
    ) -> FilterExpression? {
        guard let input, let body else { return nil }
        return .overArray(ArrayOperation(kind: kind, input: input, element: element, body: body))
    }

    /// `$getField`, with the name alone or with where to look.
    func member(_ entry: ConfigNode.Entry) -> FilterExpression? {
        var nameNode = entry.value
        var input = FilterExpression.field([])
        if case .mapping(let entries) = entry.value.content, entries.first?.key != "$literal" {
            guard let fields = fields(entry, needed: ["field"], allowed: ["input"]), let field = fields["field"] else {
                return nil
            }
            nameNode = field
            if let node = fields["input"] {
                guard let expression = expression(node) else { return nil }
                input = expression
            }
        }
        guard case .literal(let name)? = expression(nameNode), name.type == 0x02 else {
            log.report(
                "'$getField' takes the name of a field, as in { field: name, input: $$ROOT }", at: nameNode.position)
            return nil
        }
        return .member(String(decoding: name.textBytes, as: UTF8.self), input)
    }

    private func naming(_ names: Set<String>) -> ExpressionDecoder {
        var inner = self
        inner.variables.formUnion(names)
        return inner
    }

    /// Whether a server takes the name for a variable: a small letter, then letters, digits and underscores.
    private func isName(_ name: String, at position: SourcePosition) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 }
        if let first = name.utf8.first, isLetter(first), !(0x41...0x5A).contains(first),
            name.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
        {
            return true
        }
        log.report(
            "'\(name)' cannot name a variable: a small letter, then letters, digits and underscores do", at: position)
        return false
    }
}
