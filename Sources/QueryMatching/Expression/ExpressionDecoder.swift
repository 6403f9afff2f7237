import AuditModel
import RawBSON

/// Reads the expressions of `$expr`.
struct ExpressionDecoder {
    let log: MappingReader.IssueLog
    /// Whether a server may carry the filter out: then operators that are not known here are left to it.
    let isForServer: Bool
    /// What the expressions around this one have named.
    var variables: Set<String> = []

    static let operators =
        ExpressionFunction.allCases.map(\.rawValue) + NamedFunction.allCases.map(\.rawValue)
        + ["$cond", "$switch", "$regexMatch", "$literal", "$let", "$map", "$filter", "$reduce", "$getField"]

    func expression(_ node: ConfigNode) -> FilterExpression? {
        switch node.content {
        case .string(let text) where text.hasPrefix("$"): return path(text, at: node.position)
        case .sequence(let nodes): return operands(nodes).map { .array($0) }
        case .mapping(let entries) where !FilterLiteral.isWrapper(node): return operation(entries, at: node.position)
        default: return FilterLiteral.decode(node, log: log).map { .literal($0) }
        }
    }

    private func path(_ text: String, at position: SourcePosition) -> FilterExpression? {
        var keys = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        var variable: String?
        if text.hasPrefix("$$") {
            let name = String(keys.removeFirst().dropFirst())
            if variables.contains(name) {
                variable = name
            } else if name != "ROOT", name != "CURRENT" {
                return unknown(variable: name, at: position)
            }
        } else if keys == [""] {
            return refuse("'$' alone names no field; write $price", at: position)
        }
        if keys.contains(where: { $0.isEmpty || $0.hasPrefix("$") || $0.utf8.contains(0) }) {
            return refuse("'\(text)' has a step that cannot name a field", at: position)
        }
        return variable.map { .variable($0, keys) } ?? .field(keys)
    }

    private func unknown(variable name: String, at position: SourcePosition) -> FilterExpression? {
        if name == "REMOVE" { return .literal(.absent) }
        // Names of capitals are a server's own.
        if isForServer, name.first?.isUppercase == true { return nil }
        let known = variables.sorted().map { "$$" + $0 } + ["$$ROOT"]
        return refuse(
            "variable '$$\(name)' is not known here; known are \(Spelling.list(known))"
                + Spelling.suggestion(for: "$$" + name, among: known), at: position)
    }

    private func operation(_ entries: [ConfigNode.Entry], at position: SourcePosition) -> FilterExpression? {
        guard entries.count == 1, let entry = entries.first, entry.key.hasPrefix("$") else {
            return refuse(
                "an expression is one operator, as in { $gt: [$price, $cost] }; write a document as { $literal: … }",
                at: position)
        }
        switch entry.key {
        case "$literal": return FilterLiteral.decode(entry.value, log: log).map { .literal($0) }
        case "$cond": return condition(entry)
        case "$switch": return branches(entry)
        case "$regexMatch": return regexMatch(entry)
        case "$let": return binding(entry)
        case "$map", "$filter", "$reduce": return overArray(entry)
        case "$getField": return member(entry)
        default: break
        }
        if let function = NamedFunction(rawValue: entry.key) { return named(function, entry) }
        guard let function = ExpressionFunction(rawValue: entry.key) else {
            if isForServer { return nil }
            return refuse(
                "operator '\(entry.key)' is not supported in '$expr' here; supported are "
                    + Spelling.list(ExpressionDecoder.operators)
                    + Spelling.suggestion(for: entry.key, among: ExpressionDecoder.operators), at: entry.keyPosition)
        }
        if function.takesZone, case .mapping(let inner) = entry.value.content, inner.first?.key.hasPrefix("$") == false
        {
            return zoned(function, entry)
        }
        var nodes = [entry.value]
        if case .sequence(let elements) = entry.value.content { nodes = elements }
        guard function.operands.contains(nodes.count) else {
            return refuse(
                "'\(entry.key)' takes \(ExpressionDecoder.count(function.operands)), not \(nodes.count)",
                at: entry.value.position)
        }
        return operands(nodes).map { .call(function, $0) }
    }

    private static func count(_ range: ClosedRange<Int>) -> String {
        let (least, most) = (range.lowerBound, range.upperBound)
        if most == .max { return "at least \(least) operands" }
        return (least == most ? "" : "\(least) to ") + (most == 1 ? "1 operand" : "\(most) operands")
    }

