/// One sample for Prometheus: every value of this product is a gauge.
package struct Gauge: Hashable, Sendable {
    /// A metric name; base units, ratios 0–1, timestamps instead of ages.
    package var name: String
    /// One line for `# HELP`; the same for every sample of a name.
    package var help: String
    /// In the order to write them. Never a value of a document.
    package var labels: [Label]
    package var value: Double

    package struct Label: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ name: String, help: String, labels: [Label] = [], value: Double) {
        self.name = name
        self.help = help
        self.labels = labels
        self.value = value
    }
}
