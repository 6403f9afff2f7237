import AuditChecks
import AuditModel
import ScanEngine

/// Turns the tree of a suite file into a ``Suite`` and reports everything that is wrong on the way.
struct SuiteDecoder {
    /// The one version of the suite language.
    static let version: Int64 = 1
    static let maximumNameLength = 100

    let kinds: [any CheckKind.Type]
    let loadTimeZone: @Sendable (String) throws -> TimeZoneRules
    let log: MappingReader.IssueLog

    /// A suite and where its name stands.
    struct Decoded {
        let suite: Suite
        let namePosition: SourcePosition
    }

    /// nil only with an issue in the log; a suite that comes with issues is not to be used.
    func decode(_ root: ConfigNode) -> Decoded? {
        guard let reader = MappingReader(root, subject: "a suite", log: log) else { return nil }
        version(reader)
        let (name, namePosition) = name(reader)
        let source = source(reader)
        let timeZone = timeZone(reader)
        let missingValues = reader.missingValues()
        let listed = reader.sensitiveList()
        let segments = SegmentRule.decode(reader, missing: missingValues)
        let context = SuiteContext(
            timeZone: timeZone ?? .utc, missingValues: missingValues,
            readFile: { path, place, log in ReferencedFile(path, from: place).root(log) },
            readLines: { path, place, log in ReferencedFile(path, from: place).lines(log) })
        let checks = checks(reader, in: context, isSegmented: segments != nil)
        reader.finish()
        let sensitive = SensitiveFields(listed + (checks ?? []).flatMap(\.kind.sensitiveFields))
        if let segments { refuse(segments, by: sensitive) }
        guard let name, let source, let timeZone, let checks else { return nil }
        let suite = Suite(
            name: name, source: source, timeZone: timeZone, missingValues: missingValues, segments: segments,
            sensitive: sensitive, checks: checks, place: reader.position)
        return Decoded(suite: suite, namePosition: namePosition)
    }

    /// The names of segments are values of their field.
    private func refuse(_ segments: SegmentRule, by sensitive: SensitiveFields) {
        for (path, place) in zip(segments.segmentation.paths, segments.places) where sensitive.touch(path) {
            log.report(
                "'segment_by' cannot name '\(path)', which is sensitive: reports and gauges show the names of segments",
                at: place)
        }
    }

    private func version(_ reader: MappingReader) {
        guard let node = reader.requiredNode("version") else { return }
        if node.content != .integer(Self.version) {
            let found = node.text.isEmpty ? node.typeName : "'\(node.text)'"
            reader.report(
                "'version' must be the number \(Self.version), the version of the suite language, not \(found)",
                at: node.position)
        }
    }

    // MARK: Name

    /// `suite`, or the name of the file without its extension.
    private func name(_ reader: MappingReader) -> (String?, SourcePosition) {
        if let node = reader.node("suite") {
            guard let name = reader.string("suite") else { return (nil, node.position) }
            if Self.isName(name) { return (name, node.position) }
            reader.report("'suite' cannot be '\(name)': " + Self.nameRule, at: node.position)
            return (nil, node.position)
        }
        let fileName = reader.position.file.split(separator: "/").last.map(String.init) ?? ""
        let dot = fileName.lastIndex(of: ".") ?? fileName.endIndex
        let name = fileName[dot...] == ".yml" || fileName[dot...] == ".yaml" ? String(fileName[..<dot]) : fileName
        if Self.isName(name) { return (name, reader.position) }
        reader.report("'suite' is needed, because the file's name cannot be the suite's: " + Self.nameRule)
        return (nil, reader.position)
    }

    private static let nameRule =
        "a name has letters (a-z), digits, '.', '_' and '-', starts with a letter or digit, and is at most "
        + "\(maximumNameLength) characters long"

    /// Names become directories, file names and labels of gauges.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetterOrDigit(first) else { return false }
        return text.unicodeScalars.count <= maximumNameLength && isIdentifier(text)
    }

    static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { isLetterOrDigit($0) || "._-".unicodeScalars.contains($0) }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    // MARK: Source

    private func source(_ suite: MappingReader) -> Suite.Source? {
        guard let node = suite.requiredNode("source"),
            let reader = MappingReader(node, subject: "'source'", log: log)
        else { return nil }
        let database = reader.name(of: .database)
        let collection = reader.name(of: .collection)
        let filter = reader.node("filter")
        if let filter {
            if case .mapping = filter.content {
            } else {
                reader.report(
                    "'filter' must be a MongoDB filter such as { country: Tunisia }, not \(filter.typeName)",
                    at: filter.position)
            }
        }
        reader.finish()
        guard let database, let collection else { return nil }
        return Suite.Source(database: database, collection: collection, filter: filter)
    }

    // MARK: Time zone

    /// nil when there is an issue.
    private func timeZone(_ reader: MappingReader) -> TimeZoneRules? {
        guard let node = reader.node("timezone") else { return .utc }
        guard let name = reader.string("timezone") else { return nil }
        do {
            return try loadTimeZone(name)
        } catch {
            reader.report("'timezone' is not usable: \(error)", at: node.position)
            return nil
        }
    }

    // MARK: Checks

    /// nil when there is no check at all.
    private func checks(_ reader: MappingReader, in context: SuiteContext, isSegmented: Bool) -> [Check]? {
        guard let node = reader.node("checks") else {
            reader.report("a suite needs 'checks', a list with at least one check")
            return nil
        }
        switch node.content {
        case .sequence(let elements) where !elements.isEmpty:
            return ChecksDecoder(kinds: kinds, context: context, isSegmented: isSegmented, log: log).decode(elements)
        case .sequence, .null:
            reader.report("'checks' is empty: with zero checks nothing is audited", at: node.position)
        case .mapping(let entries):
            let example = entries.first.map { "'- \($0.key):'" } ?? "'- '"
            reader.report(
                "'checks' must be a list: start each check with '- ' (did you mean \(example)?)", at: node.position)
        case .bool, .integer, .number, .string:
            reader.report("'checks' must be a list of checks, not \(node.typeName)", at: node.position)
        }
        return nil
    }
}
