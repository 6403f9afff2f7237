import Foundation

/// A folder of its own for one test, removed with everything in it when the test ends.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "dqaudit-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something in this folder.
    package func path(_ name: String) -> String { path + "/" + name }

    /// The names of everything in this folder or one below it, hidden files included, in alphabetical order.
    package func names(in subfolder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(subfolder)).sorted()
    }

    /// The text of a file in this folder.
    package func text(of name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }
}
