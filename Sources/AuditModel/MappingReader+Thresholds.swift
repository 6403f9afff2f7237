extension MappingReader {
    /// The four thresholds, each in one of the units that the check can be judged in.
    /// - Parameters:
    ///   - percentLimit: percentages above it are mistakes; a share cannot exceed 100 %, a deviation can.
    ///   - allowed: units by bound; an empty list refuses the bound.
    package func thresholds(percentLimit: Double = 100, _ allowed: (Thresholds.Bound) -> [MeasurementUnit])
        -> Thresholds
    {
        var thresholds = Thresholds()
        for bound in Thresholds.Bound.allCases {
            guard let node = node(bound.rawValue) else { continue }
            let units = allowed(bound)
            if units.isEmpty {
                report("'\(bound.rawValue)' has no meaning in \(subject)", at: node.position)
            } else if let threshold = threshold(node, bound: bound, units: units, percentLimit: percentLimit) {
                thresholds[bound] = threshold
            }
        }
        checkOrder(thresholds, .warnBelow, .failBelow) { $0 < $1 }
        checkOrder(thresholds, .warnAbove, .failAbove) { $0 > $1 }
        return thresholds
    }

    /// A warning that is stricter than the failure can never be seen; such a pair is a mistake.
    private func checkOrder(
        _ thresholds: Thresholds, _ warn: Thresholds.Bound, _ fail: Thresholds.Bound,
        wrong: (Double, Double) -> Bool
    ) {
        guard let warning = thresholds[warn], let failure = thresholds[fail], warning.unit == failure.unit,
            wrong(warning.value, failure.value)
        else { return }
        report(
            "'\(warn.rawValue)' can never be seen: '\(fail.rawValue)' is reached first; swap the two",
            at: node(warn.rawValue)?.position)
    }

    private func threshold(
        _ node: ConfigNode, bound: Thresholds.Bound, units: [MeasurementUnit], percentLimit: Double
    ) -> Threshold? {
        for unit in units {
            guard let value = Self.measure(node, in: unit) else { continue }
            guard value.isFinite, value >= 0, unit != .percent || value <= percentLimit else { break }
            return Threshold(value: value, unit: unit)
        }
        let examples = units.map(\.example)
        var hint = ""
        if units.contains(.percent), !units.contains(.documents), Double(node.text) != nil {
            hint = " (did you mean \(node.text)%?)"
        } else if units.contains(.seconds), Double(node.text) != nil {
            hint = " (did you mean \(node.text)h?)"
        }
        report(
            "'\(bound.rawValue)' must be \(examples.joined(separator: " or ")), not '\(node.text)'\(hint)",
            at: node.position)
        return nil
    }

    static func measure(_ node: ConfigNode, in unit: MeasurementUnit) -> Double? {
        switch unit {
        case .percent:
            guard node.text.hasSuffix("%") else { return nil }
            var number = node.text.dropLast()
            while number.last == " " { number.removeLast() }
            // Decimal digits only: Swift would also read 0x10 and inf.
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
            return Double(number)
        case .seconds:
            return DurationText.seconds(node.text).map(Double.init)
        case .documents:
            guard case .integer(let value) = node.content else { return nil }
            return Double(value)
        case .ratio, .scaledDeviations, .count, .unixTime:
            switch node.content {
            case .integer(let value): return Double(value)
            case .number(let value): return value
            default: return nil
            }
        }
    }
}
