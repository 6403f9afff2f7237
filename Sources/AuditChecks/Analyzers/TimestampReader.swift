import AuditModel
import RawBSON
import ScanEngine

/// Reads a cell as a time, with what was learnt from the cell before.
package struct TimestampReader {
    /// Longer texts are no ISO 8601 times: 35 characters are an instant with nine decimals and a zone.
    package static let longestText = 48
    /// Numbers below are seconds since 1970 (up to the year 5138), above milliseconds (from March 1973).
    package static let millisecondsFrom = 1e11

    private let timeZone: TimeZoneRules
    /// A stretch of UTC seconds in which the zone's offset is known, and that offset: most times of a collection lie close together.
    private var offsetRange: ClosedRange<Int64> = 0...0
    private var offset = 0

    init(timeZone: TimeZoneRules) {
        self.timeZone = timeZone
        offset = timeZone.offset(atUTCSeconds: 0)
    }

    /// Milliseconds since 1970; nil when the cell is no time.
    mutating func milliseconds(_ column: ColumnView, _ cell: Int) -> Int64? {
        switch column.tags[cell] {
        case 0x09:
            return Int64(bitPattern: column.payloads[cell])
        case 0x02, 0x0E:
            // A longer text may be there because another check needs it; what it says here must not depend on that.
            guard column.byteCount(at: cell) <= TimestampReader.longestText, let text = column.bytes(at: cell),
                let parsed = TimestampText.parse(text)
            else { return nil }
            if let zone = parsed.zoneOffsetSeconds { return parsed.localMilliseconds - Int64(zone) * 1000 }
            return utcMilliseconds(fromLocal: parsed.localMilliseconds)
        case 0x07:
            guard let bytes = column.bytes(at: cell) else { return nil }
            // The first four bytes of an ObjectId are seconds since 1970, big-endian and unsigned.
            return Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))) * 1000
        case 0x11:
            // A timestamp holds its seconds in the upper half.
            return Int64(column.payloads[cell] >> 32) * 1000
        case 0x01, 0x10, 0x12, 0x13:
            return column.number(at: cell).flatMap { TimestampReader.milliseconds(epoch: $0.approximate) }
        default:
            return nil
        }
    }

    private static func milliseconds(epoch value: Double) -> Int64? {
        guard value.magnitude < 9.2e18 else { return nil }
        let milliseconds = value.magnitude < millisecondsFrom ? value * 1000 : value
        return Int64(milliseconds.rounded(.down))
    }

    /// The local day number of an instant.
    @inline(__always)
    mutating func dayNumber(_ milliseconds: Int64) -> Int64 {
        let seconds = milliseconds.flooredQuotient(1000)
        return (seconds + Int64(offset(at: seconds))).flooredQuotient(86_400)
    }

    private mutating func utcMilliseconds(fromLocal local: Int64) -> Int64 {
        let (seconds, fraction) = local.flooredDivision(1000)
        let guess = seconds - Int64(offset)
        // Well inside a stretch with one offset the answer is plain; near its ends the zone's rules decide.
        if offsetRange.contains(guess - 86_400), offsetRange.contains(guess + 86_400) { return guess * 1000 + fraction }
        let exact = timeZone.utcSeconds(fromLocal: seconds)
        _ = offset(at: exact)
        return exact * 1000 + fraction
    }

    /// The zone's offset, looked up when `seconds` leaves the stretch that is known: four days around the last look-up if both ends agree.
    private mutating func offset(at seconds: Int64) -> Int {
        if offsetRange.contains(seconds) { return offset }
        offset = timeZone.offset(atUTCSeconds: seconds)
        let reach: Int64 = 4 * 86_400
        let isSteady =
            timeZone.offset(atUTCSeconds: seconds - reach) == offset
            && timeZone.offset(atUTCSeconds: seconds + reach) == offset
        offsetRange = isSteady ? seconds - reach...seconds + reach : seconds...seconds
        return offset
    }
}
