import AuditModel
import RawBSON
import ScanEngine
import TestSupport
import Testing

@Suite struct WalkerTests {
    /// The cells of each document as text.
    private func cells(
        _ documents: [[UInt8]], _ paths: [String], missing: MissingValues = .none, need: ColumnNeed = .everything
    ) throws -> [String] {
        let probe = CellProbe(
            requests: try paths.map { ColumnRequest(try FieldPath(parsing: $0), missing: missing, need: need) })
        let scan = try Scan(
            plan: ScanPlan([probe]), source: MemorySource(documents), threads: 1, progress: ScanProgress())
        return try scan.run().states.state(of: probe)?.rows ?? []
    }

    private func document(_ fill: (inout BSONBuilder) -> Void) -> [UInt8] {
        var builder = BSONBuilder()
        fill(&builder)
        return builder.document
    }

    @Test func plainPathsHaveOneCellEach() throws {
        let documents = [
            document {
                $0.int32("a", 1); $0.string("b", "x")
            },
            document {
                $0.string("b", " "); $0.null("a")
            },
            document { $0.undefined("a") },
            document {
                $0.double("a", .nan); $0.string("b", "")
            },
            document { $0.double("a", .infinity) },
        ]
        #expect(
            try cells(documents, ["a", "b"]) == [
                "1 | x", "null | empty", "null | absent", "notANumber | empty", "inf | absent",
            ])
    }

    @Test func nestedPathsWalkDocumentsButNotArrays() throws {
        var inner = BSONBuilder()
        inner.int32("b", 7)
        let documents = [
            document { $0.document("a", inner) },
            document { $0.array("a") { $0.append { $0.document($1, inner) } } },
            document { $0.int32("a", 1) },
        ]
        #expect(try cells(documents, ["a.b"]) == ["7", "absent", "absent"])
    }

    @Test func theWholeDocumentIsACellOfItsOwn() throws {
        let documents = [document { $0.int32("a", 1) }, document { _ in }]
        let probe = CellProbe(requests: [
            ColumnRequest(.document, need: .everything), ColumnRequest(FieldPath(key: "a")),
        ])
        let plan = ScanPlan([probe])
        #expect(plan.watchedKeys == nil, "no projection may take anything away")
        let scan = try Scan(plan: plan, source: MemorySource(documents), threads: 1, progress: ScanProgress())
        #expect(try scan.run().states.state(of: probe)?.rows == ["object | 1", "object | absent"])
    }

    @Test func arraysAloneCanBeKept() throws {
        let documents = [document { $0.array("a") { _ in } }, document { $0.document("a", BSONBuilder()) }]
        let arrays = ColumnNeed(textBytes: 0, structures: false, arrays: true)
        #expect(try cells(documents, ["a"], need: arrays) == ["array", "object of 5 bytes"])
    }

    @Test func arraysHaveOneCellPerElement() throws {
        var inner = BSONBuilder()
        inner.int32("b", 7)
        let documents = [
            document {
                $0.array("a") {
                    $0.append { $0.document($1, inner) }
                    $0.append { $0.int32($1, 3) }
                    $0.append { $0.document($1, BSONBuilder()) }
                }
            },
            document { $0.array("a") { _ in } },
            document { $0.int32("a", 1) },
            document { _ in },
        ]
        #expect(try cells(documents, ["a[].b"]) == ["7,absent,absent", "", "", ""])
        #expect(try cells(documents, ["a[]"]) == ["object,3,object", "", "", ""])
        #expect(try cells(documents, ["a[1]"]) == ["3", "absent", "absent", "absent"])
        #expect(try cells(documents, ["a[0].b"]) == ["7", "absent", "absent", "absent"])
        #expect(
            try cells(documents, ["a", "a[].b", "a[0].b"]) == [
                "array | 7,absent,absent | 7", "array |  | absent", "1 |  | absent", "absent |  | absent",
            ])
    }

    @Test func arraysInArraysBelongToTheInnermost() throws {
        let documents = [
            document {
                $0.array("a") {
                    $0.append {
                        $0.array($1) {
                            $0.append { $0.int32($1, 1) }; $0.append { $0.int32($1, 2) }
                        }
                    }
                    $0.append { $0.array($1) { _ in } }
                    $0.append { $0.int32($1, 9) }
                }
            }
        ]
        #expect(try cells(documents, ["a[][]"]) == ["1,2"])
        #expect(try cells(documents, ["a[][0]"]) == ["1,absent,absent"])
    }

    @Test func firstOfDuplicateKeysWins() throws {
        var without = BSONBuilder()
        without.int32("x", 1)
        var with = BSONBuilder()
        with.int32("b", 2)
        let documents = [
            document {
                $0.int32("a", 1); $0.int32("a", 2)
            },
            document {
                $0.document("a", without); $0.document("a", with)
            },
        ]
        #expect(try cells(documents, ["a", "a.b"]) == ["1 | absent", "object | absent"])
    }

    @Test func keysInAnyOrderAndLengthAreFound() throws {
        var random = SeededGenerator(seed: 3)
        let names = (0..<40).map { String(repeating: "k", count: $0 % 13) + "\($0)" }
        var documents: [[UInt8]] = []
        var expected: [String] = []
        for _ in 0..<300 {
            var values: [String: Int32] = [:]
            var builder = BSONBuilder()
            for name in names.shuffled(using: &random).prefix(Int(random.next() % 40)) {
                let value = Int32(truncatingIfNeeded: random.next() % 1000)
                values[name] = value
                builder.int32(name, value)
            }
            documents.append(builder.document)
            expected.append(names.map { values[$0].map(String.init) ?? "absent" }.joined(separator: " | "))
        }
        #expect(try cells(documents, names) == expected)
    }

    @Test func thousandsOfUnknownKeysDoNotHideKnownOnes() throws {
        let documents = (0..<50).map { index in
            document { builder in
                for key in 0..<200 { builder.int32("key-\(index)-\(key)", 0) }
                builder.int32("wanted", Int32(index))
            }
        }
        #expect(try cells(documents, ["wanted"]) == (0..<50).map(String.init))
    }

    @Test func placeholdersAreMarked() throws {
        let missing = MissingValues(strings: ["N/A", "Unknown"], numbers: [-1])
        let documents = [
            document { $0.string("a", "N/A") }, document { $0.string("a", "n/a") }, document { $0.int32("a", -1) },
            document { $0.double("a", -1) },
            document { $0.decimal128("a", coefficient: 10, exponent: -1, isNegative: true) },
            document { $0.int32("a", 1) }, document { $0.string("a", "Unknown!") },
        ]
        #expect(
            try cells(documents, ["a"], missing: missing)
                == ["placeholder", "n/a", "placeholder", "placeholder", "placeholder", "1", "Unknown!"])
    }

    @Test func blankMeansUnicodeWhiteSpace() throws {
        for scalar in (0...0x3000).compactMap(Unicode.Scalar.init) where scalar.value != 0 {
            let rows = try cells([document { $0.string("a", String(scalar)) }], ["a"], need: .presence)
            let isBlank = rows == ["empty"]
            #expect(isBlank == scalar.properties.isWhitespace, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test func longTextsAreKeptOnlyWhenAskedFor() throws {
        let long = String(repeating: "x", count: 3_000_000)
        let documents = [document { $0.string("a", long) }, document { $0.string("a", "ab") }]
        #expect(
            try cells(documents, ["a"], need: ColumnNeed(textBytes: 2, structures: false)) == ["3000000 bytes", "ab"])
        #expect(try cells(documents, ["a"], need: .text) == [long, "ab"])
    }

    @Test func arraysOfThousandsGrowTheirColumn() throws {
        let documents = (0..<3).map { _ in
            document {
                $0.array("a") { array in for value in 0..<5000 { array.append { $0.int32($1, Int32(value)) } } }
            }
        }
        let expected = (0..<5000).map(String.init).joined(separator: ",")
        #expect(try cells(documents, ["a[]"]) == [expected, expected, expected])
    }

    @Test func brokenBytesThrowAndNeverTrap() throws {
        var documents = NastyDocuments(seed: 11)
        let paths = ["a", "n.x", "items[].sku", "items[0]", "at", "long_field_name_over_eight"]
        var refused = 0
        for document in documents.make(40) {
            for length in 0..<document.count {
                #expect(throws: SourceError.self) { try cells([Array(document.prefix(length))], paths) }
            }
            for place in document.indices {
                for flip in [UInt8(0x01), 0x7F, 0x80, 0xFF] {
                    var broken = document
                    broken[place] ^= flip
                    do { _ = try cells([broken], paths) } catch { refused += 1 }
                }
            }
        }
        #expect(refused > 1000)
    }

    @Test func brokenDocumentIsNamedByItsPlaceInItsPart() throws {
        var documents = (0..<40).map { index in document { $0.int32("a", Int32(index)) } }
        documents[24] = Array(documents[24].dropLast())
        func message(threads: Int) throws -> String {
            let probe = CellProbe(requests: [ColumnRequest(FieldPath(key: "a"))])
            let scan = try Scan(
                plan: ScanPlan([probe]), source: MemorySource(documents), threads: threads, progress: ScanProgress())
            return #expect(throws: SourceError.self) { try scan.run() }?.message ?? ""
        }
        #expect(try message(threads: 1).hasPrefix("document 25 of the scan is "))
        #expect(try message(threads: 4).hasPrefix("document 5 of part 3 of 4 is "))
    }

    @Test func partitionsAreMergedInOrder() throws {
        let documents = (0..<5000).map { index in document { $0.int32("a", Int32(index)) } }
        let probe = CellProbe(requests: [ColumnRequest(FieldPath(key: "a"))])
        let scan = try Scan(
            plan: ScanPlan([probe]), source: MemorySource(documents), threads: 4, progress: ScanProgress())
        let result = try scan.run()
        #expect(result.states.state(of: probe)?.rows == (0..<5000).map(String.init))
        #expect(result.documents == 5000)
        #expect(result.bytes == Int64(documents.reduce(0) { $0 + $1.count }))
        #expect(result.partitions == 4)
    }

    @Test func aStopRequestEndsTheScan() throws {
        let progress = ScanProgress()
        progress.requestStop()
        let documents = (0..<5000).map { index in document { $0.int32("a", Int32(index)) } }
        let probe = CellProbe(requests: [ColumnRequest(FieldPath(key: "a"))])
        let scan = try Scan(plan: ScanPlan([probe]), source: MemorySource(documents), threads: 2, progress: progress)
        #expect(throws: SourceError.self) { try scan.run() }
    }

    @Test func equalAnalyzersAreComputedOnce() throws {
        let probe = CellProbe(requests: [ColumnRequest(FieldPath(key: "a"))])
        let other = CellProbe(requests: [ColumnRequest(FieldPath(key: "b"))])
        #expect(ScanPlan([probe, other, probe]).analyzers.count == 2)
    }
}
