import AuditChecks
import AuditModel
import Foundation
import Testing

@testable import SuiteFile

/// Paths to suites: what is there, what is not, and several at once.
final class SuiteFilesTests {
    private let folder: String
    private let text = SuiteLoaderTests.head + "checks: [idle: ]\n"

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("suites-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let path = folder + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aFileLoads() throws {
        #expect(try SuiteLoader.probing().load(path: write("daily.yml", text.utf8)).name == "daily")
    }

    @Test func whatIsNoFile() throws {
        let loader = SuiteLoader.probing()
        let missing = folder + "/none.yml"
        #expect(
            loader.validate(paths: [missing]).map(\.description) == [
                "\(missing):1:1: there is no such file; name a suite file or a directory of *.yml files"
            ])
        #expect(
            loader.validate(paths: [folder]).map(\.description) == [
                "\(folder):1:1: this is a directory, not a suite file"
            ])
        let below = try write("a.yml", text.utf8) + "/b.yml"
        #expect(
            loader.validate(paths: [below]).map(\.description) == [
                "\(below):1:1: there is no such file; name a suite file or a directory of *.yml files"
            ])
    }

    @Test func filesAreBounded() throws {
        let limit = SuiteFileReader.maximumBytes
        let padding = String(repeating: "#", count: limit - text.utf8.count)
        #expect(try SuiteLoader.probing().validate(paths: [write("full.yml", (text + padding).utf8)]) == [])
        let path = try write("large.yml", (text + padding + "#").utf8)
        #expect(
            SuiteLoader.probing().validate(paths: [path]).map(\.description) == [
                "\(path):1:1: the file is larger than 1 MiB; a suite holds checks, no data"
            ])
    }

    @Test func severalFilesAreReportedTogether() throws {
        let first = try write("a.yml", "version: 1\n".utf8)
        let second = try write("b.yml", text.utf8)
        let third = try write("c.yml", [0xFF])
        let issues = SuiteLoader.probing().validate(paths: [first, second, third, folder + "/d.yml"])
        #expect(
            issues.map(\.description) == [
                "\(first):1:1: a suite needs 'checks', a list with at least one check",
                "\(first):1:1: a suite needs 'source'", "\(third):1:1: a byte here is no UTF-8; save the file as UTF-8",
                "\(folder)/d.yml:1:1: there is no such file; name a suite file or a directory of *.yml files",
            ])
        #expect(throws: SuiteFileError(issues)) {
            try SuiteLoader.probing().load(paths: [first, second, third, folder + "/d.yml"])
        }
    }

    @Test func suiteNamesDiffer() throws {
        let first = try write("a.yml", text.utf8)
        let second = try write("b.yml", (text + "suite: a\n").utf8)
        #expect(
            SuiteLoader.probing().validate(paths: [first, second]).map(\.description) == [
                "\(second):4:8: the suite name 'a' is taken by \(first); give each suite its own with 'suite: …'"
            ])
        #expect(SuiteLoader.probing().validate(paths: [first, first]).count == 1)
    }

    @Test func directoriesStandForTheirSuites() throws {
        let second = try write("b.yml", text.utf8)
        let first = try write("a.yml", text.utf8)
        for name in ["c.yaml", ".d.yml", "e.yml.bak", "README.md"] { _ = try write(name, text.utf8) }
        try FileManager.default.createDirectory(atPath: folder + "/f.yml", withIntermediateDirectories: true)
        #expect(try SuitePaths.files(in: [folder]) == [first, second])
        #expect(try SuitePaths.files(in: ["none.yml", folder + "/"]) == ["none.yml", first, second])
        let empty = folder + "/f.yml"
        #expect {
            try SuitePaths.files(in: [empty])
        } throws: {
            "\($0)" == "\(empty):1:1: the directory holds no *.yml file"
        }
    }
}
