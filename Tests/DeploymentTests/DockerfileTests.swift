import Foundation
import TestSupport
import Testing

/// The Dockerfile, as far as it can be read without an engine.
@Suite struct DockerfileTests {
    private let text: String

    init() throws { text = try ProjectFolder.text(of: "Dockerfile") }

    @Test(.enabled(if: PackagingPrograms.hadolint != nil, "no hadolint: scripts/setup installs it on x86_64"))
    func isGoodForHadolint() throws {
        let folder = try TemporaryFolder()
        let hadolint = try #require(PackagingPrograms.hadolint)
        let outcome = try hadolint.run(
            ["--failure-threshold", "style", ProjectFolder.path("Dockerfile")], folder: folder)
        #expect(outcome.output == "")
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
    }

    @Test func runsAsNobodyInParticular() throws {
        let user = try #require(text.matches(of: /\nUSER (\S+)/).last)
        #expect(user.1 == "10001:10001")
        #expect(text.contains("-o 10001 -g 10001"))
        #expect(
            text.matches(of: /\nFROM (\S+)/).map { String($0.1) }.allSatisfy {
                $0.contains(":") && !$0.hasSuffix(":latest")
            })
    }

    @Test func copiesNothingThatTheBuildDoesNotRead() throws {
        let ignored = try ProjectFolder.text(of: ".dockerignore").split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(ignored.first == "*")
        #expect(ignored.contains("monitoring/secrets/*"))
        for kept in ignored.filter({ $0.hasPrefix("!") }) {
            #expect(FileManager.default.fileExists(atPath: ProjectFolder.path(String(kept.dropFirst()))), "\(kept)")
        }
    }

    /// What the image installs to run the program is what the package depends on.
    @Test func installsWhatThePackageDependsOn() throws {
        let control = try ProjectFolder.text(of: "scripts/packaging/debian/control.in")
        let named = Set(text.matches(of: /\n        ([a-z0-9.+-]+) \\/).map { String($0.1) })
        let wanted = control.matches(of: /\n(?:Depends|Recommends): ([^\n]+)/)
            .flatMap { $0.1.split(separator: ", ").map(String.init) }.filter { $0 != "@LIBRARIES@" && $0 != "adduser" }
        #expect(Set(wanted).subtracting(named) == [], "of control.in")
        #expect(!wanted.isEmpty)
        guard PackagingPrograms.release != nil else { return }
        let libraries = try DebianPackage.shared.get().field("Depends").split(separator: ", ")
            .map { String($0.prefix { $0 != " " }) }
        // In every Debian, or a part of libmongoc.
        let present: Set = ["libc6", "libgcc-s1", "libstdc++6", "libbson-1.0-0", "adduser"]
        #expect(Set(libraries).subtracting(named).subtracting(present) == [], "of the program")
        #expect(named.subtracting(libraries) == ["ca-certificates"], "what the program does not need")
    }
}
