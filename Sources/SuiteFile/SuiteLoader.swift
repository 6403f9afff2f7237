package import AuditChecks
package import AuditModel

/// Reads suite files: the one way from a path to a ``Suite``.
///
/// Everything that is wrong is reported at once. A suite is data: nothing in it is run, and its only outside source is the
/// environment that is given here.
package struct SuiteLoader: Sendable {
    private let environment: [String: String]
    private let loadTimeZone: @Sendable (String) throws -> TimeZoneRules
    private let kinds: [any CheckKind.Type]

    /// - Parameters:
    ///   - environment: where `${NAME}` is looked up.
    ///   - kinds: the check kinds that suites may use.
    ///   - loadTimeZone: the rules of an IANA time zone; its errors say what is wrong with the name.
    package init(
        environment: [String: String], kinds: [any CheckKind.Type] = CheckRegistry.all,
        loadTimeZone: @escaping @Sendable (String) throws -> TimeZoneRules
    ) {
        self.environment = environment
        self.kinds = kinds
        self.loadTimeZone = loadTimeZone
    }

    /// Reads one file.
    /// - Throws: every problem of the file, in the order of its lines.
    package func load(path: String) throws(SuiteFileError) -> Suite {
        try load(paths: [path])[0]
    }

    /// Reads several files.
    ///
    /// Two suites of one name would overwrite each other's reports and share a history, so names must differ.
    /// - Throws: every problem of all files, in the order of the files and lines.
    package func load(paths: [String]) throws(SuiteFileError) -> [Suite] {
        var suites: [Suite] = []
        var issues: [ConfigIssue] = []
        var names: [String: String] = [:]
        for path in paths {
            switch read(path) {
            case .failure(let error): issues += error.issues
            case .success(let decoded):
                let suite = decoded.suite
                if let other = names.updateValue(path, forKey: suite.name) {
                    issues.append(
                        ConfigIssue(
                            at: decoded.namePosition,
                            "the suite name '\(suite.name)' is taken by \(other); give each suite its own with 'suite: …'"
                        ))
                }
                suites.append(suite)
            }
        }
        if !issues.isEmpty { throw SuiteFileError(issues) }
        return suites
    }

    /// Reads the bytes of a file.
    /// - Parameter file: how messages name the file; also the default of the suite's name.
    /// - Throws: every problem, in the order of the lines.
    package func load(_ bytes: some Sequence<UInt8>, file: String) throws(SuiteFileError) -> Suite {
        try decode(bytes, file: file).get().suite
    }

    /// Everything that is wrong with files, in the order of the files and lines; empty when they can be run.
    package func validate(paths: [String]) -> [ConfigIssue] {
        do throws(SuiteFileError) {
            _ = try load(paths: paths)
            return []
        } catch {
            return error.issues
        }
    }

    private func read(_ path: String) -> Result<SuiteDecoder.Decoded, SuiteFileError> {
        do throws(ConfigIssue) {
            return decode(try SuiteFileReader.bytes(of: path), file: path)
        } catch {
            return .failure(SuiteFileError([error]))
        }
    }

    private func decode(
        _ bytes: some Sequence<UInt8>, file: String
    ) -> Result<SuiteDecoder.Decoded, SuiteFileError> {
        let document = YAMLDocument(parsing: bytes, file: file, environment: environment)
        guard let root = document.root else { return .failure(SuiteFileError(document.issues)) }
        let log = MappingReader.IssueLog()
        let decoded = SuiteDecoder(kinds: kinds, loadTimeZone: loadTimeZone, log: log).decode(root)

        // A text whose reference failed has its issue; what the decoder makes of it is no news.
        let broken = Set(document.expansions.filter { !$0.value.expansion.problems.isEmpty }.keys)
        var issues = Set(document.issues).union(log.issues.filter { !broken.contains($0.position) })
        issues.formUnion(DuplicateKeys(in: root, reported: Set(issues.map(\.position))).issues)
        let redaction = ExpansionRedaction(expansions: document.expansions)
        if let decoded, issues.isEmpty { return .success(decoded) }
        return .failure(
            SuiteFileError(
                issues.map(redaction.redacted).sorted { ($0.position, $0.message) < ($1.position, $1.message) }))
    }
}
