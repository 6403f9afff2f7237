import Foundation
import TestSupport

/// A copy of what `scripts/install` and `scripts/package` read, which a test may change, with the release program ready.
final class InstallableProject: Sendable {
    let folder: TemporaryFolder
    /// A folder for what gets installed.
    let destination: String

    init() throws {
        folder = try TemporaryFolder()
        destination = folder.path("destination")
        let copy = folder.path("project")
        for name in ["scripts", "checks", "cron", "monitoring", "README.md", "Sources/AuditModel/ProductVersion.swift"]
        {
            let target = copy + "/" + name
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: ProjectFolder.path(name), toPath: target)
        }
    }

    /// The release program without debugging information, made once: that takes seconds.
    static let stripped = Result { () throws -> (program: String, keeper: GuardedProcess) in
        guard let release = PackagingPrograms.release, let bash = DeploymentPrograms.bash else {
            throw FixtureError(PackagingPrograms.noRelease)
        }
        let folder = try TemporaryFolder()
        let keeper = try InstallableProject.keep(folder)
        let program = folder.path("dqaudit")
        try FileManager.default.copyItem(atPath: release.path, toPath: program)
        let outcome = try bash.run([ProjectFolder.path("scripts/packaging/strip"), program], folder: folder)
        guard outcome.exitStatus == 0 else { throw FixtureError("strip: \(outcome.errors)") }
        return (program, keeper)
    }

    /// Keeps a folder for all tests, and has it removed when this process ends, however that is.
    static func keep(_ folder: TemporaryFolder) throws -> GuardedProcess {
        // What nothing refers to would be removed at once.
        _ = Unmanaged.passRetained(folder)
        return try GuardedProcess("/bin/sleep", ["infinity"], log: "/dev/null", removing: folder.path)
    }

    /// Where the release program was built: `FOLDER/TRIPLE/release/dqaudit`. Its licences are there.
    static let scratch: String = {
        let program = URL(fileURLWithPath: PackagingPrograms.release?.path ?? "").resolvingSymlinksInPath()
        return program.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }()

    func path(_ name: String) -> String { folder.path("project/" + name) }

    /// Calls a script of the copy with the release program.
    @discardableResult
    func call(
        _ script: String, _ arguments: [String], program: String? = nil, environment extra: [String: String] = [:]
    ) throws -> InstalledProgram.Outcome {
        guard let bash = DeploymentPrograms.bash else { throw FixtureError("no bash") }
        let binary = try program ?? InstallableProject.stripped.get().program
        return try bash.run(
            [path("scripts/" + script), "--binary", binary, "--scratch-path", InstallableProject.scratch] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(extra) { $1 }, folder: folder)
    }

    /// `scripts/install` into the folder, for a test that looks at what came of it.
    func tryInstalling(_ arguments: [String] = [], program: String? = nil) throws -> InstalledProgram.Outcome {
        try call("install", ["--destdir", destination] + arguments, program: program)
    }

    /// `scripts/install` into the folder, which must succeed.
    @discardableResult
    func install(_ arguments: [String] = []) throws -> InstalledProgram.Outcome {
        let outcome = try tryInstalling(arguments)
        guard outcome.exitStatus == 0 else { throw FixtureError("scripts/install: \(outcome.errors)") }
        return outcome
    }

    /// Everything in the folder, folders with a slash, with a text of their bytes.
    func installed() -> [String: Data] {
        var found: [String: Data] = [:]
        let names = FileManager.default.enumerator(atPath: destination)?.allObjects as? [String] ?? []
        for name in names {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: destination + "/" + name, isDirectory: &isFolder)
            found["/" + name + (isFolder.boolValue ? "/" : "")] =
                isFolder.boolValue ? Data() : FileManager.default.contents(atPath: destination + "/" + name)
        }
        return found
    }

    /// The text of an installed file.
    func text(_ path: String) throws -> String {
        try String(contentsOfFile: destination + path, encoding: .utf8)
    }

    /// The permissions of an installed file.
    func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: destination + path)
        return (attributes[.posixPermissions] as? Int) ?? 0
    }
}
