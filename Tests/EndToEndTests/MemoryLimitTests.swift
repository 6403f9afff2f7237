import AuditModel
import Foundation
import TestSupport
import Testing

/// `--memory-limit`: less memory changes no number, and leaves nothing behind. The documents come from a file: no server is needed.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct MemoryLimitTests {
    private let place: AuditFolder
    /// Enough for the fingerprints of two checks to go beyond the least limit.
    private static let documents = 140_000
    private static let words = ["--memory-limit", "TMPDIR", "free space there"]

    init() throws {
        place = try AuditFolder()
        try place.folder.write(
            Shop.suite(
                checks: """
                      - completeness:
                          fields: [a]
                          fail_below: 90%
                      - duplicates:
                          key: [a]
                          fail_above: 60%
                      - duplicates:
                          key: [b]
                          fail_above: 60%
                    """), to: "suite.yml")
        var bytes: [UInt8] = []
        for index in 0..<Self.documents {
            // { a: Int64, b: Int64 }: 27 bytes, built here because so many take long in a debug build otherwise.
            bytes += [27, 0, 0, 0]
            for (name, value) in [(UInt8(0x61), index % 100_000), (0x62, index / 2)] {
                bytes += [0x12, name, 0]
                withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 }
            }
            bytes.append(0)
        }
        try place.folder.write(bytes, to: "products.bson")
        try FileManager.default.createDirectory(
            atPath: place.folder.path("temporary"), withIntermediateDirectories: false)
    }

    private static let command = [
        "run", "suite.yml", "--source", "products.bson", "--now", Shop.now, "--history", "none",
    ]

    @Test func `the least gives the same numbers and leaves nothing`() throws {
        let usual = try place.call(Self.command)
        #expect(usual.status == 0, "\(usual)")
        let expected = try place.latest().checks
        let outcome = try place.call(
            Self.command + ["--memory-limit", "4MB"], environment: ["TMPDIR": place.folder.path("temporary")])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try place.latest().checks == expected)
        #expect(expected.map { $0.value.map { ($0 * 7).rounded() } } == [700, 200, 350])
        #expect(try place.files(in: "temporary") == [])
    }

    private func expectOnlyDuplicatesUnevaluated(_ says: String) throws {
        let report = try place.latest()
        #expect(report.status == .incomplete)
        #expect(report.exitCode == 3)
        #expect(report.checks.first?.value == 100)
        #expect(report.checks.first?.status == .pass)
        let failed = report.checks.filter { $0.status == .notEvaluated }
        // Once a check has given up its keys, the other may have room enough.
        #expect(!failed.isEmpty && failed.allSatisfy { $0.kind == "duplicates" && $0.value == nil })
        for check in failed {
            for words in Self.words + [says] { #expect(check.reason?.contains(words) == true, "\(check)") }
        }
    }

    @Test func `no folder for temporary files`() throws {
        let absent = place.folder.path("absent")
        let outcome = try place.call(Self.command + ["--memory-limit", "4MB"], environment: ["TMPDIR": absent])
        #expect(outcome.status == 3, "\(outcome)")
        try expectOnlyDuplicatesUnevaluated("could not be made in '\(absent)' (no such file or directory)")
        #expect(!place.exists("absent"))
        let enough = try place.call(Self.command, environment: ["TMPDIR": absent])
        #expect(enough.status == 0, "nothing is written that fits: \(enough)")
    }

    @Test func `a limit on the size of files`() throws {
        let program = try #require(AuditProgram.path)
        let shell = try #require(InstalledProgram("sh"))
        // In blocks of 512 bytes: reports are smaller, fingerprints larger.
        let script = #"cd "$1" && shift && ulimit -f 1000 && exec "$@""#
        let outcome = try shell.run(
            ["-c", script, "sh", place.folder.path, program] + Self.command + ["--memory-limit", "4MB"],
            folder: place.folder)
        #expect(outcome.exitStatus == 3, "\(outcome)")
        try expectOnlyDuplicatesUnevaluated("could not be written in '")
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "\(SmallDisk.absence)"))
    func `full disk`() throws {
        let program = try #require(AuditProgram.path)
        let outcome = try SmallDisk.call(
            "/usr/bin/env", ["TMPDIR=temporary", program] + Self.command + ["--memory-limit", "4MB"],
            on: "temporary", in: place.folder)
        #expect(outcome.output.contains("status 3\n"), "\(outcome)")
        #expect(outcome.output.contains("left: 0"), "\(outcome)")
        try expectOnlyDuplicatesUnevaluated("could not be written in 'temporary' (no space left on device)")
    }
}
