import AuditChecks
import AuditModel
import ScanEngine

/// Replays a series day by day, each verdict of a check becoming part of the history that the next is judged by.
struct AlarmReplay {
    let method: AlarmMethod
    /// Whether somebody looks at every alarm and says `history accept` where it was false; else nobody ever does.
    let isAttended: Bool
    /// Whether the days before the first judged one are known as good ones; else the check starts from nothing.
    var knowsWarmUp = true

    /// 2024-01-01, a Monday.
    private static let firstDay: Int64 = 19_723

    /// Whether each day alarms in any of the views.
    func alarms(_ series: AlarmSeries) throws -> [Bool] {
        var alarms = Array(repeating: false, count: AlarmSeries.days)
        for view in series.views {
            for (day, isAlarm) in try self.alarms(view, series.labels).enumerated() where isAlarm { alarms[day] = true }
        }
        return alarms
    }

    private func alarms(_ counts: [Int64], _ labels: [AlarmSeries.Label]) throws -> [Bool] {
        guard let keys = method.suiteKeys else {
            let values = counts.map(Double.init)
            return values.indices.map { day in
                day >= AlarmSeries.warmUpDays
                    && method.breaches(values[day], lastDays: values[max(0, day - 7)..<day])
            }
        }
        let check = try Examples.decode(Volume.self, keys)
        var points: [HistoryPoint] = []
        return counts.enumerated().map { day, count in
            let isGiven = knowsWarmUp && day < AlarmSeries.warmUpDays
            let now = Instant(milliseconds: (Self.firstDay + Int64(day)) * 86_400_000 + 21_600_000)
            let status = isGiven ? .pass : self.status(check, count, now, points)
            let isFalse = status == .fail && labels[day] == .fine
            points.append(
                HistoryPoint(
                    runID: "run", now: now, value: Double(count), checkStatus: status,
                    runStatus: RunStatus(of: [status]), review: isAttended && isFalse ? .accepted : .none))
            return status == .fail
        }
    }

    private func status(_ check: Volume, _ count: Int64, _ now: Instant, _ points: [HistoryPoint]) -> CheckStatus {
        check.evaluate(
            CheckInput(
                id: "volume", description: nil, context: AnalysisContext(now: now, timeZone: .utc), documents: count,
                allowEmpty: false, states: .empty, history: .success(points))
        ).result.status
    }
}
