package import AuditModel

/// One YAML document as a tree of ``ConfigNode`` with exact places.
///
/// Anchors, aliases and merge keys (`<<`) are carried out, environment references too; duplicate keys stay in the tree, so that
/// its reader can name the mapping that they stand in.
package struct YAMLDocument: Sendable {
    /// nil when the text is no YAML at all; the issues say why.
    package let root: ConfigNode?
    /// What is wrong with the text itself, in no particular order.
    package let issues: [ConfigIssue]
    /// Texts that hold values of the environment, by place.
    let expansions: [SourcePosition: ExpandedText]

    /// A text before and after its environment references were carried out.
    struct ExpandedText: Hashable, Sendable {
        let written: String
        let expansion: EnvironmentReference.Expansion
    }

    /// Parses the bytes of a file.
    /// - Parameters:
    ///   - file: how messages name the file.
    ///   - environment: where references are looked up; nil takes them for plain text, as in what a server has sent.
    package init(parsing bytes: some Sequence<UInt8>, file: String, environment: [String: String]?) {
        do throws(ConfigIssue) {
            let source = try SourceText(bytes, file: file)
            if source.isBlank {
                let what =
                    source.scalars.isEmpty ? "the file is empty" : "the file holds nothing but blanks and comments"
                throw ConfigIssue(at: source.position(of: 0), what + "; a suite begins with 'version: 1'")
            }
            try AliasBound(source).check()
            var conversion = try NodeConversion(source: source, environment: environment)
            root = try conversion.root()
            issues = conversion.issues
            expansions = conversion.expansions
        } catch {
            root = nil
            issues = [error]
            expansions = [:]
        }
    }
}