    private func operands(_ nodes: [ConfigNode]) -> [FilterExpression]? {
        let operands = nodes.compactMap { expression($0) }
        return operands.count == nodes.count ? operands : nil
    }

    private func condition(_ entry: ConfigNode.Entry) -> FilterExpression? {
        var parts: [ConfigNode]
        if case .sequence(let nodes) = entry.value.content {
            parts = nodes
        } else {
            guard let fields = fields(entry, needed: ["if", "then", "else"]) else { return nil }
            parts = ["if", "then", "else"].compactMap { fields[$0] }
        }
        guard parts.count == 3 else {
            return refuse("'$cond' takes three operands: if, then, else", at: entry.value.position)
        }
        guard let operands = operands(parts) else { return nil }
        return .branches([ExpressionBranch(condition: operands[0], result: operands[1])], operands[2])
    }

    private func branches(_ entry: ConfigNode.Entry) -> FilterExpression? {
        guard let fields = fields(entry, needed: ["branches"], allowed: ["default"]) else { return nil }
        guard case .sequence(let nodes)? = fields["branches"]?.content, !nodes.isEmpty else {
            return refuse("'$switch' needs a list of branches", at: entry.value.position)
        }
        var branches: [ExpressionBranch] = []
        for node in nodes {
            let branch = ConfigNode.Entry(key: "$switch", keyPosition: node.position, value: node)
            guard let parts = self.fields(branch, needed: ["case", "then"]),
                let condition = parts["case"].flatMap({ expression($0) }),
                let result = parts["then"].flatMap({ expression($0) })
            else { return nil }
            branches.append(ExpressionBranch(condition: condition, result: result))
        }
        guard let otherwise = fields["default"] else { return .branches(branches, nil) }
        return expression(otherwise).map { .branches(branches, $0) }
    }

    private func regexMatch(_ entry: ConfigNode.Entry) -> FilterExpression? {
        guard let fields = fields(entry, needed: ["input", "regex"], allowed: ["options"]), let regex = fields["regex"],
            let input = fields["input"].flatMap({ expression($0) })
        else { return nil }
        var options: String?
        if let node = fields["options"] {
            guard case .string(let text) = node.content, text.allSatisfy({ "imsx".contains($0) }) else {
                return refuse("options of '$regexMatch' are i, m, s and x", at: node.position)
            }
            options = text
        }
        var made: FilterPattern?
        if case .string(let text) = regex.content, !text.hasPrefix("$") {
            made = FilterPattern(text, options: options ?? "")
        } else if FilterLiteral.isWrapper(regex), let value = FilterLiteral.decode(regex, log: log) {
            made = FilterPattern(value)
            if made?.options.isEmpty == false, options != nil {
                return refuse("the expression has options of its own; leave out 'options'", at: regex.position)
            }
            made = made.flatMap { FilterPattern($0.pattern, options: options ?? $0.options) }
        }
        guard let made else {
            return refuse("'regex' of '$regexMatch' must be a pattern written in the filter", at: regex.position)
        }
        do throws(PatternError) {
            _ = try RegularExpression(made.pattern, options: made.options)
        } catch {
            return refuse("'\(made.pattern)' is no regular expression: \(error)", at: regex.position)
        }
        return .regexMatch(input, made)
    }

    /// The named operands of an operator.
    func fields(
        _ entry: ConfigNode.Entry, needed: [String], allowed: [String] = []
    ) -> [String: ConfigNode]? {
        guard case .mapping(let entries) = entry.value.content else {
            log.report("'\(entry.key)' takes \(needed.joined(separator: ", "))", at: entry.value.position)
            return nil
        }
        var fields: [String: ConfigNode] = [:]
        for inner in entries {
            guard (needed + allowed).contains(inner.key) else {
                log.report("'\(entry.key)' takes no '\(inner.key)'", at: inner.keyPosition)
                return nil
            }
            fields[inner.key] = inner.value
        }
        if let missing = needed.first(where: { fields[$0] == nil }) {
            log.report("'\(entry.key)' needs '\(missing)'", at: entry.value.position)
            return nil
        }
        return fields
    }

    func refuse(_ message: String, at position: SourcePosition) -> FilterExpression? {
        log.report(message, at: position)
        return nil
    }
}
