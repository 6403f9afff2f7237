import Foundation
import TestSupport

/// The programs that tests of installing call; nil where this machine has none.
enum PackagingPrograms {
    /// The release program, which is what gets installed; `scripts/test` builds and names it when it runs everything.
    static let release: InstalledProgram? = {
        guard let path = ProcessInfo.processInfo.environment["DQAUDIT_TEST_RELEASE_BINARY"], !path.isEmpty,
            FileManager.default.isExecutableFile(atPath: path)
        else { return nil }
        return InstalledProgram("dqaudit", variable: "DQAUDIT_TEST_RELEASE_BINARY")
    }()
    static let mandoc = InstalledProgram("mandoc")
    static let man = InstalledProgram("man")
    static let zsh = InstalledProgram("zsh")
    static let fish = InstalledProgram("fish")
    static let lintian = InstalledProgram("lintian")
    static let dpkgDeb = InstalledProgram("dpkg-deb")
    static let unshare = InstalledProgram("unshare")
    static let hadolint: InstalledProgram? = {
        let named = ProcessInfo.processInfo.environment["DQAUDIT_TEST_HADOLINT"] ?? ""
        return FileManager.default.isExecutableFile(atPath: named)
            ? InstalledProgram("hadolint", variable: "DQAUDIT_TEST_HADOLINT") : InstalledProgram("hadolint")
    }()

    /// Mounting and `chroot` need it.
    static let isRoot = getuid() == 0

    static let noRelease =
        "no release program: scripts/test without options builds it and sets DQAUDIT_TEST_RELEASE_BINARY"
}
