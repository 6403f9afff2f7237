extension MappingReader {
    /// A text; numbers and booleans are accepted as they are written.
    package func string(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        switch node.content {
        case .string(let text): return text
        case .integer, .number, .bool: return node.text
        case .null, .sequence, .mapping:
            report("'\(key)' must be a text, not \(node.typeName)", at: node.position)
            return nil
        }
    }

    package func bool(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        guard case .bool(let value) = node.content else {
            report("'\(key)' must be true or false, not '\(node.text)'", at: node.position)
            return nil
        }
        return value
    }

    /// A whole number within a range.
    package func integer(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let node = node(key) else { return nil }
        guard case .integer(let value) = node.content, range.contains(value) else {
            let bounds =
                range.upperBound == .max
                ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
            report("'\(key)' must be a whole number \(bounds)", at: node.position)
            return nil
        }
        return value
    }

    /// A duration such as `24h`, in seconds.
    package func durationSeconds(_ key: String) -> Int64? {
        guard let node = node(key) else { return nil }
        guard let seconds = DurationText.seconds(node.text), seconds > 0 else {
            report("'\(key)' must be a duration such as 90s, 15m, 24h or 7d, not '\(node.text)'", at: node.position)
            return nil
        }
        return seconds
    }

    /// A share from 0% to 100%, as 0–100.
    package func percent(_ key: String) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = Self.measure(node, in: .percent), (0...100).contains(value) else {
            report("'\(key)' must be a percentage such as 10%, not '\(node.text)'", at: node.position)
            return nil
        }
        return value
    }

    /// One of a fixed set of words.
    package func choice<Value: RawRepresentable & CaseIterable>(_ key: String, as type: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let node = node(key) else { return nil }
        if let value = Value(rawValue: node.text) { return value }
        let allowed = Value.allCases.map(\.rawValue)
        report(
            "'\(key)' cannot be '\(node.text)'; allowed are \(Spelling.list(allowed))"
                + Spelling.suggestion(for: node.text, among: allowed), at: node.position)
        return nil
    }

    /// A list; a single value stands for a list of one.
    package func list(_ key: String) -> [ConfigNode]? {
        guard let node = node(key) else { return nil }
        if case .sequence(let elements) = node.content { return elements }
        return [node]
    }

    /// A field path.
    package func path(_ key: String) -> FieldPath? {
        node(key).flatMap { path(of: $0) }
    }

    /// A field path written in a node.
    package func path(of node: ConfigNode) -> FieldPath? {
        switch node.content {
        case .string, .integer, .number, .bool:
            do {
                return try FieldPath(parsing: node.text)
            } catch {
                report(error.message, at: node.position)
                return nil
            }
        case .null, .sequence, .mapping:
            report(
                "a field path such as price or specifications.cpu is needed, not \(node.typeName)", at: node.position)
            return nil
        }
    }

    /// A single value of a list or bound: text, number, boolean.
    package func scalar(of node: ConfigNode) -> ScalarValue? {
        switch node.content {
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .number(let value):
            guard value.isFinite else {
                report("'\(node.text)' is no number to compare with; write a finite one", at: node.position)
                return nil
            }
            return .number(value)
        case .string(let value): return .string(value)
        case .null, .sequence, .mapping:
            report("a single value (text, number, true or false) is needed, not \(node.typeName)", at: node.position)
            return nil
        }
    }

    /// `missing_values`: texts and numbers that count as missing.
    package func missingValues(_ key: String = "missing_values") -> MissingValues {
        var strings: Set<String> = []
        var numbers: Set<Double> = []
        for element in list(key) ?? [] {
            switch element.content {
            case .string(let text): strings.insert(text)
            case .integer(let value): numbers.insert(Double(value))
            case .number(let value) where value.isFinite: numbers.insert(value)
            case .null, .number, .bool, .sequence, .mapping:
                report(
                    "'\(key)' lists texts and numbers, not \(element.typeName); null is always missing",
                    at: element.position)
            }
        }
        return MissingValues(strings: strings, numbers: numbers)
    }
}
