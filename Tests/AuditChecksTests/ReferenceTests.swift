import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// What a `reference` check says, and that memory, threads and files of its own change nothing.
@Suite struct ReferenceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func documents(_ count: Int, _ fill: (inout BSONBuilder, Int) -> Void) -> MemorySource {
        MemorySource(
            (0..<count).map { index in
                var document = BSONBuilder()
                fill(&document, index)
                return document.document
            })
    }

    /// 40,000 cells of which those of 10,000 values, each twice, find nothing among 30,000 keys.
    private static let cells = documents(50_000) { document, index in
        // Descending, so that the smallest are met last.
        document.int32("_id", Int32(50_000 - index))
        if index % 5 > 0 { document.string("ref", "key \((index - index / 5) % 20_000)") }
    }
    private static let firstOrphans = ([1] + (12_502...12_504) + (12_506...12_509) + (12_511...12_512))
        .map { #"{"$numberInt":"\#($0)"}"# }
    private static let keys = documents(35_000) { document, index in
        document.string("key", "key \(10_000 + index % 30_000)")
    }

    @Test(
        arguments: [1, 5],
        [
            (Int.max, Int.max), (Int.max, 0), (2_000_000, Int.max), (1_000_000, 0), (1_000_000, Int.max),
            (70_000, Int.max),
        ])
    func memoryAndThreadsChangeNothing(threads: Int, limits: (memory: Int, set: Int)) throws {
        let check = try ReferenceFixture.check("ref", to: "others.key", failAbove: "30%")
        let memory = MemoryBudget(limit: limits.memory, folder: folder.path)
        let result = try ReferenceFixture.result(
            check, Self.cells, target: Self.keys, threads: threads, within: memory, setBytes: limits.set)
        #expect(result.status == .fail)
        #expect(result.value == 50)
        let sentence = "cells without a match in others.key: 50 % is above 30 % (fail_above)"
        if result.evidence.isEmpty {
            #expect(limits.set == 0 || limits.memory == 70_000)
            #expect(
                result.reason == sentence
                    + "; no documents are named, because the keys of others.key do not fit half of --memory-limit")
        } else {
            #expect(limits.set > 0 && limits.memory > 70_000)
            #expect(result.reason == sentence)
            #expect(result.evidence.map(\.id) == Self.firstOrphans)
            #expect(result.evidence.allSatisfy { $0.about == "ref" && $0.value?.hasPrefix("string (") == true })
        }
        let expected: [String: Double] = [
            "orphan_rate": 50, "orphans": 20_000, "distinct_orphans": 10_000, "cells": 40_000, "matched": 20_000,
            "missing_cells": 10_000, "target_keys": 30_000, "target_documents": 35_000,
        ]
        let measured = result.details.measurements.map { ($0.name, $0.value) }
        #expect(Dictionary(uniqueKeysWithValues: measured) == expected)
        #expect(try folder.names() == [])
    }

    @Test(arguments: [1, 5])
    func lostFingerprintsAreNoAnswer(threads: Int) throws {
        let check = try ReferenceFixture.check("ref", to: "others.key", failAbove: "30%")
        let memory = MemoryBudget(limit: 100_000, folder: folder.path("absent"))
        let result = try ReferenceFixture.result(
            check, Self.cells, target: Self.keys, threads: threads, within: memory)
        #expect(result.status == .notEvaluated)
        #expect(result.value == nil)
        #expect(result.reason?.contains("free space there, set TMPDIR") == true)
    }

    @Test func numbersAndPercentAreBounds() throws {
        let two = Self.documents(4) { document, index in document.int32("ref", Int32(index)) }
        let target = Self.documents(2) { document, index in document.double("key", Double(index)) }
        func status(_ bound: String, _ value: ConfigNode) throws -> (CheckStatus, Double?) {
            let check = try Examples.decode(
                Reference.self, ["field": Examples.text("ref"), "to": Examples.text("t.key"), "fail_above": value])
            let result = try ReferenceFixture.result(check, two, target: target)
            return (result.status, result.value)
        }
        #expect(try status("1", Examples.number(1)) == (.fail, 2))
        #expect(try status("2", Examples.number(2)) == (.pass, 2))
        #expect(try status("49%", Examples.text("49%")) == (.fail, 50))
        #expect(try status("50%", Examples.text("50%")) == (.pass, 50))
    }

    @Test func whatCannotBeFollowedIsNotEvaluated() throws {
        let nothing = Self.documents(0) { _, _ in }
        let good = Self.documents(3) { document, index in document.int32("key", Int32(index)) }
        let blank = Self.documents(3) { document, _ in document.string("key", " ") }
        func reason(_ cells: MemorySource, _ keys: MemorySource, _ field: String = "key") throws -> String? {
            let check = try ReferenceFixture.check(field, to: "others.key")
            let result = try ReferenceFixture.result(check, cells, target: keys)
            #expect(result.value == nil && result.status == .notEvaluated)
            return result.reason
        }
        #expect(try reason(good, nothing) == "'others', where 'to' looks for matches, holds no documents")
        #expect(try reason(good, blank) == "every 'key' of 'others', where 'to' looks for matches, is missing")
        #expect(
            try reason(good, Self.documents(3) { document, _ in document.int32("kye", 1) })
                == "no document of 'others' has 'key', where 'to' looks for matches; check the spelling of the path")
        #expect(try reason(nothing, good)?.hasPrefix("there are no documents") == true)
        #expect(try reason(blank, good) == "every 'key' is missing: there is no reference to follow")
        #expect(try reason(good, good, "kye") == "no document has 'kye'; check the spelling of the path")
        #expect(
            try reason(good, good, "a[].k")
                == "no document has 'a[].k'; check the spelling of the path (or every array is empty)")
    }

    @Test func idsOfAnotherTypeAreNamed() throws {
        let texts = Self.documents(3) { document, index in document.string("ref", "6a00000000000000000000\(10 + index)")
        }
        let ids = Self.documents(3) { document, index in
            document.objectID("_id", [0x6A] + Array(repeating: 0, count: 10) + [UInt8(index)])
        }
        let check = try ReferenceFixture.check("ref", to: "products._id", failAbove: "1%")
        let result = try ReferenceFixture.result(check, texts, target: ids)
        #expect(
            result.reason == """
                cells without a match in products._id: 100 % is above 1 % (fail_above); nothing can match, because 'ref' \
                is string and '_id' of 'products' is objectId
                """)
        let others = Self.documents(3) { document, _ in document.string("_id", "x") }
        #expect(try ReferenceFixture.result(check, texts, target: others).reason?.contains("because") == false)
        let numbers = Self.documents(3) { document, index in document.int64("ref", Int64(index)) }
        let whole = Self.documents(3) { document, index in document.double("_id", Double(index + 10)) }
        #expect(try ReferenceFixture.result(check, numbers, target: whole).reason?.contains("because") == false)
    }
}
