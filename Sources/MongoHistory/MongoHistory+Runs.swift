package import AuditModel
import CLibMongoC
import MongoSource

extension MongoHistory {
    /// Adds a record; it is there once, however often the command has to be sent.
    package func append(_ record: RunRecord) throws(HistoryError) {
        let document = HistoryDocument.document(of: record)
        let command = BSONDocument()
        command.append("insert", collection)
        let documents = BSONDocument()
        bson_append_document(documents.handle, "0", -1, document.handle)
        bson_append_array(command.handle, "documents", -1, documents.handle)
        let outcome = try write(command) { reply, attempts throws(HistoryFault) -> Insertion in
            guard let code = reply.integer(at: "writeErrors.0.code") else { return .made }
            guard code == Self.duplicateKey else {
                throw .known(
                    HistoryError(.unavailable, "the history \(name) refuses the run: server error \(code)"))
            }
            return attempts == 0 ? .refused : .maybeMade
        }
        switch outcome {
        case .made: return
        case .maybeMade:
            // An earlier attempt of ours, whose reply was lost, may have made it.
            if try recordIfAny(record.runID) == record.withFiniteNumbers { return }
            fallthrough
        case .refused:
            throw HistoryError(.duplicateRun, "run \(record.runID) is already in the history \(name)")
        }
    }

    private enum Insertion { case made, maybeMade, refused }

    private static let duplicateKey: Int64 = 11_000

