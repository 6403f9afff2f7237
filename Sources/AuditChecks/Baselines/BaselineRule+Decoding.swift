package import AuditModel

extension BaselineRule {
    /// The window where a suite names none.
    private static let usualWindow = 7

    /// The keys that ``decode(_:valuesIn:lowerUnits:)`` reads, but for bounds on the value itself.
    /// - Parameter units: those that the compared values can have.
    package static func keys(valuesIn units: [MeasurementUnit]) -> [SuiteKey] {
        [
            SuiteKey(
                "method",
                meaning:
                    "robust (default, scaled deviations from the median), absolute (in the value's own unit from the mean) "
                    + "or relative (percent of the mean)", .choice(BaselineMethod.allCases.map(\.rawValue))),
            SuiteKey(
                "direction", meaning: "both (default), drop or spike",
                .choice(BaselineDirection.allCases.map(\.rawValue))),
            SuiteKey("baseline", meaning: "the window in whole days, \(usualWindow)d by default", .duration),
            SuiteKey(
                "ignore_below",
                meaning:
                    "a deviation up to this share of the centre passes; 10% by default for robust, nothing for shares",
                .percent),
            SuiteKey(
                "warn_above", "fail_above",
                meaning: "on the deviation, in the unit of the method; robust fails above 4 by default",
                .anyOf(deviationUnits(valuesIn: units).map(SuiteShape.init(threshold:)))),
        ]
    }

    /// The units that a deviation of such values can have, by the method.
    package static func deviationUnits(valuesIn units: [MeasurementUnit]) -> [MeasurementUnit] {
        var known: [MeasurementUnit] = []
        for method in BaselineMethod.allCases {
            for unit in units.map(method.deviationUnit(forValuesIn:)) where !known.contains(unit) { known.append(unit) }
        }
        return known
    }

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
