/// What a number counts.
package enum MeasurementUnit: String, Hashable, Sendable, Codable, CaseIterable {
    /// 0–100.
    case percent
    case seconds
    case documents
    /// 0–1, or a quotient without a unit.
    case ratio
    /// Scaled median absolute deviations: the deviation of the `robust` volume method.
    case scaledDeviations = "scaled_deviations"
    /// Cells, values or keys: things that are counted but are no documents.
    case count
    /// A point in time, in seconds since 1970-01-01T00:00:00Z.
    case unixTime = "unix_seconds"
}
