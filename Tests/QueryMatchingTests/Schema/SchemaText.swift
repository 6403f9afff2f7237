import AuditModel
import QueryMatching
import SuiteFile
import Testing

/// A schema as its author writes it.
enum SchemaText {
    static func node(_ text: String) throws -> ConfigNode {
        let document = YAMLDocument(parsing: Array(text.utf8), file: "schema.yaml", environment: nil)
        #expect(document.issues.isEmpty)
        return try #require(document.root)
    }

    static func schema(_ text: String) throws -> JSONSchema {
        let log = MappingReader.IssueLog()
        let schema = JSONSchema.decode(try node(text), log: log)
        #expect(log.issues.isEmpty)
        return try #require(schema)
    }

    /// What is wrong with a schema.
    static func issues(_ text: String) throws -> [ConfigIssue] {
        let log = MappingReader.IssueLog()
        #expect(JSONSchema.decode(try node(text), log: log) == nil)
        return log.issues
    }
}
