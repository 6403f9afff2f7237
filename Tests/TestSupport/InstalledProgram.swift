import Foundation

/// A program of this machine that tests call.
package struct InstalledProgram: Sendable {
    package let path: String

    /// The program named by an environment variable, else the one on PATH; nil when there is none.
    package init?(_ name: String, variable: String? = nil) {
        let environment = ProcessInfo.processInfo.environment
        if let variable, let named = environment[variable], !named.isEmpty {
            path = named
            return
        }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        path = found
    }

    /// The program named by an environment variable and by nothing else; nil when there is none.
    package init?(variable: String) {
        guard let named = ProcessInfo.processInfo.environment[variable],
            FileManager.default.isExecutableFile(atPath: named)
        else { return nil }
        path = named
    }

    /// What a call left behind.
    package struct Outcome: Sendable {
        package let exitStatus: Int32
        package let output: String
        package let errors: String
    }

    /// Calls the program and waits for its end.
    /// - Parameter environment: its whole environment; nil: that of the tests.
    package func run(
        _ arguments: [String], input: String = "", environment: [String: String]? = nil, folder: TemporaryFolder
    ) throws -> Outcome {
        let mark = UUID().uuidString
        let inputPath = folder.path("in-\(mark)")
        let outputPath = folder.path("out-\(mark)")
        let errorPath = folder.path("err-\(mark)")
        try Data(input.utf8).write(to: URL(fileURLWithPath: inputPath))
        for path in [outputPath, errorPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        defer { for path in [inputPath, outputPath, errorPath] { try? FileManager.default.removeItem(atPath: path) } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = FileHandle(forReadingAtPath: inputPath)
        process.standardOutput = FileHandle(forWritingAtPath: outputPath)
        process.standardError = FileHandle(forWritingAtPath: errorPath)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitStatus: process.terminationStatus,
            output: String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self),
            errors: String(decoding: FileManager.default.contents(atPath: errorPath) ?? Data(), as: UTF8.self))
    }
}
