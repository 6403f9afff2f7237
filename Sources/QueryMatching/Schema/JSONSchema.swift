package import AuditModel

/// A schema in MongoDB's dialect of JSON Schema: `$jsonSchema` of MongoDB 6.0, a part of draft 4 with `bsonType` beside `type`.
///
/// A keyword says nothing about values of other types than its own, as in draft 4: `minimum` holds for every text. Everything is decided
/// as a server decides it: numbers compare across types, the order of fields in documents and the width of numbers make no value another
/// one for `enum` and `uniqueItems`, and `number` is every numeric type.
package struct JSONSchema: Hashable, Sendable {
    let root: SchemaNode
    /// Every pattern once; rules name theirs by its place here.
    let patterns: [SchemaPattern]
    /// How many keys the schemas of documents know, all together.
    let nameCount: Int
    /// What a document can break, by number: place and keyword, as in `price: minimum`, `(document): required name`,
    /// `tags[]: bsonType`, `specifications: additionalProperties`.
    ///
    /// `anyOf`, `oneOf`, `not` and `dependencies` are one failure each, at their own place: no single keyword within them has to hold.
    /// What stands within `allOf` has to, and counts where it stands.
    package let failures: [String]

    /// Reads a schema and checks all of it.
    /// - Returns: nil when something is wrong: the log then names each mistake with its place.
    package static func decode(_ node: ConfigNode, log: MappingReader.IssueLog) -> JSONSchema? {
        decode(allOf: [node], log: log)
    }

    /// Reads schemas of which a document has to keep all.
    /// - Returns: nil when something is wrong: the log then names each mistake with its place.
    package static func decode(allOf nodes: [ConfigNode], log: MappingReader.IssueLog) -> JSONSchema? {
        let problems = log.issues.count
        var decoder = SchemaDecoder(log: log)
        var roots = nodes.map { decoder.schema($0, place: SchemaPlace.document) }
        guard log.issues.count == problems, !roots.isEmpty else { return nil }
        let root = roots.count == 1 ? roots.removeFirst() : SchemaNode(tests: [SchemaTest(.allOf(roots), failure: 0)])
        return JSONSchema(
            root: root, patterns: decoder.patterns.list, nameCount: decoder.nameCount, failures: decoder.failures.list)
    }
}
