package import AuditModel
package import ScanEngine

/// Reads the times of one field: the newest, how many are stale, in the future or unreadable, and how many fall on each recent day.
///
/// Freshness and daily volume ask the same of the same field, and then share one computation.
package struct TimestampAnalyzer: Analyzer {
    package let field: FieldPath
    package let missing: MissingValues
    package let context: ClockContext
    /// Values older than this many seconds are stale; nil: none is.
    package let staleAfterSeconds: Int64?

    /// The clock and calendar by which times are judged.
    package struct ClockContext: Hashable, Sendable {
        package let now: Instant
        package let timeZone: TimeZoneRules

        package init(now: Instant, timeZone: TimeZoneRules) {
            self.now = now
            self.timeZone = timeZone
        }
    }

    /// Clocks differ a little between machines: up to this much later than now is not the future.
    package static let toleratedSkewSeconds: Int64 = 300
    /// Days before today that are counted: bounds the memory whatever the documents say.
    package static let countedDays: Int64 = 400

    package init(field: FieldPath, missing: MissingValues, context: ClockContext, staleAfterSeconds: Int64?) {
        self.field = field
        self.missing = missing
        self.context = context
        self.staleAfterSeconds = staleAfterSeconds
    }

    package var columns: [ColumnRequest] {
        [
            ColumnRequest(
                field, missing: missing,
                need: ColumnNeed(textBytes: SmallestIDs.keptBytes, structures: false)), SmallestIDs.column,
        ]
    }

    package func makeState() -> TimestampState { TimestampState() }

    package func makeWorkspace() -> TimestampWorkspace { TimestampWorkspace(timeZone: context.timeZone) }

    package func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<TimestampState>,
        using workspace: inout TimestampWorkspace
    ) {
        let limits = limits
        let column = batch[0]
        let ids = batch[1]
        workspace.times.removeAll(keepingCapacity: true)
        for row in 0..<batch.rows {
            for cell in column.cells(ofRow: row) {
                guard column.isPresent(cell) else {
                    states[batch.segment(ofRow: row)].addMissing(isAbsent: column.tags[cell] == 0)
                    continue
                }
                guard let milliseconds = workspace.reader.milliseconds(column, cell) else {
                    states[batch.segment(ofRow: row)].addUnreadable(ids, row, value: (column, cell))
                    continue
                }
                if milliseconds > limits.future {
                    states[batch.segment(ofRow: row)].addFuture(ids, row, value: (column, cell))
                    continue
                }
                let time = Time(
                    segment: batch.segment(ofRow: row), milliseconds: milliseconds,
                    day: workspace.reader.dayNumber(milliseconds))
                if batch.segments == nil {
                    states.pointee.add(time, limits)
                } else {
                    workspace.times.append(time)
                }
            }
        }
        // Apart from the reading, and looked at first: loads that nothing waits for are under way for many segments at the same time.
        var seen: Int64 = 0
        for time in workspace.times { seen ^= states[time.segment].glance(at: time.day) }
        workspace.seen = seen
        for time in workspace.times { states[time.segment].add(time, limits) }
    }

    /// A time that was read.
    struct Time {
        let segment: Int
        let milliseconds: Int64
        let day: Int64
    }

    /// What a time is compared with.
    fileprivate struct Limits {
        /// Milliseconds since 1970.
        let future: Int64
        let stale: Int64
        let days: ClosedRange<Int64>
    }

    private var limits: Limits {
        let today = context.timeZone.dayNumber(of: context.now)
        return Limits(
            future: context.now.adding(seconds: TimestampAnalyzer.toleratedSkewSeconds).milliseconds,
            stale: staleAfterSeconds.map { context.now.adding(seconds: -$0).milliseconds } ?? .min,
            days: today - TimestampAnalyzer.countedDays...today)
    }
}

/// What a thread keeps between batches.
package struct TimestampWorkspace {
    var reader: TimestampReader
    /// Those of the batch at hand.
    var times: [TimestampAnalyzer.Time] = []
    /// Of no meaning, but that the processor has to look for it.
    var seen: Int64 = 0

    init(timeZone: TimeZoneRules) { reader = TimestampReader(timeZone: timeZone) }
}

