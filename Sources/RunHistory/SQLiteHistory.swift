package import AuditModel
import Dispatch
import Foundation
import GRDB

/// A history in one SQLite file, safe for several processes at once.
///
/// Every call is one transaction. The file is in write-ahead mode where the file system allows it, so that readers and a writer
/// do not wait for each other, and each commit reaches the disk (`synchronous = FULL`): a run is recorded once, rarely, and
/// should survive a power cut.
package struct SQLiteHistory: HistoryStore {
    /// The absolute path of the file.
    package let path: String
    let queue: DatabaseQueue

    /// Opens a history, and makes the file and its folder when they are missing.
    ///
    /// - Parameters:
    ///   - path: a file path; relative ones count from the working directory.
    ///   - create: whether a missing file is made; else it is an error, for commands that only look.
    ///   - lockTimeoutSeconds: how long to wait for another process that is writing.
    /// - Throws: ``HistoryError``: `unavailable` or `incompatible`. A file that is no history is left as it is.
    package init(path: String, create: Bool = true, lockTimeoutSeconds: Double = 10) throws(HistoryError) {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        if !FileManager.default.fileExists(atPath: path) {
            guard create else {
                throw HistoryError(
                    .unavailable,
                    "there is no history at \(path); the first run makes it, or name another with --history")
            }
            try SQLiteHistory.makeFolder(of: path)
        }
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(lockTimeoutSeconds)
            configuration.foreignKeysEnabled = true
            configuration.label = "history"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try SQLiteHistory.insist(forSeconds: lockTimeoutSeconds) { [queue] in
                try SQLiteHistory.prepare(queue, path: path)
            }
        } catch {
            throw HistoryError(error, path: path, whileOpening: true)
        }
    }

    private static func makeFolder(of path: String) throws(HistoryError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw HistoryError(
                .unavailable,
                "cannot make the folder \(folder.path) for the history; make it, or name another file with --history")
        }
    }

    /// Tries again while the file is locked.
    ///
    /// When two processes make the file at the same moment, SQLite answers one of them "busy" at once instead of waiting, because
    /// waiting would be a deadlock: each holds a lock that the other needs for the change of mode.
    private static func insist(forSeconds patience: Double, _ attempt: () throws -> Void) throws {
        let start = DispatchTime.now().uptimeNanoseconds
        while true {
            do {
                return try attempt()
            } catch ResultCode.SQLITE_BUSY {
                let waited = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
                guard waited < patience else { throw DatabaseError(resultCode: .SQLITE_BUSY) }
                Thread.sleep(forTimeInterval: .random(in: 0.001...0.02))
            }
        }
    }

    /// Refuses what is no history of ours, sets how this connection writes, and makes or updates the tables.
    private static func prepare(_ queue: DatabaseQueue, path: String) throws {
        let identity = { try queue.read { db in try HistorySchema.identity(of: db) } }
        let found = try identity()
        switch found {
        case .fresh, .olderHistory, .history: break
        case .newerHistory:
            throw HistoryError(
                .incompatible,
                "the history \(path) was written by a newer dqaudit; update dqaudit, or name another file with --history"
            )
        case .foreign:
            throw HistoryError(
                .incompatible,
                "\(path) is the database of another program, not a history; name another file with --history")
        }
        try queue.writeWithoutTransaction { db in
            // On file systems without shared memory the answer is another mode, which works as well, only slower.
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        if found == .history { return }
        do {
            try HistorySchema.migrator.migrate(queue)
        } catch {
            // Two processes may begin the same migration; the second then finds the tables there, and all is well.
            guard (try? identity()) == .history else { throw error }
        }
    }
}

