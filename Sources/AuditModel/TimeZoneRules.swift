/// The offsets of a time zone through time, as a plain value that the scan can consult without locks or allocation.
package struct TimeZoneRules: Hashable, Sendable {
    /// The IANA name, such as `Africa/Tunis`.
    package let identifier: String
    /// UTC seconds from which `offsets[index + 1]` holds, ascending.
    private let transitions: [Int64]
    /// Seconds east of UTC; one more than there are transitions: the first holds before them all.
    private let offsets: [Int]

    /// - Precondition: `offsets.count == transitions.count + 1`, transitions ascend.
    package init(identifier: String, transitions: [Int64], offsets: [Int]) {
        precondition(offsets.count == transitions.count + 1)
        self.identifier = identifier
        self.transitions = transitions
        self.offsets = offsets
    }

    /// Coordinated universal time.
    package static let utc = TimeZoneRules(identifier: "UTC", transitions: [], offsets: [0])

    /// Seconds east of UTC in force at a UTC instant.
    /// - Complexity: logarithmic in the number of transitions.
    package func offset(atUTCSeconds seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }

    /// The UTC seconds of a wall-clock reading (seconds as if it were UTC).
    ///
    /// A reading that occurs twice (clocks set back) means the first, one that never occurs (clocks set forward) is read with the
    /// offset before the change: the rule of RFC 5545, 3.3.5.
    package func utcSeconds(fromLocal local: Int64) -> Int64 {
        let early = offset(atUTCSeconds: local - 86_400)
        let late = offset(atUTCSeconds: local + 86_400)
        if early == late && offset(atUTCSeconds: local - Int64(early)) == early { return local - Int64(early) }
        // Around a change the offset before it is tried first: it gives the first of two readings, and is the rule for none.
        if offset(atUTCSeconds: local - Int64(early)) == early { return local - Int64(early) }
        if offset(atUTCSeconds: local - Int64(late)) == late { return local - Int64(late) }
        return local - Int64(early)
    }

    /// The number of the calendar day (days since 1970-01-01 by the local calendar) of an instant.
    package func dayNumber(of instant: Instant) -> Int64 {
        let seconds = instant.wholeSeconds
        return (seconds + Int64(offset(atUTCSeconds: seconds))).flooredQuotient(86_400)
    }
}
