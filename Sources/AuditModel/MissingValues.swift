/// The values that count as missing besides absent, null, undefined, NaN and blank strings: the suite's placeholders.
package struct MissingValues: Hashable, Sendable {
    /// Exact strings (case matters, blanks around them too).
    package let strings: Set<String>
    /// Numbers, compared as MongoDB compares numbers.
    package let numbers: Set<Double>

    package init(strings: Set<String> = [], numbers: Set<Double> = []) {
        self.strings = strings
        self.numbers = numbers
    }

    package static let none = MissingValues()

    package var isEmpty: Bool { strings.isEmpty && numbers.isEmpty }

    /// Suite-level and check-level placeholders together.
    package func union(_ other: MissingValues) -> MissingValues {
        MissingValues(strings: strings.union(other.strings), numbers: numbers.union(other.numbers))
    }
}
