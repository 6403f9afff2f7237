/// The one value that a calendar day contributes to a baseline.
package struct DailyValue: Hashable, Sendable {
    /// Days since 1970-01-01 by the suite's calendar.
    package let dayNumber: Int64
    /// In the check's unit; finite.
    package let value: Double

    package init(dayNumber: Int64, value: Double) {
        self.dayNumber = dayNumber
        self.value = value
    }
}

/// The days that a value is compared with.
package struct BaselineSelection: Hashable, Sendable {
    /// Ascending by day, one a day; days without a value are not there.
    package let days: [DailyValue]
    /// The ISO weekday (1 Monday … 7 Sunday) when only days of this weekday are compared with, else nil.
    package let weekday: Int?

    package init(days: [DailyValue], weekday: Int? = nil) {
        self.days = days
        self.weekday = weekday
    }
}
