import AuditModel
import CLibMongoC
import MongoSource

/// How a run lies in a collection: one document, with its numbers in it.
///
///     { _id: "<run id>", dqaudit_history: 1, now: Date, suite, namespace: "database.collection", status, exit_code, documents,
///       review: "none" | "accepted" | "rejected",
///       metrics: [{ check, kind, name, segment?, value, unit, status }] }
enum HistoryDocument {
    /// Tells a history from other collections, and which version of this form a document has.
    static let mark = "dqaudit_history"

    /// The version that this program writes, and the only one it reads.
    static let version: Int64 = 1

    /// Numbers that are not finite are left out: what could not be measured is absent.
    static func document(of record: RunRecord) -> BSONDocument {
        let document = BSONDocument()
        document.append("_id", record.runID)
        bson_append_int32(document.handle, mark, -1, Int32(version))
        bson_append_date_time(document.handle, "now", -1, record.now.milliseconds)
        document.append("suite", record.suite)
        document.append("namespace", record.namespace)
        document.append("status", record.status.rawValue)
        bson_append_int64(document.handle, "exit_code", -1, Int64(record.exitCode))
        bson_append_int64(document.handle, "documents", -1, record.documents)
        document.append("review", record.review.rawValue)
        let metrics = BSONDocument()
        for (place, metric) in record.metrics.filter(\.value.isFinite).enumerated() {
            let element = Self.document(of: metric)
            bson_append_document(metrics.handle, String(place), -1, element.handle)
        }
        bson_append_array(document.handle, "metrics", -1, metrics.handle)
        return document
    }

    private static func document(of metric: RecordedMetric) -> BSONDocument {
        let document = BSONDocument()
        document.append("check", metric.check)
        document.append("kind", metric.kind)
        document.append("name", metric.name)
        if let segment = metric.segment { document.append("segment", segment) }
        bson_append_double(document.handle, "value", -1, metric.value)
        document.append("unit", metric.unit.rawValue)
        document.append("status", metric.status.rawValue)
        return document
    }

    /// The record that a document is.
    /// - Throws: ``HistoryFault/document(_:)`` for anything that ``document(of:)`` does not write.
    static func record(_ document: UnsafeRawBufferPointer) throws(HistoryFault) -> RunRecord {
        let run = try DocumentFields(document)
        return RunRecord(
            runID: try run.text("_id"), now: try run.instant("now"), suite: try run.text("suite"),
            namespace: try run.text("namespace"), status: try run.word("status"),
            exitCode: Int(try run.integer("exit_code")), documents: try run.integer("documents"),
            review: try run.word("review"),
            metrics: try run.elements("metrics").map { metric throws(HistoryFault) in
                RecordedMetric(
                    check: try metric.text("check"), kind: try metric.text("kind"), name: try metric.text("name"),
                    segment: metric.has("segment") ? try metric.text("segment") : nil,
                    value: try metric.number("value"),
                    unit: try metric.word("unit"), status: try metric.word("status"))
            })
    }

    /// What a document that was narrowed down to one series says, by segment.
    static func points(
        _ document: UnsafeRawBufferPointer
    ) throws(HistoryFault) -> [(segment: String?, point: HistoryPoint)] {
        let run = try DocumentFields(document)
        let (id, now) = (try run.text("_id"), try run.instant("now"))
        let status: RunStatus = try run.word("status")
        let review: RunRecord.Review = try run.word("review")
        return try run.elements("metrics").map { metric throws(HistoryFault) in
            (
                metric.has("segment") ? try metric.text("segment") : nil,
                HistoryPoint(
                    runID: id, now: now, value: try metric.number("value"), checkStatus: try metric.word("status"),
                    runStatus: status, review: review)
            )
        }
    }
}

extension BSONDocument {
    /// Appends a text, which may hold NUL characters.
    func append(_ key: String, _ text: String) {
        bson_append_utf8(handle, key, -1, text, Int32(text.utf8.count))
    }
}
