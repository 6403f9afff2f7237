import Foundation

/// What alarms over labelled days are worth.
struct AlarmScore {
    private(set) var rightDays = 0
    private(set) var falseDays = 0
    private(set) var missedDays = 0
    private(set) var fineDays = 0
    private(set) var incidents = 0
    /// Days from the beginning of each incident that was seen to its first alarm.
    private(set) var delays: [Int] = []

    mutating func add(_ alarms: [Bool], _ series: AlarmSeries) {
        for day in AlarmSeries.judged {
            switch (series.labels[day], alarms[day]) {
            case (.incident, true): rightDays += 1
            case (.incident, false): missedDays += 1
            case (.fine, let isAlarm):
                fineDays += 1
                if isAlarm { falseDays += 1 }
            case (.between, _): break
            }
        }
        for incident in series.incidents {
            incidents += 1
            if let first = incident.first(where: { alarms[$0] }) { delays.append(first - incident.lowerBound) }
        }
    }

    mutating func add(_ other: AlarmScore) {
        rightDays += other.rightDays
        falseDays += other.falseDays
        missedDays += other.missedDays
        fineDays += other.fineDays
        incidents += other.incidents
        delays += other.delays
    }

    /// The share of alarms that were right; nil without an alarm.
    var precision: Double? { ratio(rightDays, rightDays + falseDays) }
    /// The share of bad days that alarmed; nil without a bad day.
    var recall: Double? { ratio(rightDays, rightDays + missedDays) }
    /// The harmonic mean of both.
    var f1: Double? { ratio(2 * rightDays, 2 * rightDays + falseDays + missedDays) }
    /// False alarms in thirty days on which nothing was wrong.
    var falseAlarmsAMonth: Double { fineDays == 0 ? 0 : 30 * Double(falseDays) / Double(fineDays) }
    /// Days from the beginning of an incident to its alarm, of those that were seen.
    var daysToDetection: Double? {
        delays.isEmpty ? nil : Double(delays.reduce(0, +)) / Double(delays.count)
    }

    private func ratio(_ part: Int, _ all: Int) -> Double? { all == 0 ? nil : Double(part) / Double(all) }

    /// The cells of a row of the Markdown table.
    var cells: String {
        func text(_ number: Double?) -> String { number.map { String(format: "%.2f", $0) } ?? "–" }
        let seen = incidents == 0 ? "–" : "\(delays.count) of \(incidents)"
        return [
            text(precision), text(recall), text(f1), text(falseAlarmsAMonth), seen, text(daysToDetection),
        ].joined(separator: " | ")
    }
}
