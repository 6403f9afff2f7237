import Foundation
import TestSupport
import Testing

/// What an audit asks of the allocator for each document: nothing. Measured on the release build, because the optimiser is part of the claim.
@Suite(.enabled(if: ReleaseProgram.path != nil, "\(ReleaseProgram.absence)"))
struct AllocationBudgetTests {
    private static let compiler = InstalledProgram("cc")
    /// The folder of the package.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private let folder: TemporaryFolder
    private let counter: String

    init() throws {
        folder = try TemporaryFolder()
        counter = folder.path("counter.so")
        let compiler = try #require(Self.compiler, "there is no C compiler: install gcc")
        let source = Self.root + "/Tests/AllocationCounter/counter.c"
        let outcome = try compiler.run(["-O2", "-shared", "-fPIC", "-o", counter, source], folder: folder)
        try #require(outcome.exitStatus == 0, "\(outcome)")
    }

    @Test(arguments: [1, 2])
    func `a hundred thousand documents more take hardly an allocation more`(threads: Int) throws {
        try writeProducts(100_000, to: "once.bson")
        try writeProducts(200_000, to: "twice.bson")
        // Without the checks whose examples differ in number from one collection to the next: showing one takes some hundred allocations.
        let shown = ["- duplicates:", "- freshness:"]
        let suite = try folder.write(
            try String(contentsOfFile: Self.root + "/Benchmarks/products.yml", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
                .filter { line in !shown.contains { line.contains($0) } }
                .joined(separator: "\n"), to: "products.yml")
        let once = try allocations(auditing: "once.bson", by: suite, threads: threads)
        let twice = try allocations(auditing: "twice.bson", by: suite, threads: threads)
        // The start takes some ten thousands; a counter that saw less did not count.
        #expect(once > 1_000)
        // Measured: at most 48, for examples that others push out. One a batch of 1,024 documents would be 98.
        #expect(abs(twice - once) <= 70, "\(twice - once) allocations for 100,000 documents")
        let whole = Self.root + "/Benchmarks/products.yml"
        let withExamples =
            try allocations(auditing: "twice.bson", by: whole, threads: threads)
            - allocations(auditing: "once.bson", by: whole, threads: threads)
        // Measured: 918 to 951; the bound is a twentieth of one a document.
        #expect(abs(withExamples) <= 5_000, "\(withExamples) allocations for 100,000 documents and examples of them")
    }

    /// Makes the products of the benchmark.
    private func writeProducts(_ count: Int, to name: String) throws {
        let command = """
            cd "$0"
            test -x documents || cc -O2 -o documents "$1" $(pkg-config --cflags --libs libmongoc-1.0) -lm -lpthread
            ./documents file "$2" products "$3"
            """
        let shell = try #require(InstalledProgram("sh"))
        let source = Self.root + "/Benchmarks/documents.c"
        let outcome = try shell.run(["-e", "-c", command, folder.path, source, name, "\(count)"], folder: folder)
        try #require(outcome.exitStatus == 0, "\(outcome)")
    }

    /// Calls of the allocator by a whole audit of a file.
    private func allocations(auditing file: String, by suite: String, threads: Int) throws -> Int {
        // A folder of its own: the index page is made of all reports that lie there.
        let reports = folder.path("reports-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(ReleaseProgram.path))
        process.arguments = [
            "run", suite, "--source", folder.path(file), "--threads", "\(threads)",
            "--now", "2026-05-12T06:00:00Z", "--history", "none", "--report-dir", reports, "--quiet",
        ]
        process.environment = AuditProgram.environment([
            "LD_PRELOAD": counter, "ALLOCATION_COUNT": folder.path("count"),
        ])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        // 1: the documents break rules. Anything else was no audit.
        try #require(process.terminationStatus <= 1)
        let text = try folder.text(of: "count").trimmingCharacters(in: .whitespacesAndNewlines)
        return try #require(Int(text))
    }
}

/// The program as the optimiser makes it.
private enum ReleaseProgram {
    static let path = ProcessInfo.processInfo.environment["DQAUDIT_TEST_RELEASE_BINARY"]
        .flatMap { $0.isEmpty ? nil : $0 }
    static let absence = "set DQAUDIT_TEST_RELEASE_BINARY to a dqaudit that was built with -c release"
}
