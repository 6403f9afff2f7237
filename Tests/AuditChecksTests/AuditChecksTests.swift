import AuditChecks
import AuditModel
import Foundation
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Checks over a real server, and the numbers that the server gives for the same documents.
struct MongoOracle {
    let database: TestDatabase
    let source: MongoSource

    /// Fills a collection of its own.
    init(_ documents: [[UInt8]], test: String = #function) throws {
        database = try TestDatabase(test)
        try database.insert(documents, into: "c")
        source = try MongoSource(uri: database.uri, database: database.name, collection: "c")
    }

    /// The outcome of a check over the collection.
    func outcome(
        _ check: some CheckKind, now: Instant = StateLawTests.now, timeZone: TimeZoneRules = .utc,
        history: Result<[HistoryPoint], HistoryError>? = nil, showsValues: Bool = false
    ) throws -> CheckOutcome {
        let context = AnalysisContext(now: now, timeZone: timeZone, showsValues: showsValues)
        let plan = ScanPlan(check.analyzers(context))
        let result = try Scan(plan: plan, source: source, threads: 1, progress: ScanProgress()).run()
        return check.evaluate(
            CheckInput(
                id: type(of: check).name, description: nil, context: context, documents: result.documents,
                allowEmpty: false, states: result.states, history: history))
    }

