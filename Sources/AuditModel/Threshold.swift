/// One bound of a check.
package struct Threshold: Hashable, Sendable {
    /// The bound in `unit`.
    package let value: Double
    package let unit: MeasurementUnit

    package init(value: Double, unit: MeasurementUnit) {
        self.value = value
        self.unit = unit
    }
}
