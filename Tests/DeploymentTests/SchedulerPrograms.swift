import Foundation
import TestSupport

/// What starts audits; nil where this machine has none.
enum SchedulerPrograms {
    static let sh = InstalledProgram("sh")
    static let systemdAnalyze = InstalledProgram("systemd-analyze")
    static let cron = InstalledProgram("cron", variable: "DQAUDIT_TEST_CRON")
    static let faketime = InstalledProgram("faketime")
    static let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON")
    static let xmllint = InstalledProgram("xmllint", variable: "DQAUDIT_TEST_XMLLINT")

    static let noSystemd = "systemd-analyze is not on PATH (Debian: apt-get install systemd)"
    static let noMachine =
        "a machine of its own needs root and namespaces, cron with faketime or systemd with cgroup2, mongod and dqaudit"

    /// Whether a real cron can run an audit of a real server.
    static let canRunCron = cron != nil && faketime != nil && canRun("cron")
    /// Whether a real systemd can.
    static let canRunSystemd = canRun("systemd")

    private static func canRun(_ kind: String) -> Bool {
        guard MongodFixture.isAvailable, let program = TestMachine.program, let bash = DeploymentPrograms.bash,
            let folder = try? TemporaryFolder()
        else { return false }
        return (try? bash.run([TestMachine.script, "can", kind, program.path], folder: folder).exitStatus) == 0
    }
}