    /// The numbers of the only result of a pipeline.
    func numbers(_ pipeline: String) throws -> [String: Double] {
        let result = try #require(try database.aggregate(pipeline, on: "c").first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.utf8)) as? [String: Any])
        return object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
}

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct CompletenessOracleTests {
    private let placeholders = #"["N/A", "Unknown", 1]"#
    private let missing = Examples.list([Examples.text("N/A"), Examples.text("Unknown"), Examples.number(1)])

    private func counters(_ cell: String) -> String {
        """
        "cells": {"$sum": 1}, "absent": \(MongoExpression.count(MongoExpression.isAbsent(cell))),
        "null": \(MongoExpression.count(MongoExpression.isNull(cell))),
        "nan": \(MongoExpression.count(MongoExpression.isNotANumber(cell))),
        "empty": \(MongoExpression.count(MongoExpression.isBlank(cell))),
        "placeholder": \(MongoExpression.count(MongoExpression.isPlaceholder(cell, placeholders))),
        "present": \(MongoExpression.count(MongoExpression.isPresent(cell, placeholders))),
        "wrong": \(MongoExpression.count(#"{"$and": [\#(MongoExpression.isPresent(cell, placeholders)), {"$not": [{"$isNumber": \#(cell)}]}]}"#))
        """
    }

    private func expect(_ field: FieldCompleteness, _ oracle: [String: Double]) {
        let measured: [String: Double] = [
            "cells": Double(field.cells), "absent": Double(field.absent), "null": Double(field.null),
            "nan": Double(field.notANumber), "empty": Double(field.empty), "placeholder": Double(field.placeholder),
            "present": Double(field.present), "wrong": Double(field.wrongType),
        ]
        #expect(measured == oracle, "\(field.field)")
        #expect(field.types.values.reduce(0, +) == field.present)
    }

    @Test(arguments: [UInt64(21), 22])
    func plainNestedAndArrayPathsEqualAggregation(seed: UInt64) throws {
        var nasty = NastyDocuments(seed: seed)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: seed == 22))
        let paths = ["a", "b", "long_field_name_over_eight", "n.x", "n"]
        let fields = (paths + ["items[].sku", "items[]"]).map {
            Examples.mapping(["field": Examples.text($0), "type": Examples.text("number")])
        }
        let check = try Examples.decode(
            Completeness.self, ["fields": Examples.list(fields), "missing_values": missing])
        let result = try oracle.outcome(check).result
        #expect(result.details.fields.count == 7)
        for (index, path) in paths.enumerated() {
            let cell = MongoExpression.cell(path)
            expect(
                result.details.fields[index],
                try oracle.numbers(#"[{"$group": {"_id": null, \#(counters(cell))}}, {"$unset": "_id"}]"#))
        }
        for (index, cell) in [(5, MongoExpression.cell("items.sku")), (6, #""$items""#)] {
            let unwind = #"{"$match": {"$expr": {"$isArray": "$items"}}}, {"$unwind": "$items"}"#
            expect(
                result.details.fields[index],
                try oracle.numbers(#"[\#(unwind), {"$group": {"_id": null, \#(counters(cell))}}, {"$unset": "_id"}]"#))
        }
        let present = result.details.fields.reduce(0) { $0 + $1.present }
        let cells = result.details.fields.reduce(0) { $0 + $1.cells }
        #expect(result.value == 100 * Double(present) / Double(cells))
    }

    @Test func completeDocumentsEqualAggregation() throws {
        var nasty = NastyDocuments(seed: 23)
        // With a repeated key the server's answer depends on how it plans the pipeline, so there is none here.
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let check = try Examples.decode(
            Completeness.self, ["fields": Examples.list(["a", "n.x"].map(Examples.text)), "missing_values": missing])
        let result = try oracle.outcome(check).result
        let both = ["a", "n.x"].map { MongoExpression.isPresent(MongoExpression.cell($0), placeholders) }
        let numbers = try oracle.numbers(
            #"[{"$group": {"_id": null, "n": \#(MongoExpression.count(#"{"$and": [\#(both.joined(separator: ", "))]}"#))}}]"#
        )
        #expect(result.details.measurement("complete_documents") == numbers["n"])
    }
}

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct DuplicatesOracleTests {
    private func expect(_ result: CheckResult, equals oracle: MongoOracle, key: [String]) throws {
        let present = key.map { MongoExpression.isPresent(MongoExpression.cell($0)) }.joined(separator: ", ")
        let parts = key.enumerated().map { #""k\#($0.offset)": \#(MongoExpression.cell($0.element))"# }
        let numbers = try oracle.numbers(
            """
            [{"$match": {"$expr": {"$and": [\(present)]}}},
             {"$group": {"_id": {\(parts.joined(separator: ", "))}, "n": {"$sum": 1}}},
             {"$group": {"_id": null, "documents": {"$sum": "$n"}, "distinct": {"$sum": 1}}}]
            """)
        #expect(result.details.measurement("documents_with_key") == numbers["documents"])
        #expect(result.details.measurement("distinct_keys") == numbers["distinct"])
        let documents = try #require(numbers["documents"])
        let distinct = try #require(numbers["distinct"])
        #expect(result.value == 100 * (documents - distinct) / documents)
    }

    @Test(arguments: [["a"], ["n.x"], ["n"], ["a", "b"], ["a", "n.x", "long_field_name_over_eight"]])
    func equalAggregation(key: [String]) throws {
        var nasty = NastyDocuments(seed: 31)
        let oracle = try MongoOracle(nasty.make(4000, allowsDuplicateKeys: false))
        let check = try Examples.decode(Duplicates.self, ["key": Examples.list(key.map(Examples.text))])
        try expect(try oracle.outcome(check).result, equals: oracle, key: key)
    }

    @Test func textsAreMadeAlikeOnlyWhenAsked() throws {
        func document(_ text: String) -> [UInt8] {
            var builder = BSONBuilder()
            builder.string("name", text)
            return builder.document
        }
        let texts = ["Café", "cafe\u{301}", " CAFÉ ", "Ca  fé", "Ca fé"]
        let oracle = try MongoOracle(texts.map(document))
        func distinct(_ options: KeyValuePairs<String, ConfigNode>) throws -> Double? {
            var entries = Array(options.map { ($0.key, $0.value) })
            entries.append(("field", Examples.text("name")))
            let place = SourcePosition(file: "test.yml", line: 1, column: 1)
            let part = ConfigNode(
                .mapping(entries.map { ConfigNode.Entry(key: $0.0, keyPosition: place, value: $0.1) }), at: place)
            let check = try Examples.decode(Duplicates.self, ["key": Examples.list([part])])
            return try oracle.outcome(check).result.details.measurement("distinct_keys")
        }
        let yes = Examples.yes
        #expect(try distinct([:]) == 5)
        #expect(try distinct(["nfc": yes]) == 5)
        #expect(try distinct(["nfc": yes, "ignore_case": yes]) == 4)
        #expect(try distinct(["nfc": yes, "ignore_case": yes, "trim": yes]) == 3)
        #expect(try distinct(["nfc": yes, "ignore_case": yes, "trim": yes, "collapse_spaces": yes]) == 2)
    }
}

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct FreshnessOracleTests {
    @Test func datesEqualAggregation() throws {
        var nasty = NastyDocuments(seed: 41)
        let oracle = try MongoOracle(nasty.make(4000, allowsDuplicateKeys: false))
        let now = StateLawTests.now
        let check = try Examples.decode(
            Freshness.self, ["field": Examples.text("at"), "stale_after": Examples.text("90d")])
        let result = try oracle.outcome(check, now: now).result
        let future = #"{"$date": {"$numberLong": "\#(now.milliseconds + 300_000)"}}"#
        let stale = #"{"$date": {"$numberLong": "\#(now.milliseconds - 90 * 86_400_000)"}}"#
        let isDate = #"{"$eq": [{"$type": "$at"}, "date"]}"#
        let numbers = try oracle.numbers(
            """
            [{"$group": {"_id": null,
              "readable": \(MongoExpression.count(isDate)),
              "future": \(MongoExpression.count(#"{"$and": [\#(isDate), {"$gt": ["$at", \#(future)]}]}"#)),
              "stale": \(MongoExpression.count(#"{"$and": [\#(isDate), {"$lt": ["$at", \#(stale)]}]}"#)),
              "unreadable": \(MongoExpression.count(#"{"$eq": [{"$type": "$at"}, "string"]}"#)),
              "newest": {"$max": {"$cond": [{"$and": [\(isDate), {"$lte": ["$at", \(future)]}]}, {"$toLong": "$at"}, null]}}}}]
            """)
        #expect(result.details.measurement("readable_values") == numbers["readable"])
        #expect(result.details.measurement("future_values") == numbers["future"])
        #expect(result.details.measurement("stale_values") == numbers["stale"])
        #expect(result.details.measurement("unreadable_values") == numbers["unreadable"])
        let newest = try #require(numbers["newest"])
        #expect(result.value == (Double(now.milliseconds) - newest) / 1000)
        #expect((numbers["future"] ?? 0) > 0 && (numbers["stale"] ?? 0) > 0)
    }

    /// Every form a text may have, in a zone with daylight-saving time, against `$dateFromString`.
    @Test func textsEqualAggregation() throws {
        let texts = [
            "2026-03-28T23:59:59", "2026-03-29T01:59:59.123456", "2026-03-29T03:00:00", "2026-10-25T01:30:00",
            "2026-10-25T03:30:00", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00+05:30", "1969-12-31T23:00:00",
            "2026-01-15T08:09:10.5", "2026-08-15", "2026-05-11T21:14:03.120934",
        ]
        let zone = try TimeZoneFixture.rules("Europe/Paris")
        for text in texts {
            var builder = BSONBuilder()
            builder.string("at", text)
            let oracle = try MongoOracle([builder.document])
            let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
            let result = try oracle.outcome(check, now: Instant(milliseconds: 1_900_000_000_000), timeZone: zone).result
            // The server refuses a zone beside a text that carries one.
            let hasZone = text.hasSuffix("Z") || text.contains("+")
            let zoneName = hasZone ? "" : #", "timezone": "Europe/Paris""#
            let numbers = try oracle.numbers(
                #"[{"$project": {"n": {"$toLong": {"$dateFromString": {"dateString": "$at"\#(zoneName)}}}}}, {"$unset": "_id"}]"#
            )
            let milliseconds = try #require(numbers["n"])
            #expect(result.details.measurement("newest_unix_time") == milliseconds / 1000, "\(text)")
        }
    }

    @Test func everyKindOfTimeIsRead() throws {
        let instant = Instant(milliseconds: 1_780_000_000_000)
        let seconds: Int64 = 1_780_000_000
        let fills: [(inout BSONBuilder) -> Void] = [
            { $0.date("at", milliseconds: seconds * 1000) },
            { $0.timestamp("at", seconds: UInt32(seconds), increment: 9) },
            { $0.objectID("at", [0x6A, 0x18, 0xA5, 0x00] + Array(repeating: 0, count: 8)) },
            { $0.int64("at", seconds) }, { $0.int64("at", seconds * 1000) }, { $0.double("at", Double(seconds)) },
            { $0.int32("at", Int32(seconds)) }, { $0.decimal128("at", coefficient: UInt64(seconds), exponent: 0) },
            { $0.string("at", "2026-05-28T20:26:40Z") },
        ]
        for fill in fills {
            var builder = BSONBuilder()
            fill(&builder)
            let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
            let context = AnalysisContext(now: instant.adding(seconds: 60), timeZone: .utc)
            let plan = ScanPlan(check.analyzers(context))
            let scan = try Scan(
                plan: plan, source: MemorySource([builder.document]), threads: 1, progress: ScanProgress())
            let outcome = check.evaluate(
                CheckInput(
                    id: "f", description: nil, context: context, documents: 1, allowEmpty: false,
                    states: try scan.run().states, history: nil))
            #expect(outcome.result.value == 60)
        }
    }
}

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct VolumeOracleTests {
    @Test func documentsOfTheRunEqualCount() throws {
        var nasty = NastyDocuments(seed: 52)
        let oracle = try MongoOracle(nasty.make(3333))
        let check = try Examples.decode(Volume.self, [:])
        let result = try oracle.outcome(check, history: .success([])).result
        #expect(result.value == (try oracle.numbers(#"[{"$count": "n"}]"#)["n"]))
        #expect(result.status == .learning)
    }

    @Test func daysEqualAggregation() throws {
        var documents: [[UInt8]] = []
        var random = SeededGenerator(seed: 51)
        // 30 October days in Paris around the change of clocks, a few hundred a day, none on the 20th.
        let now = try #require(Instant(rfc3339: "2026-10-31T10:00:00+01:00"))
        for _ in 0..<6000 {
            let milliseconds = now.milliseconds - Int64(random.next() % (29 * 86_400_000))
            var builder = BSONBuilder()
            builder.date("at", milliseconds: milliseconds)
            documents.append(builder.document)
        }
        let oracle = try MongoOracle(documents)
        let zone = try TimeZoneFixture.rules("Europe/Paris")
        let check = try Examples.decode(
            Volume.self,
            ["per": Examples.text("day"), "timestamp": Examples.text("at"), "baseline": Examples.text("14d")])
        let result = try oracle.outcome(check, now: now, timeZone: zone).result
        let rows = try oracle.database.aggregate(
            """
            [{"$group": {"_id": {"$dateToString": {"date": "$at", "timezone": "Europe/Paris", "format": "%Y-%m-%d"}}, "n": {"$sum": 1}}},
             {"$sort": {"_id": 1}}]
            """, on: "c")
        var days: [String: Double] = [:]
        for row in rows {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any])
            days[try #require(object["_id"] as? String)] = (object["n"] as? NSNumber)?.doubleValue
        }
        #expect(result.value == days["2026-10-30"])
        #expect(result.details.days.count >= 15)
        for day in result.details.days { #expect(day.documents == days[day.day], "\(day.day)") }
        #expect(result.details.days.last?.day == "2026-10-31")
        #expect(result.details.days.last?.role == .excluded, "today is not complete")
    }
}
