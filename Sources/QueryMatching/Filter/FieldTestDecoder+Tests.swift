import AuditModel
import RawBSON

extension FieldTestDecoder {
    // MARK: Types

    func types(_ node: ConfigNode) -> FilterCondition? {
        var nodes = [node]
        if case .sequence(let elements) = node.content { nodes = elements }
        if nodes.isEmpty { return refuse(node, "'$type' needs at least one type") }
        var types: Set<UInt8> = []
        for node in nodes {
            if case .string(let alias) = node.content {
                if alias == "number" {
                    types.formUnion([0x01, 0x10, 0x12, 0x13])
                } else if let type = BSONType(alias: alias) {
                    types.insert(type.rawValue)
                } else {
                    let known = BSONType.allAliases + ["number"]
                    log.report(
                        "'\(alias)' is no type; types are \(Spelling.list(known))"
                            + Spelling.suggestion(for: alias, among: known), at: node.position)
                }
                continue
            }
            let quiet = MappingReader.IssueLog()
            let code = FilterLiteral.decode(node, log: quiet)?.withRaw(\.wholeNumber).flatMap { Int8(exactly: $0) }
            guard let code, code != 0, BSONType(rawValue: UInt8(bitPattern: code)).alias != nil else {
                log.report("'$type' takes names such as string, or BSON's numbers of types", at: node.position)
                continue
            }
            types.insert(UInt8(bitPattern: code))
        }
        return .field(path, .type(types))
    }

    // MARK: Regular expressions

    /// `$regex` with the `$options` beside it.
    func pattern(_ node: ConfigNode, beside entries: [ConfigNode.Entry]) -> FilterCondition? {
        let options = entries.first { $0.key == "$options" }
        var optionText: String?
        if let options {
            guard case .string(let text) = options.value.content else {
                return refuse(options.value, "'$options' takes a text such as i, not \(options.value.typeName)")
            }
            optionText = text
        }
        let pattern: String
        if case .string(let text) = node.content {
            pattern = text
        } else {
            guard FilterLiteral.isWrapper(node), let value = FilterLiteral.decode(node, log: log),
                let inner = FilterPattern(value)
            else {
                return refuse(node, "'$regex' takes a text, not \(node.typeName)")
            }
            if let options, !inner.options.isEmpty {
                return refuse(options.value, "the expression has options of its own; leave out '$options'")
            }
            pattern = inner.pattern
            optionText = optionText ?? inner.options
        }
        if let optionText, let unknown = optionText.first(where: { !"imsxu".contains($0) }) {
            return refuse(options?.value ?? node, "'\(unknown)' is no option; options are i, m, s and x")
        }
        guard let made = FilterPattern(pattern, options: optionText ?? "") else {
            return refuse(node, "a regular expression cannot contain a zero character")
        }
        return compiled(made, at: node.position).map { .field(path, .pattern($0)) }
    }

    /// A regular expression given as a value.
    func pattern(_ value: BSONValue, at position: SourcePosition) -> FilterPattern? {
        guard let pattern = FilterPattern(value) else {
            log.report("this regular expression has options that are none; options are i, m, s and x", at: position)
            return nil
        }
        return compiled(pattern, at: position)
    }

    private func compiled(_ pattern: FilterPattern, at position: SourcePosition) -> FilterPattern? {
        do throws(PatternError) {
            _ = try RegularExpression(pattern.pattern, options: pattern.options)
            return pattern
        } catch {
            log.report("'\(pattern.pattern)' is no regular expression: \(error)", at: position)
            return nil
        }
    }

    // MARK: Numbers

    func modulo(_ node: ConfigNode) -> FilterCondition? {
        guard case .sequence(let nodes) = node.content, nodes.count == 2 else {
            return refuse(node, "'$mod' takes two numbers, divisor and remainder, as in [10, 0]")
        }
        var numbers: [Int64] = []
        for node in nodes {
            guard let value = FilterLiteral.decode(node, log: log) else { return nil }
            guard let number = value.withRaw(\.truncated) else {
                return refuse(node, "'$mod' takes two numbers within 64 bits, divisor and remainder, as in [10, 0]")
            }
            numbers.append(number)
        }
        if numbers[0] == 0 { return refuse(nodes[0], "the divisor of '$mod' cannot be 0") }
        return .field(path, .modulo(divisor: numbers[0], remainder: numbers[1]))
    }

    func bits(_ kind: BitTest.Kind, _ node: ConfigNode) -> FilterCondition? {
        if case .sequence(let nodes) = node.content {
            var positions: Set<Int> = []
            for node in nodes {
                guard let position = wholeNumber(node, upTo: Int64(Int32.max)) else {
                    return refuse(node, "'\(kind.rawValue)' counts bits from 0 on in whole numbers")
                }
                positions.insert(Int(position))
            }
            return .field(path, .bits(BitTest(kind: kind, positions: positions.sorted())))
        }
        if let mask = wholeNumber(node, upTo: .max) {
            let positions = (0..<64).filter { mask >> Int64($0) & 1 == 1 }
            return .field(path, .bits(BitTest(kind: kind, positions: positions)))
        }
        guard FilterLiteral.isWrapper(node), let value = FilterLiteral.decode(node, log: log), value.type == 0x05 else {
            return refuse(node, "'\(kind.rawValue)' takes places of bits, a whole number from 0 on, or binary data")
        }
        let data = value.bytes.dropFirst(5)
        let positions = data.enumerated().flatMap { index, byte in
            (0..<8).filter { byte >> $0 & 1 == 1 }.map { index * 8 + $0 }
        }
        return .field(path, .bits(BitTest(kind: kind, positions: positions)))
    }
}
