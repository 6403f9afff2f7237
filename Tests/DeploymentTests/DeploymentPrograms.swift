import Foundation
import TestSupport

/// The programs that these tests call; nil where this machine has none.
enum DeploymentPrograms {
    /// The program of this package; `scripts/test` builds and names it.
    static let dqaudit = InstalledProgram("dqaudit", variable: "DQAUDIT_TEST_BINARY")
    static let bash = InstalledProgram("bash")
    /// A Python that knows Prefect; `scripts/setup` makes its environment.
    static let prefect = InstalledProgram(variable: "DQAUDIT_TEST_PREFECT")

    static let noDQAudit = "no dqaudit: build it, or set DQAUDIT_TEST_BINARY"
    static let noPrefect = "no Prefect: run scripts/setup, and set DQAUDIT_TEST_PREFECT to its Python"
}