/// What ``TimestampAnalyzer`` counts.
package struct TimestampState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 2

    /// Milliseconds since 1970 of the newest value that is not in the future.
    package var newest: Int64?
    package var readable: Int64 = 0
    /// Part of `readable`.
    package var stale: Int64 = 0
    /// Values by local day number, recent days only.
    package var days = DayCounts()
    /// Part of `readable`.
    package var future: Int64 = 0
    package var unreadable: Int64 = 0
    /// There, but missing: null, blank, a placeholder.
    package var missing: Int64 = 0
    package var absent: Int64 = 0
    /// Some of the documents with unreadable values, and of those with values in the future.
    package var unreadableDocuments = SmallestIDs()
    package var futureDocuments = SmallestIDs()

    init() {}

    package var cells: Int64 { readable + unreadable + missing + absent }

    @inline(__always)
    fileprivate mutating func add(_ time: TimestampAnalyzer.Time, _ limits: TimestampAnalyzer.Limits) {
        readable += 1
        newest = max(newest ?? time.milliseconds, time.milliseconds)
        if time.milliseconds < limits.stale { stale += 1 }
        if limits.days.contains(time.day) { days.add(1, on: time.day) }
    }

    /// Some of what ``add(_:_:)`` is going to change.
    @inline(__always)
    fileprivate func glance(at day: Int64) -> Int64 { readable ^ (days[day] ?? 0) }

    fileprivate mutating func addMissing(isAbsent: Bool) {
        if isAbsent { absent += 1 } else { missing += 1 }
    }

    fileprivate mutating func addUnreadable(_ ids: ColumnView, _ row: Int, value: (column: ColumnView, cell: Int)) {
        unreadable += 1
        unreadableDocuments.offer(ids, row, value: value)
    }

    fileprivate mutating func addFuture(_ ids: ColumnView, _ row: Int, value: (column: ColumnView, cell: Int)) {
        readable += 1
        future += 1
        futureDocuments.offer(ids, row, value: value)
    }

    package mutating func merge(_ other: TimestampState) {
        if let theirs = other.newest { newest = max(newest ?? theirs, theirs) }
        readable += other.readable
        future += other.future
        stale += other.stale
        unreadable += other.unreadable
        missing += other.missing
        absent += other.absent
        days.merge(other.days)
        unreadableDocuments.merge(other.unreadableDocuments)
        futureDocuments.merge(other.futureDocuments)
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(UInt8(newest == nil ? 0 : 1))
        writer.write(newest ?? 0)
        for count in [readable, future, stale, unreadable, missing, absent] { writer.write(count) }
        writer.write(days.all.map(\.day))
        writer.write(days.all.map(\.count))
        unreadableDocuments.encode(into: &writer)
        futureDocuments.encode(into: &writer)
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        let hasNewest = try reader.read(UInt8.self) == 1
        let newest = try reader.read(Int64.self)
        self.newest = hasNewest ? newest : nil
        readable = try reader.read()
        future = try reader.read()
        stale = try reader.read()
        unreadable = try reader.read()
        missing = try reader.read()
        absent = try reader.read()
        let keys = try reader.readArray(Int64.self)
        let values = try reader.readArray(Int64.self)
        let isSane = zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 } && values.allSatisfy { $0 > 0 }
        let isNarrow = (keys.last ?? 0).subtractingReportingOverflow(keys.first ?? 0)
        guard keys.count == values.count, isSane, !isNarrow.overflow,
            isNarrow.partialValue <= 2 * TimestampAnalyzer.countedDays
        else { throw StateFault(message: "an encoded time state does not add up") }
        unreadableDocuments = try SmallestIDs(from: &reader)
        futureDocuments = try SmallestIDs(from: &reader)
        for (key, value) in zip(keys, values) { days.add(value, on: key) }
    }
}
