import AuditChecks
import AuditModel
import FileSource
import Foundation
import MongoSource
import QueryMatching
import Reporting
import RunHistory
import ScanEngine

/// The audit of one suite from plan to deliveries.
struct SuiteAudit {
    let suite: Suite
    let settings: RunSettings
    let interruption: Interruption

    /// Carries it out; whatever goes wrong with the data or on the way is part of the run it answers.
    func carryOut() async -> SuiteResult {
        interruption.begin(suite.name)
        do throws(CommandFailure) {
            let lock = try SuiteTurn(suite: suite.name, settings: settings, interruption: interruption).take()
            interruption.hold(lock)
            defer { interruption.letGo() }
            return try await withValidator().audit()
        } catch {
            return interruption.status == nil ? .refused(error) : .interrupted
        }
    }

    private func audit() async throws(CommandFailure) -> SuiteResult {
        let started = RunClock.now()
        let begin = ContinuousClock.now
        let context = AnalysisContext(
            now: settings.now ?? started, timeZone: suite.timeZone, showsValues: settings.showsValues,
            sensitive: suite.sensitive)
        let runID = RunClock.runID(now: context.now, started: started)
        let reading = read(context, runID: runID)
        if case .failure(let error) = reading.result, error.code == .configuration {
            throw .usage("suite '\(suite.name)': \(error.message)")
        }
        // Still nothing is written but the history, whose calls are whole or not at all: the process need not wait for its server.
        interruption.wait(for: nil)
        // Only now, and not after a signal: opening a history for the first time makes its file.
        let past = RunPast(
            interruption.status == nil ? settings.history : .none,
            kept: KeptRecords(reportDirectory: settings.reports.directory), isQuiet: settings.isQuiet,
            unreachableServer: reading.unreachableServer)
        let outcomes = judge(reading, reading.context, past)
        interruption.work()
        var run = completedRun(reading, outcomes, context, runID, started, begin)
        if interruption.status != nil { return .interrupted }
        WorkerThreads.release(reading.result)
        past.remind(&run.report)
        let checks = Task.detached { [checks = run.report.checks] in try await EncodedChecks.make(of: checks) }
        let statuses = run.report.checks.map(\.status)
        let isComplete = run.report.reason == nil
        let failOn = settings.failOn
        let round = DeliveryRound(sinks: sinks(past, checks))
        let delivery = Task {
            [run] in
            await round.deliver(run) { deliveries in
                ExitStatus(checks: statuses, isComplete: isComplete, deliveries: deliveries, failOn: failOn)
            }
        }
        // A push that waits for an answer is given up on a signal; files are finished.
        interruption.deliver(delivery)
        let delivered = await delivery.value
        interruption.work()
        if let kept = settings.keptReports {
            for problem in ReportPruning(folder: settings.reports, keeping: kept).prune(after: delivered.report) {
                Output.complain("dqaudit: \(problem)")
            }
        }
        let status = ExitStatus(
            checks: statuses, isComplete: isComplete, deliveries: delivered.report.deliveries, failOn: failOn)
        return .audited(delivered, status)
    }

    /// What reading the collection came to.
    private struct Reading {
        var source: SourceDescription
        /// With what references refer to.
        var context: AnalysisContext
        var summary = ScanSummary()
        /// What the scan found, or why the collection could not be read to the end.
        var result: Result<Scan.Result, SourceError>

        /// Why there was no connection to a server, when that was it.
        var unreachableServer: SourceError? {
            guard source.kind == .mongodb, case .failure(let error) = result, error.code == .cannotConnect else {
                return nil
            }
            return error
        }
    }