extension SQLiteHistory {
    /// Adds a record. Numbers that are not finite are left out: what could not be measured is absent.
    package func append(_ record: RunRecord) throws(HistoryError) {
        try writing { db in
            do {
                try db.execute(
                    sql: """
                        INSERT INTO run (run_id, now_ms, suite, namespace, status, exit_code, documents, review)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        record.runID, record.now.milliseconds, record.suite, record.namespace, record.status.rawValue,
                        record.exitCode, record.documents, record.review.rawValue,
                    ])
            } catch ResultCode.SQLITE_CONSTRAINT_UNIQUE {
                throw HistoryError(.duplicateRun, "run \(record.runID) is already in the history \(path)")
            }
            let run = db.lastInsertedRowID
            let statement = try db.makeStatement(
                sql: """
                    INSERT INTO metric (run, position, check_id, kind, name, segment, value, unit, status)
                    VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?)
                    """)
            for (position, metric) in record.metrics.filter(\.value.isFinite).enumerated() {
                try statement.execute(arguments: [
                    run, position, metric.check, metric.kind, metric.name, metric.segment.bytes, metric.value,
                    metric.unit.rawValue, metric.status.rawValue,
                ])
            }
        }
    }

    package func points(
        of key: SeriesKey, from: Instant, before: Instant
    ) throws(HistoryError) -> [HistoryPoint] {
        try reading { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT run.run_id, run.now_ms, run.status AS run_status, run.review, metric.value,
                        metric.status AS check_status
                    FROM run JOIN metric ON metric.run = run.id
                    WHERE run.suite = ? AND run.namespace = ? AND run.now_ms >= ? AND run.now_ms < ?
                        AND metric.check_id = ? AND metric.name = ? AND metric.segment IS CAST(? AS TEXT)
                    ORDER BY run.now_ms, run.run_id, metric.position
                    """,
                arguments: [
                    key.suite, key.namespace, from.milliseconds, before.milliseconds, key.check, key.metric,
                    key.segment.bytes,
                ])
            return try rows.map { row in try row.point }
        }
    }

