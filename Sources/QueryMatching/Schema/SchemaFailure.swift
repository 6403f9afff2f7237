/// What a document breaks of a schema.
package struct SchemaFailure: Hashable, Sendable {
    /// Its number among the schema's ``JSONSchema/failures``.
    package let index: Int
    /// Place and keyword.
    package let name: String
}