    private func read(_ context: AnalysisContext, runID: String) -> Reading {
        var source = unopenedSource
        var context = context
        let progress = ScanProgress(timeLimit: settings.timeLimit)
        // From here to the end of the scan an interruption may end the process at once: nothing has been written yet.
        interruption.wait(for: progress)
        defer { interruption.work() }
        let memory = MemoryBudget(limit: settings.memoryLimit, folder: settings.temporaryFolder)
        let comment = "dqaudit suite \(suite.name) run \(runID)"
        let references: ReferenceReading
        do throws(SourceError) {
            references = try readReferences(comment: comment, within: memory, progress)
            context.references = references.targets
        } catch {
            return Reading(source: source, context: context, result: .failure(error))
        }
        do throws(SourceError) {
            let plan = scanPlan(context, within: memory)
            let opened = try documentSource(comment: comment, at: references.instantForNow)
                .open(request(plan, progress))
            source = opened.facts.description
            let result = try scan(plan, opened, progress, named: suite.name)
            if let loss = result.consistencyLoss { source.setNoSnapshot(because: loss) }
            return Reading(
                source: source, context: context, summary: summary(result, opened.facts, references),
                result: .success(result))
        } catch {
            // Somebody who wants no more, or no longer, is the reason for whatever went wrong in that moment.
            let isStopped = error.code != .configuration && progress.isStopRequested
            return Reading(
                source: source, context: context, result: .failure((isStopped ? progress.stopError : nil) ?? error))
        }
    }

    private func scanPlan(_ context: AnalysisContext, within memory: MemoryBudget = .unbounded) -> ScanPlan {
        ScanPlan(
            suite.checks.flatMap { check in
                check.kind.analyzers(context).map { ScanPlan.Request($0, where: check.filter) }
            }, segmentedBy: suite.segments?.segmentation, within: memory)
    }

    func request(_ plan: ScanPlan, _ progress: ScanProgress) -> ReadRequest {
        ReadRequest(
            threads: settings.threads.count, threadsAreChosen: settings.threads.areChosen,
            watchedKeys: plan.watchedKeys, deadline: progress.deadline)
    }

    /// How the documents would be read, and why, as text for people.
    /// - Throws: why the source cannot be opened.
    func explain() throws(CommandFailure) -> String {
        let context = AnalysisContext(now: settings.now ?? RunClock.now(), timeZone: suite.timeZone)
        let comment = "dqaudit suite \(suite.name) explain"
        let progress = ScanProgress(timeLimit: settings.timeLimit)
        do throws(SourceError) {
            let references = try explainReferences(comment: comment, progress)
            let opened = try documentSource(comment: comment).open(request(scanPlan(context), progress))
            return (references + [ExplanationText.text(opened, suite: suite.name)]).joined(separator: "\n")
        } catch {
            throw CommandFailure(
                error.code == .configuration ? .usage : .incomplete, "suite '\(suite.name)': \(error.message)")
        }
    }

    /// What is known of the source before it is opened.
    private var unopenedSource: SourceDescription {
        let names = (suite.source.database, suite.source.collection)
        switch settings.source {
        case .mongodb: return SourceDescription(kind: .mongodb, database: names.0, collection: names.1)
        case .file(let path):
            let isBSON = FileFormat(path: path)?.encoding == .bson
            return SourceDescription(
                kind: isBSON ? .bson : .jsonl, database: names.0, collection: names.1, path: path)
        }
    }

    /// - Parameters:
    ///   - comment: by what the server's operator finds the reads.
    ///   - instant: the cluster time to read at if that is possible; nil: the newest.
    private func documentSource(comment: String, at instant: String? = nil) throws(SourceError) -> any DocumentSource {
        let database = suite.source.database
        let collection = suite.source.collection
        switch settings.source {
        case .file(let path):
            return try filtered(
                FileSource.make(path: path, database: database, collection: collection), suite.source.filter)
        case .mongodb(let connection):
            return try mongoSource(
                connection, database, collection, suite.source.filter, comment: comment, at: instant)
        }
    }

    /// The documents of a file that a filter lets through.
    func filtered(
        _ file: any DocumentSource, _ filter: ConfigNode?
    ) throws(SourceError) -> any DocumentSource {
        do throws(FilterIssues) {
            guard let filter = try FilterValidation.documentFilter(of: filter) else { return file }
            return FilteredSource(file, filter: filter)
        } catch {
            throw SourceError(.configuration, error.description)
        }
    }

