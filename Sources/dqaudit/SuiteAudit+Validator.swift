import AuditChecks
import AuditModel
import MongoSource
import QueryMatching
import ScanEngine
import SuiteFile

extension SuiteAudit {
    /// The audit with the validator that the database stores for the collection, where a check asks for it: it is read before the scan is
    /// planned. A validator that cannot be had makes its check not evaluated; the others go on.
    func withValidator() -> SuiteAudit {
        guard suite.validatorRequest != nil, case .mongodb(let connection) = settings.source else { return self }
        let progress = ScanProgress(timeLimit: settings.timeLimit)
        interruption.wait(for: progress)
        defer { interruption.work() }
        let validator: Result<CollectionValidator, SchemaRule.Unknown>
        do throws(SourceError) {
            validator = read(try storedValidator(connection, deadline: progress.deadline))
        } catch {
            validator = .failure(SchemaRule.Unknown(error.message))
        }
        return SuiteAudit(suite: suite.with(validator: validator), settings: settings, interruption: interruption)
    }

    private func storedValidator(
        _ connection: ConnectionString, deadline: ContinuousClock.Instant?
    ) throws(SourceError) -> String? {
        try MongoSource(
            connection, database: suite.source.database, collection: suite.source.collection, filter: nil,
            options: ReadOptions(
                preference: settings.readPreference, comment: "dqaudit suite \(suite.name) validator")
        ).validator(deadline: deadline)
    }

    /// - Parameter stored: Extended JSON, as the server sent it; nil when there is none.
    private func read(_ stored: String?) -> Result<CollectionValidator, SchemaRule.Unknown> {
        guard let stored else { return .failure(SchemaRule.Unknown("the collection has no validator")) }
        let document = YAMLDocument(parsing: stored.utf8, file: "validator", environment: nil)
        let log = MappingReader.IssueLog()
        for issue in document.issues { log.report(issue.message, at: issue.position) }
        if let root = document.root, log.issues.isEmpty, let validator = CollectionValidator.decode(root, log: log) {
            return .success(validator)
        }
        let problems = log.issues.map(\.message).joined(separator: "; ")
        return .failure(SchemaRule.Unknown("the collection's validator cannot be checked here: \(problems)"))
    }
}
