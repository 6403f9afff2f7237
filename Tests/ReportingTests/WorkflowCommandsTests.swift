import AuditModel
import Reporting
import Testing

@Suite("Workflow commands")
struct WorkflowCommandsTests {
    private func lines(_ report: RunReport, failOn: FailureLevel = .fail, file: String? = nil) -> [String] {
        WorkflowCommands(failOn: failOn) { $0 }.lines([
            SuiteOutcome(
                suite: report.suite, namespace: report.source.namespace, result: .audited(report), file: file,
                lines: ["completeness": 7])
        ])
    }

    @Test("keep to one line, escaped as the runner reads them")
    func escaping() {
        var report = Sample.report(suite: "a,b:c%d", checks: [Sample.completeness])
        report.checks[0].explanation = "100 %\u{301} of\r\n::add-mask::x, or: y"
        #expect(
            lines(report, file: "a,b:c.yml") == [
                "::error file=a%2Cb%3Ac.yml,line=7,title=a%2Cb%3Ac%25d%3A completeness::"
                    + "100 %25\u{301} of\\u{D}\\u{A}::add-mask::x, or: y"
            ])
    }

    @Test("are errors for what fails the job, warnings for what does not")
    func levels() {
        let report = Sample.report(checks: [Sample.freshness])
        #expect(lines(report).map { $0.prefix(10) } == ["::warning "])
        #expect(lines(report, failOn: .warn).map { $0.prefix(8) } == ["::error "])
        #expect(lines(Sample.incomplete)[0].hasPrefix("::error title=products%3A audit not completed::cannot connect"))
        #expect(lines(Sample.passing).isEmpty)
    }

    @Test("are ten at most, the worst first, and say how many there are besides")
    func few() {
        var report = Sample.report(checks: Array(repeating: Sample.completeness, count: 25))
        for index in report.checks.indices { report.checks[index].id = "check\(index)" }
        report.checks[20].status = .notEvaluated
        let lines = lines(report)
        #expect(lines.count == 10)
        #expect(lines[0].contains("check20"))
        #expect(lines[9] == "::error title=dqaudit::16 more, see the summary")
    }

    @Test("tell of a segment only where the whole is well")
    func segments() {
        let lines = lines(Sample.broken)
        #expect(lines.count == 5, "\(lines)")
        #expect(lines[4].hasPrefix("::warning title=products%3A duplicates [mytek]::"))
    }

    @Test("of documents find no way into other texts")
    func disarmed() {
        let text = "a\n  ::error::x\n::stop-commands::y\nb ::c\n##[error]z\nb ##[group]\u{301}z"
        #expect(
            WorkflowCommands.disarmed(text)
                == "a\n  : :error::x\n: :stop-commands::y\nb ::c\n# #[error]z\nb # #[group]\u{301}z")
    }
}
