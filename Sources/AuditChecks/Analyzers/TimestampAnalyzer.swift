package import AuditModel
package import ScanEngine

/// Reads the times of one field: the newest, how many are stale, in the future or unreadable, and how many fall on each recent day.
///
/// Freshness and daily volume ask the same of the same field, and then share one computation.
package struct TimestampAnalyzer: SegmentedAnalyzer {
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

    package func makeWorkspace() -> TimestampReader { TimestampReader(timeZone: context.timeZone) }

    package func consume(
        _ batch: borrowing BatchView, into state: inout TimestampState, using reader: inout TimestampReader
    ) {
        let limits = limits
        let column = batch[0]
        let rows = CellRows(column, 0..<batch.rows, firstCell: 0, ids: batch[1])
        for cell in 0..<column.count { add(column, cell, rows, limits, to: &state, using: &reader) }
    }

    package func consume(
        _ batch: borrowing BatchView, runs: [RowRun], into states: UnsafeMutablePointer<TimestampState>,
        using reader: inout TimestampReader
    ) {
        let limits = limits
        let column = batch[0]
        var cell = 0
        for run in runs {
            // The row ends of a repeated path count from the beginning of each run.
            let end = cell + (column.rowEnds.map { Int($0[run.end - 1]) } ?? run.count)
            let rows = CellRows(column, run.start..<run.end, firstCell: cell, ids: batch[1])
            while cell < end {
                add(column, cell, rows, limits, to: &states[run.segment], using: &reader)
                cell += 1
            }
        }
    }

    /// What a time is compared with.
    private struct Limits {
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

    /// Which document each cell of a stretch belongs to.
    private struct CellRows {
        let column: ColumnView
        let rows: Range<Int>
        let firstCell: Int
        let ids: ColumnView

        init(_ column: ColumnView, _ rows: Range<Int>, firstCell: Int, ids: ColumnView) {
            self.column = column
            self.rows = rows
            self.firstCell = firstCell
            self.ids = ids
        }

        /// Adds the document of a cell to those that are named.
        func offer(_ cell: Int, to documents: inout SmallestIDs) {
            documents.offer(ids, row(of: cell), value: (column, cell))
        }

        private func row(of cell: Int) -> Int {
            guard let rowEnds = column.rowEnds else { return cell }
            var range = rows
            while range.count > 1 {
                let middle = (range.lowerBound + range.upperBound) / 2
                if Int(rowEnds[middle - 1]) > cell - firstCell {
                    range = range.lowerBound..<middle
                } else {
                    range = middle..<range.upperBound
                }
            }
            return range.lowerBound
        }
    }

    @inline(__always)
    private func add(
        _ column: ColumnView, _ cell: Int, _ rows: CellRows, _ limits: Limits, to state: inout TimestampState,
        using reader: inout TimestampReader
    ) {
        guard column.isPresent(cell) else {
            if column.tags[cell] != 0 { state.missing += 1 } else { state.absent += 1 }
            return
        }
        guard let milliseconds = reader.milliseconds(column, cell) else {
            state.unreadable += 1
            rows.offer(cell, to: &state.unreadableDocuments)
            return
        }
        state.readable += 1
        if milliseconds > limits.future {
            state.future += 1
            rows.offer(cell, to: &state.futureDocuments)
            return
        }
        state.newest = max(state.newest ?? milliseconds, milliseconds)
        if milliseconds < limits.stale { state.stale += 1 }
        let day = reader.dayNumber(milliseconds)
        if limits.days.contains(day) { state.days.add(1, on: day) }
    }
}

/// What ``TimestampAnalyzer`` counts.
package struct TimestampState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 2

    /// Milliseconds since 1970 of the newest value that is not in the future.
    package var newest: Int64?
    package var readable: Int64 = 0
    /// Part of `readable`.
    package var future: Int64 = 0
    /// Part of `readable`.
    package var stale: Int64 = 0
    package var unreadable: Int64 = 0
    /// There, but missing: null, blank, a placeholder.
    package var missing: Int64 = 0
    package var absent: Int64 = 0
    /// Values by local day number, recent days only.
    package var days = DayCounts()
    /// Some of the documents with unreadable values, and of those with values in the future.
    package var unreadableDocuments = SmallestIDs()
    package var futureDocuments = SmallestIDs()

    init() {}

    package var cells: Int64 { readable + unreadable + missing + absent }

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
