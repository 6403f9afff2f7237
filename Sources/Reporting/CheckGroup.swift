import AuditModel

/// A check as a whole together with its segments that somebody should look at.
struct CheckGroup {
    /// nil where the report has the check for segments only.
    private(set) var whole: CheckResult?
    /// The worst first, else in the order of the report.
    private(set) var segments: [CheckResult] = []
    /// In the suite.
    let place: Int

    /// In the order of the suite.
    static func all(of report: RunReport) -> [CheckGroup] {
        var groups: [CheckGroup] = []
        var places: [String: Int] = [:]
        for check in report.checks {
            let place = places[check.id] ?? groups.count
            if place == groups.count {
                places[check.id] = place
                groups.append(CheckGroup(place: place))
            }
            if check.segment == nil {
                groups[place].whole = check
            } else if check.status.isTrouble {
                groups[place].segments.append(check)
            }
        }
        for place in groups.indices {
            groups[place].segments = groups[place].segments.enumerated()
                .sorted { ($0.element.status.severity, $0.offset) < ($1.element.status.severity, $1.offset) }
                .map(\.element)
        }
        return groups
    }

    var isTrouble: Bool { whole?.status.isTrouble == true || !segments.isEmpty }

    /// That of the worst; the whole counts, not its segments, where it is in trouble itself.
    var severity: Int {
        if let whole, whole.status.isTrouble { return whole.status.severity }
        return segments.first?.status.severity ?? whole?.status.severity ?? CheckStatus.pass.severity
    }
}