    package func pointsBySegment(
        of key: SeriesKey, from: Instant, before: Instant
    ) throws(HistoryError) -> [String: [HistoryPoint]] {
        try reading { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT run.run_id, run.now_ms, run.status AS run_status, run.review, metric.value,
                        metric.status AS check_status, CAST(metric.segment AS BLOB) AS segment_bytes
                    FROM run JOIN metric ON metric.run = run.id
                    WHERE run.suite = ? AND run.namespace = ? AND run.now_ms >= ? AND run.now_ms < ?
                        AND metric.check_id = ? AND metric.name = ? AND metric.segment IS NOT NULL
                    ORDER BY run.now_ms, run.run_id, metric.position
                    """,
                arguments: [
                    key.suite, key.namespace, from.milliseconds, before.milliseconds, key.check, key.metric,
                ])
            var points: [String: [HistoryPoint]] = [:]
            for row in rows {
                guard let segment = row.segment else { continue }
                points[segment, default: []].append(try row.point)
            }
            return points
        }
    }

    package func runs(suite: String?, limit: Int) throws(HistoryError) -> [RunRecord] {
        try reading { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM run WHERE ?1 IS NULL OR suite = ?1
                    ORDER BY now_ms DESC, run_id DESC LIMIT ?2
                    """, arguments: [suite, max(0, limit)])
            return try rows.map { row in try SQLiteHistory.record(row, db) }
        }
    }

    package func recentRuns(_ question: RecentRuns) throws(HistoryError) -> [RunRecord] {
        try reading { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM run WHERE suite = ? AND namespace = ? AND now_ms < ?
                    ORDER BY now_ms DESC, run_id DESC LIMIT ?
                    """,
                arguments: [
                    question.suite, question.namespace, question.before.milliseconds, max(0, question.limit),
                ])
            return try rows.map { row in
                try SQLiteHistory.record(row, db, where: question.segments.condition)
            }
        }
    }

    package func run(id: String) throws(HistoryError) -> RunRecord {
        try reading { db in try SQLiteHistory.record(try row(ofRun: id, db), db) }
    }

    package func review(id: String, as review: RunRecord.Review) throws(HistoryError) -> RunRecord {
        try writing { db in
            var record = try SQLiteHistory.record(try row(ofRun: id, db), db)
            try db.execute(
                sql: "UPDATE run SET review = ? WHERE run_id = ?", arguments: [review.rawValue, record.runID])
            record.review = review
            return record
        }
    }

    package func prune(suite: String?, before: Instant) throws(HistoryError) -> Int {
        try writing { db in
            try db.execute(
                sql: "DELETE FROM run WHERE now_ms < ?1 AND (?2 IS NULL OR suite = ?2)",
                arguments: [before.milliseconds, suite])
            return db.changesCount
        }
    }
}

extension SQLiteHistory {
    /// Reads in one transaction, so that several queries see the same runs.
    private func reading<Answer>(_ body: (Database) throws -> Answer) throws(HistoryError) -> Answer {
        do {
            return try queue.read(body)
        } catch {
            throw HistoryError(error, path: path, whileOpening: false)
        }
    }

    /// Writes in one transaction that takes the write lock at once: what it looks up cannot change before it writes.
    private func writing<Answer>(_ body: (Database) throws -> Answer) throws(HistoryError) -> Answer {
        do {
            return try queue.write(body)
        } catch {
            throw HistoryError(error, path: path, whileOpening: false)
        }
    }

    /// The run with this id, or the only one whose id begins so.
    private func row(ofRun id: String, _ db: Database) throws -> Row {
        if let exact = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE run_id = ?", arguments: [id]) { return exact }
        let shown = 3
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT * FROM run WHERE substr(run_id, 1, length(?1)) = ?1 AND ?1 <> '' ORDER BY run_id LIMIT ?2",
            arguments: [id, shown + 1])
        guard let first = rows.first else {
            throw HistoryError(
                .unknownRun, "no run '\(id)' in the history \(path); 'dqaudit history list' shows the runs")
        }
        guard rows.count == 1 else {
            let names = rows.prefix(shown).map { $0["run_id"] as String }.joined(separator: ", ")
            throw HistoryError(
                .ambiguousRun,
                "'\(id)' begins several runs: \(names)\(rows.count > shown ? ", …" : ""); write more of the id")
        }
        return first
    }

    /// - Parameter condition: which of its metrics; all of them where it is empty.
    private static func record(_ row: Row, _ db: Database, where condition: SQL = "TRUE") throws -> RunRecord {
        let id: Int64 = row["id"]
        let request: SQLRequest<Row> = """
            SELECT *, CAST(segment AS BLOB) AS segment_bytes FROM metric WHERE run = \(id) AND \(condition)
            ORDER BY position
            """
        let metrics = try request.fetchAll(db)
        return RunRecord(
            runID: row["run_id"], now: Instant(milliseconds: row["now_ms"]), suite: row["suite"],
            namespace: row["namespace"], status: try row.word("status"), exitCode: row["exit_code"],
            documents: row["documents"], review: try row.word("review"),
            metrics: try metrics.map { metric in
                RecordedMetric(
                    check: metric["check_id"], kind: metric["kind"], name: metric["name"], segment: metric.segment,
                    value: metric["value"], unit: try metric.word("unit"), status: try metric.word("status"))
            })
    }
}

extension RecentRuns.Segments {
    /// The metrics that are wanted.
    fileprivate var condition: SQL {
        let value = RecordedMetric.valueName
        switch self {
        case .none: return "segment IS NULL"
        case .all: return "segment IS NOT NULL AND name = \(value)"
        case .named(let names):
            let texts = names.map { name -> SQL in "CAST(\(Data(name.utf8)) AS TEXT)" }
            return "name = \(value) AND segment IN (\(texts.joined(separator: ", ")))"
        }
    }
}

extension String? {
    /// The segment of a metric as SQLite is given it. It is a value of the documents and may hold a NUL, at which texts end on their way to SQLite
    /// and back; bytes do not.
    fileprivate var bytes: Data? { map { Data($0.utf8) } }
}

extension Row {
    /// The segment of a metric.
    fileprivate var segment: String? {
        (self["segment_bytes"] as Data?).map { String(decoding: $0, as: UTF8.self) }
    }

    fileprivate var point: HistoryPoint {
        get throws {
            HistoryPoint(
                runID: self["run_id"], now: Instant(milliseconds: self["now_ms"]), value: self["value"],
                checkStatus: try word("check_status"), runStatus: try word("run_status"), review: try word("review"))
        }
    }

    /// A column that holds one of the words of a vocabulary.
    fileprivate func word<Word: RawRepresentable>(_ column: String) throws -> Word where Word.RawValue == String {
        let text: String = self[column]
        guard let word = Word(rawValue: text) else { throw UnknownWord(column: column) }
        return word
    }
}
