package import AuditModel

/// What reports say of the runs before, in the same words everywhere.
extension CheckResult {
    /// `since yesterday`, `new since the last run`; nil where nothing is breached or no earlier run is known.
    package func sinceText(asOf now: Instant, in language: Language) -> String? {
        guard isBreach, let past, let since = past.since else { return nil }
        if since == now {
            return past.previous == nil ? nil : language("new since the last run", "nouveau depuis le dernier audit")
        }
        let text = RelativeDay(since, from: now).text(in: language)
        return past.isOlder
            ? language("since \(text) at least", "depuis \(text) au moins")
            : language("since \(text)", "depuis \(text)")
    }

    /// `new, was 75 documents`, `since Tuesday, was 270 documents`: since when, and what the last run had; nil like
    /// ``sinceText(asOf:in:)``.
    package func pastText(asOf now: Instant, in language: Language) -> String? {
        guard let since = sinceText(asOf: now, in: language) else { return nil }
        guard let before = past?.previous?.value else { return since }
        let number = language.numbers.measurement(before, unit, apartFrom: [value].compactMap(\.self))
        let word = past?.since == now ? language("new", "nouveau") : since
        return "\(word), \(language("was", "auparavant")) \(number)"
    }
}
