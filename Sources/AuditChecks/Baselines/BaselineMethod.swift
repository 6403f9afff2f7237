package import AuditModel

/// How the distance between a value and its past is measured.
package enum BaselineMethod: String, Hashable, Sendable, CaseIterable {
    /// |x − mean|, in the check's own unit.
    case absolute
    /// |x − mean| in percent of the mean.
    case relative
    /// |x − median| in scaled median absolute deviations.
    case robust

    /// The deviation above which `robust` fails when a suite names no threshold.
    package static let defaultRobustLimit = 4.0

    /// Deviations up to this share of the centre never breach, unless `ignore_below` says otherwise.
    ///
    /// None of shares: a tenth of 97 % would be nearly everything that can go wrong.
    package func defaultIgnoreBelow(forValuesIn unit: MeasurementUnit) -> Double {
        switch unit {
        case .documents, .count, .seconds: self == .robust ? 0.1 : 0
        case .percent, .ratio, .scaledDeviations, .unixTime: 0
        }
    }

    /// The unit of the deviation, and of the thresholds on it.
    package func deviationUnit(forValuesIn unit: MeasurementUnit) -> MeasurementUnit {
        switch self {
        case .absolute: unit
        case .relative: .percent
        case .robust: .scaledDeviations
        }
    }
}

/// Which side of the centre is judged.
package enum BaselineDirection: String, Hashable, Sendable, CaseIterable {
    case both
    /// Only values below the centre can breach.
    case drop
    /// Only values above the centre can breach.
    case spike
}
