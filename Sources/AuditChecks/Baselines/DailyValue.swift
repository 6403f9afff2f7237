/// The one value that a calendar day contributes to a baseline.
package struct DailyValue: Hashable, Sendable {
    /// Days since 1970-01-01 by the suite's calendar.
    package let dayNumber: Int64
    /// In the check's unit; finite.
    package let value: Double
    /// Whether it breached, and a person said that it was fine.
    package let isAccepted: Bool

    package init(dayNumber: Int64, value: Double, isAccepted: Bool = false) {
        self.dayNumber = dayNumber
        self.value = value
        self.isAccepted = isAccepted
    }
}
