import AuditModel
import Foundation
import Reporting
import TestSupport

/// A temporary folder in which the program is called: suites in, reports out.
struct AuditFolder {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Calls the program and waits for its end.
    @discardableResult
    func call(
        _ arguments: String..., environment: [String: String] = [:], output: AuditProcess.Destination = .captured,
        errors: AuditProcess.Destination = .captured
    ) throws -> AuditOutcome {
        try call(arguments, environment: environment, output: output, errors: errors)
    }

    /// Calls the program and waits for its end.
    @discardableResult
    func call(
        _ arguments: [String], environment: [String: String] = [:], output: AuditProcess.Destination = .captured,
        errors: AuditProcess.Destination = .captured
    ) throws -> AuditOutcome {
        try start(arguments, environment: environment, output: output, errors: errors).finish()
    }

    /// Calls the program without waiting.
    func start(
        _ arguments: [String], environment: [String: String] = [:], output: AuditProcess.Destination = .captured,
        errors: AuditProcess.Destination = .captured
    ) throws -> AuditProcess {
        try AuditProcess(
            arguments, in: folder.path, environment: environment, output: output, errors: errors)
    }

    /// Every file below the folder, by its relative path, in alphabetical order.
    func files(in name: String = "") throws -> [String] {
        let root = folder.path(name)
        return try FileManager.default.subpathsOfDirectory(atPath: root).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path(name))
    }

    /// The report that `latest.json` of a suite holds.
    func latest(_ suite: String = "products") throws -> RunReport {
        try JSONReport.report(from: try folder.read("reports/\(suite)/latest.json"))
    }

    /// The reports of all runs of a suite, in the order of the runs' clocks.
    func runs(_ suite: String = "products") throws -> [RunReport] {
        let names = try folder.names(in: "reports/\(suite)").filter { $0.hasSuffix(".json") && $0 != "latest.json" }
        return try names.map { try JSONReport.report(from: try folder.read("reports/\(suite)/\($0)")) }
    }

    /// Whether the bytes of any file below the folder, or the name of one, contain a text.
    func contains(_ text: String) throws -> [String] {
        let wanted = Data(text.utf8)
        return try files().filter { name in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
            return name.contains(text) || bytes.range(of: wanted) != nil
        }
    }
}

extension RunReport {
    /// The check with an id.
    func check(_ id: String) -> CheckResult? { checks.first { $0.id == id } }
}
