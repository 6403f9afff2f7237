import AuditModel

/// A point in time as people name it who speak of it soon after.
struct RelativeDay {
    private let instant: Instant
    private let date: CivilDate
    /// Calendar days ago, in UTC as everywhere in reports.
    private let age: Int64

    init(_ instant: Instant, from now: Instant) {
        let day = instant.wholeSeconds.flooredDivision(86_400).quotient
        self.instant = instant
        date = CivilDate(dayNumber: day)
        age = now.wholeSeconds.flooredDivision(86_400).quotient - day
    }

    /// `06:00 UTC` today, `yesterday`, `Tuesday` within a week, else `2026-11-12`.
    func text(in language: Language) -> String {
        switch age {
        case 0:
            let time = NumberText.english.instant(instant)
            return String(time.drop { $0 != " " }.dropFirst())
        case 1: return language("yesterday", "hier")
        case 2...6:
            let names = language(
                ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
                ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])
            return names[date.isoWeekday - 1]
        default: return language("", "le ") + language.numbers.day(iso: date.description)
        }
    }
}
