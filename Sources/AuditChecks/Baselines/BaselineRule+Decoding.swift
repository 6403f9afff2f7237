package import AuditModel

extension BaselineRule {
    /// The window where a suite names none.
    private static let usualWindow = 7

    /// Reads `method`, `direction`, `baseline`, `ignore_below`, `warn_above` and `fail_above`: the keys of a volume check, and of
    /// `anomaly` in any other.
    /// - Parameters:
    ///   - unit: of the values that are compared.
    ///   - lowerUnits: the units of `warn_below` and `fail_below`, which are on the value itself; empty where they mean nothing.
    /// - Returns: the rule, and the bounds on the value itself.
    package static func decode(
        _ reader: MappingReader, valuesIn unit: MeasurementUnit, lowerUnits: [MeasurementUnit] = []
    ) -> (rule: BaselineRule, floor: Thresholds) {
        let method = reader.choice("method", as: BaselineMethod.self) ?? .robust
        let direction = reader.choice("direction", as: BaselineDirection.self) ?? .both
        let window = decodeWindow(reader)
        let ignoreBelow = reader.percent("ignore_below")
        var thresholds = reader.thresholds(percentLimit: .greatestFiniteMagnitude) { bound in
            bound.isUpper ? [method.deviationUnit(forValuesIn: unit)] : lowerUnits
        }
        var floor = Thresholds()
        (floor.warnBelow, floor.failBelow) = (thresholds.warnBelow, thresholds.failBelow)
        (thresholds.warnBelow, thresholds.failBelow) = (nil, nil)
        if method == .robust, thresholds.isEmpty {
            thresholds.failAbove = Threshold(value: BaselineMethod.defaultRobustLimit, unit: .scaledDeviations)
        }
        let rule = BaselineRule(
            method: method, direction: direction, windowDays: window, ignoreBelow: ignoreBelow.map { $0 / 100 },
            thresholds: thresholds, unit: unit)
        return (rule, floor)
    }

    private static func decodeWindow(_ reader: MappingReader) -> Int {
        guard let seconds = reader.durationSeconds("baseline") else { return usualWindow }
        let days = seconds / 86_400
        guard seconds % 86_400 == 0, days >= Int64(BaselineRules.daysNeeded), days <= 365 else {
            reader.report(
                "'baseline' must be a whole number of days from \(BaselineRules.daysNeeded)d to 365d",
                at: reader.node("baseline")?.position)
            return usualWindow
        }
        return Int(days)
    }
}
