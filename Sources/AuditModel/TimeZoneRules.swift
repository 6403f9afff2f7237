/// The offsets of a time zone through time, as a plain value that the scan can consult without locks or allocation.
package struct TimeZoneRules: Hashable, Sendable {
    /// The IANA name, such as `Africa/Tunis`.
    package let identifier: String
    /// UTC seconds from which `offsets[index + 1]` holds, ascending.
    private let transitions: [Int64]
    /// Seconds east of UTC; one more than there are transitions: the first holds before them all.
    private let offsets: [Int]

    /// UTC seconds from which the last 400 years of the table repeat for ever, as the Gregorian calendar does; `.max` when the last
    /// offset stays. The table reaches a year further than `repeatsFrom` + 400 years, so that a look around never meets its end.
    private let repeatsFrom: Int64

    /// The length of the Gregorian calendar's cycle; a whole number of weeks.
    static let cycleSeconds: Int64 = 146_097 * 86_400

    /// The index of the offset that holds when each bucket of 2²⁴ seconds (194 days) begins: where to look from. The buckets reach
    /// from 1901 to 2173, the years that documents name.
    private let firstPeriods: [Int]
    private static let firstBucket: Int64 = -(1 << 31)
    private static let bucketShift: Int64 = 24
    private static let bucketCount = 512

    /// - Precondition: `offsets.count == transitions.count + 1`, transitions ascend.
    package init(identifier: String, transitions: [Int64], offsets: [Int]) {
        self.init(identifier: identifier, transitions: transitions, offsets: offsets, repeatsFrom: .max)
    }

    init(identifier: String, transitions: [Int64], offsets: [Int], repeatsFrom: Int64) {
        precondition(offsets.count == transitions.count + 1)
        self.identifier = identifier
        self.transitions = transitions
        self.offsets = offsets
        self.repeatsFrom = repeatsFrom
        firstPeriods = (0..<TimeZoneRules.bucketCount).map { bucket in
            let start = TimeZoneRules.firstBucket + Int64(bucket) << TimeZoneRules.bucketShift
            return TimeZoneRules.period(in: transitions, atUTCSeconds: start)
        }
    }

    /// Coordinated universal time.
    package static let utc = TimeZoneRules(identifier: "UTC", transitions: [], offsets: [0])

    /// Seconds east of UTC in force at a UTC instant.
    /// - Complexity: constant from 1901 to 2173, else logarithmic in the number of transitions; allocates nothing.
    package func offset(atUTCSeconds seconds: Int64) -> Int {
        offsets[period(atUTCSeconds: seconds &- cyclesToSkip(seconds))]
    }

    /// The index of the offset that holds at an instant of the table.
    private func period(atUTCSeconds seconds: Int64) -> Int {
        let bucket = (seconds &- TimeZoneRules.firstBucket) >> TimeZoneRules.bucketShift
        guard bucket >= 0, bucket < TimeZoneRules.bucketCount else {
            return TimeZoneRules.period(in: transitions, atUTCSeconds: seconds)
        }
        // Few zones ever changed more than twice within a bucket.
        var index = firstPeriods[Int(bucket)]
        while index < transitions.count, transitions[index] <= seconds { index += 1 }
        return index
    }

    /// The same for any instant, by bisection.
    private static func period(in transitions: [Int64], atUTCSeconds seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What to take off a far reading so that the table covers it, whole cycles in seconds.
    private func cyclesToSkip(_ seconds: Int64) -> Int64 {
        guard seconds >= repeatsFrom else { return 0 }
        return (seconds &- repeatsFrom) / TimeZoneRules.cycleSeconds * TimeZoneRules.cycleSeconds
    }

    /// The UTC seconds of a wall-clock reading (seconds as if it were UTC).
    ///
    /// A reading that occurs twice (clocks set back) means the first, one that never occurs (clocks set forward) is read with the
    /// offset before the change: the rule of RFC 5545, 3.3.5.
    /// - Complexity: constant from 1901 to 2173, else logarithmic in the number of transitions; allocates nothing.
    package func utcSeconds(fromLocal local: Int64) -> Int64 {
        let skipped = cyclesToSkip(local)
        let reading = local &- skipped
        // No offset is as long as 26 hours, so the instant lies behind the beginning of the period found here, or in it.
        var index = period(atUTCSeconds: reading &- 93_600)
        while index < transitions.count {
            // Readings of this period end where its offset takes the next transition; those from there to where the next
            // offset takes it belong to nobody, and are read with this one.
            let change = transitions[index]
            if reading < change &+ Int64(max(offsets[index], offsets[index + 1])) { break }
            index += 1
        }
        return reading &- Int64(offsets[index]) &+ skipped
    }

    /// The number of the calendar day (days since 1970-01-01 by the local calendar) of an instant.
    package func dayNumber(of instant: Instant) -> Int64 {
        let seconds = instant.wholeSeconds
        return (seconds + Int64(offset(atUTCSeconds: seconds))).flooredQuotient(86_400)
    }
}
