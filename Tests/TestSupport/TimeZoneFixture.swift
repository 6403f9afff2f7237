package import AuditModel
import Foundation

/// Time zones for tests, taken from Foundation instead of the product's own reader.
package enum TimeZoneFixture {
    /// The rules between 1960 and 2040, found by asking for the offset of every hour of the days on which it changes.
    package static func rules(_ identifier: String) throws -> TimeZoneRules {
        guard let zone = TimeZone(identifier: identifier) else { throw FixtureError("no time zone \(identifier)") }
        func offset(_ seconds: Int64) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))) }
        var transitions: [Int64] = []
        let first: Int64 = -10 * 31_557_600
        var offsets = [offset(first)]
        for day in stride(from: first, to: 70 * 31_557_600, by: 86_400) where offset(day + 86_400) != offset(day) {
            var low = day
            var high = day + 86_400
            while high - low > 1 {
                let middle = (low + high) / 2
                if offset(middle) == offset(day) { low = middle } else { high = middle }
            }
            transitions.append(high)
            offsets.append(offset(high))
        }
        return TimeZoneRules(identifier: identifier, transitions: transitions, offsets: offsets)
    }
}
