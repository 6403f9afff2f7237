import Foundation

/// The folder `monitoring` of this repository.
enum MonitoringFolder {
    /// Its absolute path, without a slash at the end.
    static let path: String = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return tests.appendingPathComponent("../../monitoring").standardizedFileURL.path
    }()

    /// The text of a file in it.
    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
}
