import Foundation
import TestSupport

/// The Debian package of the release program, built by `scripts/package` once for all tests.
final class DebianPackage: Sendable {
    let project: InstallableProject
    let path: String
    private let keeper: GuardedProcess

    static let shared = Result { try DebianPackage() }

    /// No person is named where nobody said who maintains it.
    private init() throws {
        project = try InstallableProject()
        keeper = try InstallableProject.keep(project.folder)
        path = try DebianPackage.build(project, into: "built")
    }

    /// Builds it.
    /// - Returns: the path that the script printed.
    static func build(_ project: InstallableProject, into name: String) throws -> String {
        let outcome = try project.call(
            "package", [project.folder.path(name)],
            environment: [
                "SOURCE_DATE_EPOCH": "1767225600", "DEBFULLNAME": "", "DEBEMAIL": "",
                // dpkg-deb's own variable: how small the package gets is not what is tested, and takes a minute.
                "DPKG_DEB_COMPRESSOR_LEVEL": "0",
            ])
        guard outcome.exitStatus == 0 else { throw FixtureError("scripts/package: \(outcome.errors)") }
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A field of its control file.
    func field(_ name: String) throws -> String {
        guard let dpkgDeb = PackagingPrograms.dpkgDeb else { throw FixtureError("no dpkg-deb") }
        return try dpkgDeb.run(["--field", path, name], folder: project.folder).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
