import AuditChecks
import Foundation
import SuiteFile
import Testing

/// What a person finds about every check kind: help, and a suite that can be tried.
@Suite struct ExampleSuiteTests {
    private static let checks = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "checks")

    private let loader = SuiteLoader(environment: [:]) { try TimeZoneLoader.rules(for: $0) }

    @Test func everyKindHasHelpAndAnExampleSuite() throws {
        #expect(CheckRegistry.all.count == 6)
        for kind in CheckRegistry.all {
            #expect(!kind.help.summary.isEmpty && !kind.help.keys.isEmpty)
            let suite = try loader.load(path: Self.checks.appending(path: "examples/\(kind.name).yml").path)
            #expect(suite.checks.contains { type(of: $0.kind).name == kind.name })
        }
    }

    @Test func kindNamesAreUnique() {
        #expect(Set(CheckRegistry.all.map { $0.name }).count == CheckRegistry.all.count)
    }

    @Test func everySuiteOfTheProjectLoads() throws {
        let files = try SuitePaths.files(in: [Self.checks.path, Self.checks.appending(path: "examples").path])
        #expect(files.count >= 6)
        #expect(loader.validate(paths: files) == [])
    }
}
