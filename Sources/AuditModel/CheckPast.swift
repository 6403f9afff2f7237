/// What became of a check in earlier runs: `past` in the JSON report, from which reports draw how it went and since when it fails.
package struct CheckPast: Hashable, Sendable, Codable {
    /// The latest earlier run that has a value of the check.
    package var previous: Outcome?
    /// Where the check breaches: the first run of the unbroken row of breaches, which may be this one; else nil.
    package var since: Instant?
    /// Whether the row began before the runs that were looked at, so that `since` is only the earliest known.
    package var isOlder: Bool
    /// Earlier runs, ascending, at most ``mostRuns``; for the whole collection only, not for segments.
    package var runs: [Outcome]

    /// How many earlier runs are looked at.
    package static let mostRuns = 30

    package init(previous: Outcome?, since: Instant? = nil, isOlder: Bool = false, runs: [Outcome] = []) {
        self.previous = previous
        self.since = since
        self.isOlder = isOlder
        self.runs = runs
    }

    /// The value and status of one earlier run.
    package struct Outcome: Hashable, Sendable, Codable {
        package var now: Instant
        package var value: Double
        package var status: CheckStatus

        package init(now: Instant, value: Double, status: CheckStatus) {
            self.now = now
            self.value = value
            self.status = status
        }
    }

    private enum Keys: String, CodingKey {
        case previous, since, runs
        case isOlder = "since_or_earlier"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            previous: try container.decodeIfPresent(Outcome.self, forKey: .previous),
            since: try container.decodeIfPresent(Instant.self, forKey: .since),
            isOlder: try container.decodeIfPresent(Bool.self, forKey: .isOlder) ?? false,
            runs: try container.decodeIfPresent([Outcome].self, forKey: .runs) ?? [])
    }

    /// Writes only what there is.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encodeIfPresent(previous, forKey: .previous)
        try container.encodeIfPresent(since, forKey: .since)
        if isOlder { try container.encode(isOlder, forKey: .isOlder) }
        if !runs.isEmpty { try container.encode(runs, forKey: .runs) }
    }
}
