/// Durations as suites write them: `24h`, `90m`, `1h30m`, `45s`, `7d`, `2w`.
package enum DurationText {
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// Seconds of a duration; nil when the text is none. A bare number is none: a unit must be said.
    package static func seconds(_ text: String) -> Int64? {
        var total: Int64 = 0
        var digits = ""
        var sawUnit = false
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else if let unit = units[character], let amount = Int64(digits) {
                let (part, overflow) = amount.multipliedReportingOverflow(by: unit)
                let (sum, carried) = total.addingReportingOverflow(part)
                guard !overflow, !carried else { return nil }
                total = sum
                digits = ""
                sawUnit = true
            } else {
                return nil
            }
        }
        return sawUnit && digits.isEmpty ? total : nil
    }

    /// The shortest exact notation: 86,400 → `24h`, 90 → `1m30s`; days only from two days on.
    package static func text(seconds: Int64) -> String {
        if seconds == 0 { return "0s" }
        var rest = seconds.magnitude
        var text = seconds < 0 ? "-" : ""
        if rest >= 172_800 {
            text += "\(rest / 86_400)d"
            rest %= 86_400
        }
        for (size, name) in [(UInt64(3600), "h"), (60, "m"), (1, "s")] where rest >= size {
            text += "\(rest / size)\(name)"
            rest %= size
        }
        return text
    }
}
