import AuditChecks
import AuditModel

/// A second after midnight UTC of a day number, moved by hours.
func dayInstant(_ day: Int64, hour: Int64 = 0) -> Instant {
    Instant(milliseconds: (day * 86_400 + hour * 3600 + 1) * 1000)
}

/// A point that counts, unless told otherwise.
func point(
    _ runID: String, _ now: Instant, _ value: Double, check: CheckStatus = .pass, run: RunStatus = .pass,
    review: RunRecord.Review = .none
) -> HistoryPoint {
    HistoryPoint(runID: runID, now: now, value: value, checkStatus: check, runStatus: run, review: review)
}

/// A selection of consecutive days with these values.
func selection(_ values: [Double]) -> BaselineSelection {
    BaselineSelection(days: values.enumerated().map { DailyValue(dayNumber: Int64($0.offset), value: $0.element) })
}
