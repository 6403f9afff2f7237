import Foundation
import TestSupport
import Testing

/// `scripts/install`: what it puts where, that it is all or nothing, and that it takes out what it put.
@Suite(.enabled(if: PackagingPrograms.release != nil, Comment(rawValue: PackagingPrograms.noRelease)))
struct InstallTests {
    private let project: InstallableProject

    init() throws { project = try InstallableProject() }

    private func expectOneSentence(_ outcome: InstalledProgram.Outcome, _ words: String) {
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    @Test func putsEverythingInPlace() throws {
        try "hidden".write(toFile: project.path("monitoring/secrets/token"), atomically: true, encoding: .utf8)
        let outcome = try project.install()
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        let names = Set(project.installed().keys)
        for name in [
            "bin/dqaudit", "lib/dqaudit/mail-failure", "lib/dqaudit/manifest", "lib/systemd/system/dqaudit@.service",
            "lib/systemd/system/dqaudit@.timer", "lib/systemd/system/dqaudit-mail@.service",
            "share/man/man1/dqaudit.1.gz",
            "share/bash-completion/completions/dqaudit", "share/zsh/site-functions/_dqaudit",
            "share/fish/vendor_completions.d/dqaudit.fish", "share/doc/dqaudit/README.md",
            "share/doc/dqaudit/copyright",
            "share/doc/dqaudit/examples/checks/products.yml", "share/doc/dqaudit/examples/cron/crontab",
            "share/doc/dqaudit/examples/monitoring/prometheus.yml",
        ] {
            #expect(names.contains("/usr/local/" + name), "\(name)")
        }
        for name in ["hourly/", "daily/", "weekly/", "dqaudit.env"] { #expect(names.contains("/etc/dqaudit/" + name)) }
        // Suites are examples, timers are off, secrets of the site stay where they are.
        #expect(names.filter { $0.hasPrefix("/etc/") && $0.hasSuffix(".yml") || $0.contains(".wants") } == [])
        #expect(names.filter { $0.contains("secrets") || $0.contains("dqaudit-new") } == [])
        #expect(try project.mode("/usr/local/bin/dqaudit") == 0o755)
        #expect(try project.mode("/etc/dqaudit/dqaudit.env") == 0o640)
        #expect(try project.mode("/usr/local/lib/systemd/system/dqaudit@.service") == 0o644)
        let program = try #require(InstalledProgram("dqaudit", variable: "DQAUDIT_TEST_RELEASE_BINARY"))
        let version = try program.run(["--version"], folder: project.folder).output
        let installed = try #require(DeploymentPrograms.bash).run(
            ["-c", project.destination + "/usr/local/bin/dqaudit --version"], folder: project.folder)
        #expect(installed.output == version)
    }

    @Test func everybodyReadsWhatSomebodyOfStrictHabitsInstalled() throws {
        let outcome = try #require(DeploymentPrograms.bash).run(
            [
                "-c", #"umask 077; exec bash "$@""#, "strict", project.path("scripts/install"), "--binary",
                try InstallableProject.stripped.get().program, "--scratch-path", InstallableProject.scratch,
                "--destdir", project.destination,
            ], environment: ProcessInfo.processInfo.environment, folder: project.folder)
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        let names = project.installed().keys.filter { $0 != "/etc/dqaudit/dqaudit.env" }
        #expect(names.count > 50)
        for name in names { #expect(try project.mode(name) & 0o444 == 0o444, "\(name)") }
    }

    @Test(arguments: ["/usr", "/usr/local", "/opt/dqaudit"])
    func namesItsOwnPlacesInEveryText(prefix: String) throws {
        try project.install(["--prefix", prefix, "--sysconfdir", "/srv/etc"])
        let service = try project.text(prefix + "/lib/systemd/system/dqaudit@.service")
        #expect(service.contains("\nExecStart=\(prefix)/bin/dqaudit "), "\(service)")
        let mail = try project.text(prefix + "/lib/systemd/system/dqaudit-mail@.service")
        #expect(mail.contains("\(prefix)/lib/dqaudit/mail-failure"), "\(mail)")
        for (name, bytes) in project.installed() where name.contains("/systemd/") || name.contains("/examples/cron/") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("/etc/dqaudit") || text.contains("/srv/etc/dqaudit"), "\(name)")
            for place in text.matches(of: /\/[a-z\/]*\/bin\/dqaudit/) {
                #expect(place.0 == prefix + "/bin/dqaudit", "\(name)")
            }
        }
        #expect(project.installed().keys.contains("/srv/etc/dqaudit/dqaudit.env"))
        #expect(!project.installed().keys.contains("/etc/"))
    }

    @Test func manifestListsEveryFileWithItsSum() throws {
        try project.install()
        let listed = try project.text("/usr/local/lib/dqaudit/manifest").split(separator: "\n").filter {
            $0.hasPrefix("file ") || $0.hasPrefix("config ")
        }
        let sums = listed.map { line in line.split(separator: " ").dropFirst().joined(separator: "  ") }
        let there = project.installed().keys.filter { !$0.hasSuffix("/") && !$0.hasSuffix("/manifest") }
        #expect(listed.map { String($0.split(separator: " ")[2]) }.sorted() == there.sorted())
        let list = try project.folder.write(
            sums.joined(separator: "\n").replacing("  /", with: "  \(project.destination)/") + "\n", to: "sums")
        let checked = try #require(DeploymentPrograms.bash).run(
            ["-c", "sha256sum --quiet --strict -c '\(list)'"], folder: project.folder)
        #expect(checked.exitStatus == 0, "\(checked.output)")
    }

    @Test func mayBeRepeatedAndKeepsWhatWasEdited() throws {
        try project.install()
        let first = project.installed()
        try project.install()
        #expect(project.installed() == first)

        let edited = try project.text("/etc/dqaudit/dqaudit.env") + "MONGODB_URI='mongodb://db.example'\n"
        try edited.write(toFile: project.destination + "/etc/dqaudit/dqaudit.env", atomically: true, encoding: .utf8)
        try "of a newer version\n".write(toFile: project.path("cron/dqaudit.env"), atomically: true, encoding: .utf8)
        let outcome = try project.install()
        #expect(try project.text("/etc/dqaudit/dqaudit.env") == edited)
        #expect(outcome.errors.contains("/etc/dqaudit/dqaudit.env stays as it was edited"))
        #expect(try project.text("/usr/local/share/doc/dqaudit/examples/cron/dqaudit.env") == "of a newer version\n")
    }

    @Test func knowsConfigurationThatLiesElsewhere() throws {
        let place = "/srv/etc/dqaudit/dqaudit.env"
        try project.install(["--sysconfdir", "/srv/etc"])
        try "# mine\n".write(toFile: project.destination + place, atomically: true, encoding: .utf8)
        // Neither another place nor none is a reason to forget whose it is.
        try project.install()
        #expect(try project.text(place) == "# mine\n")
        let outcome = try project.install(["--uninstall"])
        #expect(outcome.errors.contains("\(place) stays: it was edited"), "\(outcome.errors)")
        #expect(project.installed().keys.filter { !$0.hasSuffix("/") } == [place])
    }

    @Test func renewsConfigurationThatNobodyEdited() throws {
        try project.install()
        try "of a newer version\n".write(toFile: project.path("cron/dqaudit.env"), atomically: true, encoding: .utf8)
        try project.install()
        #expect(try project.text("/etc/dqaudit/dqaudit.env") == "of a newer version\n")
        #expect(try project.mode("/etc/dqaudit/dqaudit.env") == 0o640)
    }

    @Test func takesOutFilesThatAnEarlierVersionHad() throws {
        try "old".write(toFile: project.path("checks/gone.yml"), atomically: true, encoding: .utf8)
        try project.install()
        let place = "/usr/local/share/doc/dqaudit/examples/checks/gone.yml"
        #expect(project.installed().keys.contains(place))
        try FileManager.default.removeItem(atPath: project.path("checks/gone.yml"))
        try project.install()
        #expect(!project.installed().keys.contains(place))
    }

    @Test func uninstallLeavesNothingButWhatWasWritten() throws {
        try project.install()
        try project.install(["--uninstall"])
        #expect(project.installed() == [:])

        try project.install()
        try "# mine\n".write(
            toFile: project.destination + "/etc/dqaudit/dqaudit.env", atomically: true, encoding: .utf8)
        try "version: 1\n".write(
            toFile: project.destination + "/etc/dqaudit/daily/shop.yml", atomically: true, encoding: .utf8)
        let outcome = try project.install(["--uninstall"])
        #expect(outcome.exitStatus == 0)
        #expect(
            outcome.errors.contains("dqaudit.env stays: it was edited") && outcome.errors.contains("/etc/dqaudit stays")
        )
        #expect(
            project.installed().keys.filter { !$0.hasSuffix("/") }.sorted() == [
                "/etc/dqaudit/daily/shop.yml", "/etc/dqaudit/dqaudit.env",
            ])
        #expect(!project.installed().keys.contains("/usr/"))
        expectOneSentence(try project.tryInstalling(["--uninstall"]), "nothing was installed there")
    }

    @Test func saysWhatItReplacesAndTakesOutItsOwnFilesOnly() throws {
        let program = project.destination + "/usr/local/bin/dqaudit"
        try FileManager.default.createDirectory(
            atPath: project.destination + "/usr/local/bin", withIntermediateDirectories: true)
        try "of somebody".write(toFile: program, atomically: true, encoding: .utf8)
        let first = try project.install()
        #expect(first.errors.contains("replaced, though edited or from elsewhere: \(program)."), "\(first.errors)")
        let again = try project.install()
        #expect(!again.errors.contains("replaced"), "\(again.errors)")

        try "of somebody".write(toFile: program, atomically: true, encoding: .utf8)
        let outcome = try project.install(["--uninstall"])
        #expect(outcome.errors.contains("\(program) stays: it is not what was installed"), "\(outcome.errors)")
        #expect(project.installed().keys.filter { !$0.hasSuffix("/") } == ["/usr/local/bin/dqaudit"])
    }

    @Test func keepsEditedFilesOfAnEarlierVersion() throws {
        let place = "/usr/local/share/doc/dqaudit/examples/checks/gone.yml"
        try "old".write(toFile: project.path("checks/gone.yml"), atomically: true, encoding: .utf8)
        try project.install()
        try FileManager.default.removeItem(atPath: project.path("checks/gone.yml"))
        try "# mine".write(toFile: project.destination + place, atomically: true, encoding: .utf8)
        let outcome = try project.install()
        #expect(outcome.errors.contains("\(place) stays: it was edited"), "\(outcome.errors)")
        #expect(try project.text(place) == "# mine")
    }

    @Test(
        .enabled(if: PackagingPrograms.isRoot && PackagingPrograms.unshare != nil, "mounting a file needs root"))
    func namesWhatCannotBeReplacedAndCanBeTakenOut() throws {
        try project.install()
        // A file that something is mounted on cannot be renamed over.
        let script = #"mount --bind /etc/hostname "$1" || exit 99; shift; exec bash "$@""#
        let outcome = try #require(PackagingPrograms.unshare).run(
            [
                "--mount", "bash", "-c", script, "busy", project.destination + "/usr/local/lib/dqaudit/mail-failure",
                project.path("scripts/install"), "--binary", try InstallableProject.stripped.get().program,
                "--scratch-path", InstallableProject.scratch, "--destdir", project.destination,
            ], environment: ProcessInfo.processInfo.environment, folder: project.folder)
        expectOneSentence(outcome, "mail-failure (Device or resource busy). The rest is there")
        #expect(project.installed().keys.filter { $0.hasSuffix("dqaudit-new") } == [])
        try project.install(["--uninstall"])
        #expect(project.installed() == [:])
    }

    @Test func leavesNothingHalfInstalledWhereSomethingIsInTheWay() throws {
        // The last folder but one of the list, when most files lie beside their places already.
        try FileManager.default.createDirectory(
            atPath: project.destination + "/usr/local/share/zsh/site-functions/_dqaudit/x",
            withIntermediateDirectories: true)
        let before = project.installed()
        expectOneSentence(try project.tryInstalling(), "a folder has this name; nothing was installed")
        #expect(project.installed() == before)

        try FileManager.default.createDirectory(
            atPath: project.destination + "/usr/local/share/man", withIntermediateDirectories: true)
        try "a file".write(toFile: project.destination + "/usr/local/share/man/man1", atomically: true, encoding: .utf8)
        let blocked = project.installed()
        expectOneSentence(try project.tryInstalling(), "cannot make the folder")
        #expect(project.installed() == blocked)
    }

    @Test(
        .enabled(if: PackagingPrograms.isRoot && PackagingPrograms.unshare != nil, "mounting a small disk needs root"))
    func leavesNothingHalfInstalledOnAFullDisk() throws {
        // A disk of its own, which nobody else sees and which goes with the process.
        let script = """
            mkdir -p "$1"; mount -t tmpfs -o size=4m tmpfs "$1" || exit 99
            shift; bash "$@"; echo "status $?"; find "$DESTINATION" -mindepth 1
            """
        let outcome = try #require(PackagingPrograms.unshare).run(
            [
                "--mount", "bash", "-c", script, "small", project.destination, project.path("scripts/install"),
                "--binary",
                try InstallableProject.stripped.get().program, "--scratch-path", InstallableProject.scratch,
                "--destdir",
                project.destination,
            ], environment: ProcessInfo.processInfo.environment.merging(["DESTINATION": project.destination]) { $1 },
            folder: project.folder)
        #expect(outcome.output == "status 1\n", "\(outcome.output) \(outcome.errors)")
        #expect(outcome.errors.contains("No space left on device; nothing was installed."), "\(outcome.errors)")
    }

    /// On a copy of this machine that is thrown away: the user, the rights, and that nothing of it stays behind.
    @Test(.enabled(if: PackagingPrograms.isRoot && PackagingPrograms.unshare != nil, "chroot needs root"))
    func livesAndLeavesOnAMachine() throws {
        let outcome = try #require(PackagingPrograms.unshare).run(
            [
                "--mount", "--pid", "--fork", "--kill-child", "bash",
                ProjectFolder.path("Tests/DeploymentTests/install-life"), project.path(""),
                try InstallableProject.stripped.get().program, InstallableProject.scratch, project.folder.path("root"),
            ], folder: project.folder)
        #expect(outcome.exitStatus == 0, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.hasSuffix("all is well\n"), "\(outcome.output) \(outcome.errors)")
    }

    @Test func refusesWhatWouldNotRunElsewhere() throws {
        // The debug program is linked with the toolchain's own libraries.
        let debug = try #require(DeploymentPrograms.dqaudit).path
        expectOneSentence(try project.tryInstalling(program: debug), "needs the libraries of a Swift toolchain")
        expectOneSentence(try project.tryInstalling(program: project.path("README.md")), "there is no program")
        expectOneSentence(try project.tryInstalling(["--prefix", "usr"]), "is no absolute path")
        expectOneSentence(try project.tryInstalling(["--prefix", "/a b"]), "is no plain path")
        expectOneSentence(try project.tryInstalling(["--prefx", "/usr"]), "there is no option --prefx")
        #expect(project.installed() == [:])
    }

    @Test func programKeepsTheNamesOfItsFunctions() throws {
        let bash = try #require(DeploymentPrograms.bash)
        let program = try InstallableProject.stripped.get().program
        let script = """
            set -eo pipefail
            cd "$2"; ! nm "$1" 2>/dev/null | grep . || exit 9
            objcopy --dump-section .gnu_debugdata=names.xz "$1" /dev/null; xz -d names.xz; nm names | grep -c ' [tT] .*SuiteAudit'
            """
        let outcome = try bash.run(["-c", script, "names", program, project.folder.path], folder: project.folder)
        #expect(
            (Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 10,
            "\(outcome.output) \(outcome.errors)")
    }

    @Test func noticesOfEveryPartAreThere() throws {
        try project.install()
        let text = try project.text("/usr/local/share/doc/dqaudit/copyright")
        let packages = try FileManager.default.contentsOfDirectory(atPath: InstallableProject.scratch + "/checkouts")
        #expect(packages.count >= 3)
        for name in packages + [
            "UNICODE LICENSE V3", "Kirill Simonov", "Yann Collet", "Gwendal", "JP Simard", "Runtime Library Exception",
        ] {
            #expect(text.contains(name), "\(name)")
        }
    }
}
