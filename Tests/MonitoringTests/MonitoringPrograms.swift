import TestSupport

/// The programs that these tests call; nil where this machine has none.
enum MonitoringPrograms {
    static let promtool = InstalledProgram("promtool", variable: "DQAUDIT_TEST_PROMTOOL")
    static let prometheus = InstalledProgram("prometheus", variable: "DQAUDIT_TEST_PROMETHEUS")
    static let amtool = InstalledProgram("amtool", variable: "DQAUDIT_TEST_AMTOOL")
    static let alertmanager =
        InstalledProgram("prometheus-alertmanager", variable: "DQAUDIT_TEST_ALERTMANAGER")
        ?? InstalledProgram("alertmanager")
    static let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON")
    static let compose = InstalledProgram("docker-compose")
    /// The program of this package; `scripts/test` builds and names it.
    static let dqaudit = InstalledProgram("dqaudit", variable: "DQAUDIT_TEST_BINARY")

    static let noPrometheus = "prometheus and promtool are not on PATH (Debian: apt-get install prometheus)"
    static let noAlertmanager =
        "prometheus-alertmanager and amtool are not on PATH (Debian: apt-get install prometheus-alertmanager)"
    static let noPython = "python3 is not on PATH"
    static let noCompose = "docker-compose is not on PATH (Debian: apt-get install docker-compose)"

    /// Whether Python has the models of Grafana's own schemas.
    static let hasGrafanaModels: Bool = {
        guard let python, let folder = try? TemporaryFolder() else { return false }
        return (try? python.run(["-c", "import grafana_foundation_sdk"], folder: folder))?.exitStatus == 0
    }()
    static let noGrafanaModels = "the Python of DQAUDIT_TEST_PYTHON has no grafana-foundation-sdk: see scripts/setup"

    /// Whether all programs of the end-to-end test are there.
    static var canRunEndToEnd: Bool {
        prometheus != nil && alertmanager != nil && python != nil && canPush
    }
    static let cannotRunEndToEnd =
        "needs mongod, prometheus, prometheus-alertmanager, prometheus-pushgateway, python3 and DQAUDIT_TEST_BINARY: see scripts/setup"

    /// Whether a shop can be audited and its gauges pushed.
    static var canPush: Bool {
        dqaudit != nil && MongodFixture.isAvailable && PushgatewayFixture.program != nil
    }
    static let cannotPush = "needs mongod, prometheus-pushgateway and DQAUDIT_TEST_BINARY: see scripts/setup"
}
