import AuditModel
import Foundation
import TestSupport
import Testing

/// `scripts/package`: the Debian package, from its bytes to its purge.
@Suite(
    .enabled(if: PackagingPrograms.release != nil, Comment(rawValue: PackagingPrograms.noRelease)),
    .enabled(if: PackagingPrograms.dpkgDeb != nil, "no dpkg-deb: this is no Debian"))
struct DebianPackageTests {
    private let package: DebianPackage

    init() throws { package = try DebianPackage.shared.get() }

    @Test func saysWhatItIsAndNeeds() throws {
        #expect(try package.field("Version") == ProductVersion.current)
        let name = (package.path as NSString).lastPathComponent
        #expect(name == "dqaudit_\(ProductVersion.current)_\(try package.field("Architecture")).deb")
        let needed = try package.field("Depends")
        // Linked, loaded when it is called, and read.
        for library in [
            "libmongoc-1.0-0 (>= ", "libbson-1.0-0 (>= ", "libc6 (>= ", "libpcre2-8-0 (>= ", "libsqlite3-0 (>= ",
        ] {
            #expect(needed.contains(library), "\(library): \(needed)")
        }
        for other in [", libcurl4,", ", tzdata", ", adduser,"] {
            #expect(needed.contains(other), "\(other): \(needed)")
        }
        #expect(!needed.contains("@") && !needed.contains("shlibs"))
        #expect(try package.field("Maintainer") == "dqaudit <dqaudit@example.invalid>")
    }

    @Test func givesTheSameBytesAgain() throws {
        let project = try InstallableProject()
        let again = try #require(FileManager.default.contents(atPath: try DebianPackage.build(project, into: "again")))
        #expect(again == FileManager.default.contents(atPath: package.path))
    }

    @Test func refusesAProgramOfAnotherVersion() throws {
        let project = try InstallableProject()
        let path = project.path("Sources/AuditModel/ProductVersion.swift")
        try String(contentsOfFile: path, encoding: .utf8).replacing("\"\(ProductVersion.current)\"", with: "\"99.0.0\"")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let outcome = try project.call(
            "package", [project.folder.path("built")], environment: ["SOURCE_DATE_EPOCH": "1767225600"])
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors.contains("these sources are 99.0.0"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: project.folder.path("built")))
    }

    @Test func takesValuesBehindAnEqualsSign() throws {
        let outcome = try #require(DeploymentPrograms.bash).run(
            [package.project.path("scripts/package"), "--binary=/nowhere/dqaudit"],
            environment: ProcessInfo.processInfo.environment.merging(["SOURCE_DATE_EPOCH": "1767225600"]) { $1 },
            folder: package.project.folder)
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors.contains("there is no program /nowhere/dqaudit"), "\(outcome.errors)")
    }

    @Test(.enabled(if: PackagingPrograms.lintian != nil, "no lintian: scripts/setup installs it"))
    func isGoodForLintian() throws {
        let folder = try TemporaryFolder()
        // It leaves databases of the program's symbols in the temporary folder.
        let environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder.path]) { $1 }
        let outcome = try #require(PackagingPrograms.lintian).run(
            ["--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", package.path],
            environment: environment, folder: folder)
        #expect(outcome.output == "")
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
    }

    /// On a copy of this machine that is thrown away: an overlay over its disk, in a mount namespace of its own.
    @Test(
        .enabled(if: PackagingPrograms.isRoot && PackagingPrograms.unshare != nil, "chroot needs root"))
    func livesAndLeaves() throws {
        let folder = try TemporaryFolder()
        let outcome = try #require(PackagingPrograms.unshare).run(
            [
                "--mount", "--pid", "--fork", "--kill-child", "bash",
                ProjectFolder.path("Tests/DeploymentTests/package-life"), package.path, folder.path("root"),
            ], folder: folder)
        #expect(outcome.exitStatus == 0, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.hasSuffix("all is well\n"), "\(outcome.output) \(outcome.errors)")
    }
}
