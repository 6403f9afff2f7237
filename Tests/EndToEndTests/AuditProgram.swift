import Foundation
import TestSupport

/// The built program that these tests call.
enum AuditProgram {
    /// `DQAUDIT_TEST_BINARY`, else the `dqaudit` beside the program that runs the tests; nil when there is neither.
    static let path: String? = {
        if let chosen = ProcessInfo.processInfo.environment["DQAUDIT_TEST_BINARY"], !chosen.isEmpty { return chosen }
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let candidates = [own.deletingLastPathComponent().path] + bundleFolders
        return candidates.map { $0 + "/dqaudit" }.first(where: FileManager.default.isExecutableFile(atPath:))
    }()

    /// Where the test bundle may lie when another program loaded it.
    private static var bundleFolders: [String] {
        CommandLine.arguments.filter { $0.contains(".xctest") }.map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().path
        }
    }

    /// Whether the program, and a server for it, are there.
    static var isReady: Bool { path != nil && MongodFixture.isAvailable }

    /// Why tests are skipped when ``isReady`` is false.
    static var absence: String {
        path == nil ? "no dqaudit beside the tests: build it, or set DQAUDIT_TEST_BINARY" : MongodFixture.absence
    }

    /// The environment of a call: that of the tests without what would change the program's behaviour.
    static func environment(_ additions: [String: String]) -> [String: String] {
        let foreign = ["MONGODB_", "DQAUDIT_", "GITHUB_", "NO_COLOR"]
        let own = ProcessInfo.processInfo.environment.filter { name, _ in
            !foreign.contains { name.hasPrefix($0) }
        }
        return own.merging(additions) { _, added in added }
    }
}
