extension TimeZoneRules {
    /// Reads a compiled time zone file (TZif versions 1 to 4, RFC 8536 and 9636), fat or slim.
    ///
    /// From version 2 on the 64-bit data and the rule in the footer are used, so that instants after the last listed change are
    /// right for ever. Names of zones and daylight flags are not kept.
    ///
    /// - Throws: ``TimeZoneError`` for what is no such file, is damaged, or counts leap seconds (`right/…`), which BSON dates and
    ///   POSIX time do not.
    package init(tzif: [UInt8], identifier: String) throws(TimeZoneError) {
        var reader = TZifReader(bytes: tzif, identifier: identifier)
        var header = try reader.header()
        if header.version >= 2 {
            try reader.skip(header.dataLength(timeSize: 4))
            header = try reader.header()
        }
        let changes = try reader.changes(header, timeSize: header.version >= 2 ? 8 : 4)
        let rule = header.version >= 2 ? try reader.footer() : nil
        self.init(changes: changes, rule: rule, identifier: identifier)
    }

    /// Joins the listed changes with those that the rule makes after the last of them.
    private init(changes: TZifReader.Changes, rule: PosixTimeZone?, identifier: String) {
        var table = Table(firstOffset: changes.firstOffset)
        for (instant, offset) in changes.list { table.append(instant, offset) }
        guard let rule, rule.hasDaylightTime else {
            if let rule, changes.list.isEmpty { table = Table(firstOffset: rule.standardOffset) }
            self.init(identifier: identifier, transitions: table.transitions, offsets: table.offsets)
            return
        }
        // Without a listed change the rule holds for all time; 1600 is early enough for documents.
        let lastListed = changes.list.last?.instant
        let firstYear = lastListed.map { CivilDate(dayNumber: $0.flooredQuotient(86_400)).year - 1 } ?? 1600
        for year in firstYear...firstYear + 404 {
            for (instant, offset) in rule.changes(ofYear: year) where lastListed.map({ instant > $0 }) ?? true {
                table.append(instant, offset)
            }
        }
        let repeatsFrom = CivilDate(year: firstYear + 3, month: 1, day: 1).dayNumber * 86_400
        self.init(
            identifier: identifier, transitions: table.transitions, offsets: table.offsets, repeatsFrom: repeatsFrom)
    }

    /// Changes of the offset in ascending order, none of them without effect.
    private struct Table {
        private(set) var transitions: [Int64] = []
        private(set) var offsets: [Int]

        init(firstOffset: Int) { offsets = [firstOffset] }

        /// - Precondition: not before the last one. At the same instant the new one counts.
        mutating func append(_ instant: Int64, _ offset: Int) {
            if transitions.last == instant {
                transitions.removeLast()
                offsets.removeLast()
            }
            guard offsets.last != offset else { return }
            transitions.append(instant)
            offsets.append(offset)
        }
    }
}

/// Why a time zone cannot be used: what, where, and what to do.
package struct TimeZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}

/// A cursor over the bytes of a TZif file; every read checks the end first.
private struct TZifReader {
    let bytes: [UInt8]
    let identifier: String
    var position = 0

    /// The six counts of RFC 8536, 3.1.
    struct Header {
        let version: Int
        let utcIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let times: Int
        let types: Int
        let nameBytes: Int

        /// Bytes of the data block that follows, with times of 4 or 8 bytes.
        func dataLength(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + nameBytes + leapSeconds * (timeSize + 4) + standardIndicators
                + utcIndicators
        }
    }

    struct Changes {
        let firstOffset: Int
        let list: [(instant: Int64, offset: Int)]
    }

    private func damaged(_ what: String) -> TimeZoneError {
        TimeZoneError("the data of time zone '\(identifier)' are damaged (\(what)); install the time zone data anew")
    }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard count <= bytes.count - position else { throw damaged("cut off") }
        position += count
    }

    /// A big-endian number of up to 8 bytes, with its sign.
    private mutating func number(_ size: Int) throws(TimeZoneError) -> Int64 {
        let start = position
        try skip(size)
        var value: Int64 = bytes[start] & 0x80 == 0 ? 0 : -1
        for byte in bytes[start..<position] { value = value << 8 | Int64(byte) }
        return value
    }

    mutating func header() throws(TimeZoneError) -> Header {
        let start = position
        guard bytes.count - position >= 44, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
            throw TimeZoneError("the data of time zone '\(identifier)' are no TZif file")
        }
        // Versions are the digits '2', '3', …; the first one is a zero byte. Later ones only add to what footers may say.
        let digit = bytes[start + 4]
        guard digit == 0 || (0x32...0x39).contains(digit) else { throw damaged("unknown version") }
        try skip(20)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(Int(UInt32(truncatingIfNeeded: try number(4)))) }
        let header = Header(
            version: digit == 0 ? 1 : Int(digit) - 0x30, utcIndicators: counts[0], standardIndicators: counts[1],
            leapSeconds: counts[2], times: counts[3], types: counts[4], nameBytes: counts[5])
        guard header.types > 0 else { throw damaged("no type of local time") }
        return header
    }

    mutating func changes(_ header: Header, timeSize: Int) throws(TimeZoneError) -> Changes {
        guard header.dataLength(timeSize: timeSize) <= bytes.count - position else { throw damaged("cut off") }
        guard header.leapSeconds == 0 else {
            throw TimeZoneError("time zone '\(identifier)' counts leap seconds; use the one without 'right/'")
        }
        var instants: [Int64] = []
        for _ in 0..<header.times {
            let instant = try number(timeSize)
            if let last = instants.last, last >= instant { throw damaged("changes not in order") }
            // The Big Bang, which some writers list, lies at −2⁵⁹ (RFC 8536, 3.2).
            guard (-(1 << 59)...1 << 59).contains(instant) else { throw damaged("impossible instant") }
            instants.append(instant)
        }
        let typeStart = position
        try skip(header.times)
        var offsets: [Int] = []
        for _ in 0..<header.types {
            let offset = Int(try number(4))
            guard (-93_599...93_599).contains(offset) else { throw damaged("impossible offset") }
            offsets.append(offset)
            try skip(2)
        }
        try skip(header.nameBytes + header.standardIndicators + header.utcIndicators)
        var list: [(instant: Int64, offset: Int)] = []
        for (index, instant) in instants.enumerated() {
            let type = Int(bytes[typeStart + index])
            guard type < offsets.count else { throw damaged("unknown type of local time") }
            list.append((instant, offsets[type]))
        }
        return Changes(firstOffset: offsets[0], list: list)
    }

    /// The rule after the data, nil when there is none.
    mutating func footer() throws(TimeZoneError) -> PosixTimeZone? {
        guard position < bytes.count, bytes[position] == 0x0A,
            let end = bytes[(position + 1)...].firstIndex(of: 0x0A)
        else { throw damaged("no footer") }
        let text = bytes[(position + 1)..<end]
        if text.isEmpty { return nil }
        guard let rule = PosixTimeZone(parsing: text) else { throw damaged("unreadable footer") }
        return rule
    }
}
