/// Documents a day of one or several segments, and what a person who knows everything would say of each day.
struct AlarmSeries {
    /// Counts by segment, all of one length.
    var segments: [[Int64]]
    var labels: [Label]

    enum Label {
        /// An alarm is false.
        case fine
        /// Without an alarm something was missed.
        case incident
        /// A decline that has begun and is not yet worth an alarm: nothing is counted.
        case between
    }

    /// Days that every method knows as good ones before the first that is judged.
    static let warmUpDays = 28
    /// Days that are judged: three months.
    static let judgedDays = 91
    static let days = warmUpDays + judgedDays
    static let judged = warmUpDays..<days

    /// What a check over all documents and one a segment look at.
    var views: [[Int64]] {
        guard segments.count > 1 else { return segments }
        return segments + [segments[0].indices.map { day in segments.reduce(0) { $0 + $1[day] } }]
    }

    /// Incidents from their first labelled day on.
    var incidents: [Range<Int>] {
        var list: [Range<Int>] = []
        for day in labels.indices where labels[day] == .incident {
            if let last = list.last, last.upperBound == day {
                list[list.count - 1] = last.lowerBound..<day + 1
            } else {
                list.append(day..<day + 1)
            }
        }
        return list
    }

    /// The kinds of the issue that alarms are measured with.
    enum Kind: String, CaseIterable {
        case flat = "flat"
        case weekly = "weekly cycle"
        case trend = "trend"
        case steps = "growth steps"
        case outage = "one-day outage"
        case partial = "partial outage of one segment"
        case duplicate = "duplicate load"
        case decay = "slow decay"
        case holiday = "holiday"
        case small = "noisy small counts"
    }
}
