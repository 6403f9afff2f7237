import AuditModel
import Foundation

/// Which files the arguments of a command name: a directory stands for each `*.yml` in it.
package enum SuitePaths {
    /// Files as they are given, directories replaced by their `*.yml` files in alphabetical order.
    ///
    /// Hidden files and sub-directories are passed over. A path that does not exist is kept: loading it says so.
    /// - Throws: an issue for each directory that cannot be listed or has no suite.
    package static func files(in paths: [String]) throws(SuiteFileError) -> [String] {
        var files: [String] = []
        var issues: [ConfigIssue] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
                files.append(path)
                continue
            }
            let place = SourcePosition(file: path, line: 1, column: 1)
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                issues.append(ConfigIssue(at: place, "the directory cannot be listed: check its permissions"))
                continue
            }
            let prefix = path.hasSuffix("/") ? path : path + "/"
            let found = names.filter { $0.hasSuffix(".yml") && !$0.hasPrefix(".") }.sorted().map { prefix + $0 }
            let suites = found.filter { file in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) && !isDirectory.boolValue
            }
            if suites.isEmpty { issues.append(ConfigIssue(at: place, "the directory holds no *.yml file")) }
            files += suites
        }
        if !issues.isEmpty { throw SuiteFileError(issues) }
        return files
    }
}
