/// What a number counts.
package enum MeasurementUnit: String, Hashable, Sendable, Codable {
    /// 0–100.
    case percent
    case seconds
    case documents
    /// 0–1, or a quotient without a unit.
    case ratio
    /// Scaled median absolute deviations: the deviation of the `robust` volume method.
    case scaledDeviations = "scaled_deviations"
}