    package func points(
        of key: SeriesKey, from: Instant, before: Instant
    ) throws(HistoryError) -> [HistoryPoint] {
        let segment = key.segment.map { literal($0) } ?? "null"
        return try points(key, from, before, #"{"$eq": [\#(Self.segment), \#(segment)]}"#).map(\.point)
    }

    package func pointsBySegment(
        of key: SeriesKey, from: Instant, before: Instant
    ) throws(HistoryError) -> [String: [HistoryPoint]] {
        var points: [String: [HistoryPoint]] = [:]
        for (segment, point) in try self.points(key, from, before, #"{"$ne": [\#(Self.segment), null]}"#) {
            if let segment { points[segment, default: []].append(point) }
        }
        return points
    }

    /// The segment of a metric in an expression, null where there is none.
    private static let segment = #"{"$ifNull": ["$$metric.segment", null]}"#

    private func points(
        _ key: SeriesKey, _ from: Instant, _ before: Instant, _ isWanted: String
    ) throws(HistoryError) -> [(segment: String?, point: HistoryPoint)] {
        let pipeline = """
            [{"$match": {"suite": \(JSONText.quoted(key.suite)), "namespace": \(JSONText.quoted(key.namespace)),
                "now": {"$gte": \(date(from)), "$lt": \(date(before))}}},
             {"$sort": {"now": 1, "_id": 1}},
             {"$project": {"now": 1, "status": 1, "review": 1, "metrics": {"$filter": {
                "input": "$metrics", "as": "metric", "cond": {"$and": [
                    {"$eq": ["$$metric.check", \(literal(key.check))]},
                    {"$eq": ["$$metric.name", \(literal(key.metric))]}, \(isWanted)]}}}}}]
            """
        return try documents(pipeline) { document throws(HistoryFault) in try HistoryDocument.points(document) }
            .flatMap(\.self)
    }

    package func runs(suite: String?, limit: Int) throws(HistoryError) -> [RunRecord] {
        guard limit > 0 else { return [] }
        let match = suite.map { #"{"$match": {"suite": \#(JSONText.quoted($0))}},"# } ?? ""
        return try documents(
            #"[\#(match) {"$sort": {"now": -1, "_id": -1}}, {"$limit": {"$numberLong": "\#(limit)"}}]"#
        ) { document throws(HistoryFault) in try HistoryDocument.record(document) }
    }

    package func recentRuns(_ question: RecentRuns) throws(HistoryError) -> [RunRecord] {
        guard question.limit > 0 else { return [] }
        let pipeline = """
            [{"$match": {"suite": \(JSONText.quoted(question.suite)), "namespace": \(JSONText.quoted(question.namespace)),
                "now": {"$lt": \(date(question.before))}}},
             {"$sort": {"now": -1, "_id": -1}}, {"$limit": {"$numberLong": "\(question.limit)"}},
             {"$addFields": {"metrics": {"$filter": {
                "input": "$metrics", "as": "metric", "cond": \(condition(question.segments))}}}}]
            """
        return try documents(pipeline) { document throws(HistoryFault) in try HistoryDocument.record(document) }
    }

    /// Which metrics are wanted, as an expression.
    private func condition(_ segments: RecentRuns.Segments) -> String {
        let isValue = #"{"$eq": ["$$metric.name", \#(literal(RecordedMetric.valueName))]}"#
        switch segments {
        case .none: return #"{"$eq": [\#(Self.segment), null]}"#
        case .all: return #"{"$and": [\#(isValue), {"$ne": [\#(Self.segment), null]}]}"#
        case .named(let names):
            let list = names.sorted().map { literal($0) }.joined(separator: ", ")
            return #"{"$and": [\#(isValue), {"$in": [\#(Self.segment), [\#(list)]]}]}"#
        }
    }

    package func run(id: String) throws(HistoryError) -> RunRecord {
        if let exact = try recordIfAny(id) { return exact }
        let shown = 3
        // In the order of their bytes, all ids that begin so follow the beginning itself.
        let next = try documents(
            """
            [{"$match": {"_id": {"$gte": \(JSONText.quoted(id))}}}, {"$sort": {"_id": 1}}, {"$limit": \(shown + 1)}]
            """
        ) { document throws(HistoryFault) in try HistoryDocument.record(document) }
        let found = id.isEmpty ? [] : next.filter { $0.runID.utf8.starts(with: id.utf8) }
        guard let first = found.first else { throw unknown(id) }
        guard found.count == 1 else {
            let names = found.prefix(shown).map(\.runID).joined(separator: ", ")
            throw HistoryError(
                .ambiguousRun,
                "'\(id)' begins several runs: \(names)\(found.count > shown ? ", …" : ""); write more of the id")
        }
        return first
    }

    package func review(id: String, as review: RunRecord.Review) throws(HistoryError) -> RunRecord {
        var record = try run(id: id)
        let command = try bson(
            """
            {"update": \(JSONText.quoted(collection)), "updates": [{"q": {"_id": \(JSONText.quoted(record.runID))},
             "u": {"$set": {"review": "\(review.rawValue)"}}}]}
            """)
        let matched = try write(command) { reply, _ in reply.integer(at: "n") ?? 0 }
        // Somebody may have taken it out in the meantime.
        guard matched == 1 else { throw unknown(id) }
        record.review = review
        return record
    }

    package func prune(suite: String?, before: Instant) throws(HistoryError) -> Int {
        let ofSuite = suite.map { #", "suite": \#(JSONText.quoted($0))"# } ?? ""
        let command = try bson(
            """
            {"delete": \(JSONText.quoted(collection)),
             "deletes": [{"q": {"now": {"$lt": \(date(before))}\(ofSuite)}, "limit": 0}]}
            """)
        return Int(try write(command) { reply, _ in reply.integer(at: "n") ?? 0 })
    }

    private func recordIfAny(_ id: String) throws(HistoryError) -> RunRecord? {
        try documents(#"[{"$match": {"_id": \#(JSONText.quoted(id))}}]"#) { document throws(HistoryFault) in
            try HistoryDocument.record(document)
        }.first
    }

    private func unknown(_ id: String) -> HistoryError {
        HistoryError(.unknownRun, "no run '\(id)' in the history \(name); 'dqaudit history list' shows the runs")
    }

    /// A text that an expression does not take for a field.
    private func literal(_ text: String) -> String { #"{"$literal": \#(JSONText.quoted(text))}"# }

    private func date(_ instant: Instant) -> String {
        #"{"$date": {"$numberLong": "\#(instant.milliseconds)"}}"#
    }
}

extension RunRecord {
    /// As a store keeps it.
    fileprivate var withFiniteNumbers: RunRecord {
        var record = self
        record.metrics.removeAll { !$0.value.isFinite }
        return record
    }
}