    func mongoSource(
        _ connection: ConnectionString, _ database: String, _ collection: String, _ filter: ConfigNode?,
        comment: String, at instant: String?
    ) throws(SourceError) -> MongoSource {
        let text: String?
        do throws(ConfigIssue) {
            text = try FilterValidation.text(of: filter)
        } catch {
            throw SourceError(.configuration, error.description)
        }
        return try MongoSource(
            connection, database: database, collection: collection, filter: text,
            options: ReadOptions(
                preference: settings.readPreference, documentsPerSecond: settings.documentsPerSecond,
                comment: comment, clusterTime: instant))
    }

    /// - Parameter name: what a terminal shows in the meantime.
    func scan(
        _ plan: ScanPlan, _ opened: any OpenedSource, _ progress: ScanProgress, named name: String
    ) throws(SourceError) -> Scan.Result {
        let showsProgress = Output.isTerminal(STDERR_FILENO) && !settings.isQuiet
        let line =
            showsProgress
            ? ProgressLine(
                name, progress, estimatedDocuments: opened.facts.estimatedDocuments, language: settings.language) : nil
        defer { line?.finish() }
        return try Scan(plan: plan, opened: opened, threads: settings.threads.count, progress: progress).run()
    }

    private func summary(
        _ result: Scan.Result, _ facts: SourceFacts, _ references: ReferenceReading
    ) -> ScanSummary {
        ScanSummary(
            documents: result.documents, bytes: result.bytes, partitions: result.partitions, threads: result.threads,
            seconds: result.elapsed / .seconds(1),
            serverOperations: facts.serverOperations + result.serverOperations, resumptions: result.resumptions,
            peakMemoryBytes: ProcessMemory.peakBytes(),
            references: references.scans.isEmpty ? nil : references.scans)
    }

    private func judge(_ reading: Reading, _ context: AnalysisContext, _ past: RunPast) -> [CheckOutcome] {
        guard case .success(let result) = reading.result else { return suite.checks.map(notScanned) }
        return SuiteVerdict(
            suite: suite, context: context, past: past, namespace: reading.source.historyNamespace
        ).outcomes(result, scanPlan(context))
    }

    private func notScanned(_ check: Check) -> CheckOutcome {
        CheckOutcome(
            result: CheckResult(
                id: check.id, kind: type(of: check.kind).name, description: check.description, status: .notEvaluated,
                reason: Phrase(
                    "the collection could not be read to the end", "la collection n’a pas pu être lue jusqu’au bout"),
                value: nil, unit: check.kind.unit,
                thresholds: check.kind.thresholds))
    }

    private func completedRun(
        _ reading: Reading, _ outcomes: [CheckOutcome], _ context: AnalysisContext, _ runID: String,
        _ started: Instant, _ begin: ContinuousClock.Instant
    ) -> CompletedRun {
        let checks = outcomes.map(\.result)
        var reason: String?
        if case .failure(let error) = reading.result { reason = error.message }
        let isComplete = reason == nil
        let exit = ExitStatus(
            checks: checks.map(\.status), isComplete: isComplete, deliveries: [], failOn: settings.failOn)
        var report = RunReport(
            runID: runID, suite: suite.name,
            status: isComplete ? RunStatus(of: checks.map(\.status)) : .incomplete, exitCode: Int(exit.rawValue),
            startedAt: started, finishedAt: RunClock.now(), now: context.now,
            durationSeconds: (ContinuousClock.now - begin) / .seconds(1), dqauditVersion: ProductVersion.current,
            source: reading.source, scan: reading.summary, reason: reason, checks: checks)
        report.settings = settings.told
        report.privacy = ReportPrivacy(
            of: checks, showsValues: settings.showsValues, sensitive: suite.sensitive,
            isSegmented: suite.segments != nil)
        return CompletedRun(report: report, checkGauges: outcomes.flatMap(\.gauges))
    }

    /// The JSON report comes after all that it lists.
    private func sinks(_ past: RunPast, _ checks: Task<EncodedChecks, any Error>) -> [any ReportSink] {
        var sinks: [any ReportSink] = []
        if let sink = past.sink { sinks.append(sink) }
        if let push = settings.pushgateway { sinks.append(push) }
        if let textfile = settings.textfile { sinks.append(textfile) }
        sinks.append(HTMLFileSink(folder: settings.reports, language: settings.language))
        sinks.append(JSONFileSink(folder: settings.reports, checks: checks))
        return sinks
    }
}
