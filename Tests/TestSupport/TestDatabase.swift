import AuditModel
import Foundation
import MongoSource

/// A database of one test on the shared server.
package struct TestDatabase: Sendable {
    package let name: String
    package let uri: String

    /// Takes a name that no other test has.
    /// - Parameter test: a readable part of the name.
    package init(_ test: String = #function, on fixture: MongodFixture? = nil) throws {
        uri = try (fixture ?? MongodFixture.shared()).uri
        name = Self.newName(test)
    }

    /// Takes a name that no other test has, on another server.
    package init(_ test: String = #function, uri: String) throws {
        self.uri = uri
        name = Self.newName(test)
    }

    /// A database of this name on another server.
    package init(uri: String, named name: String) {
        self.uri = uri
        self.name = name
    }

    private static func newName(_ test: String) -> String {
        let readable = test.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(24)
        return "\(readable)_\(UUID().uuidString.replacingOccurrences(of: "-", with: ""))"
    }

    /// Inserts documents given as BSON bytes; fields and values are not checked, an `_id` is added where there is none.
    package func insert(_ documents: [[UInt8]], into collection: String) throws {
        try MongoClient(uri: uri).insert(documents: documents, into: collection, of: name)
    }

    /// Inserts documents given as Extended JSON.
    package func insert(json documents: [String], into collection: String) throws {
        try insert(documents.map { try BSONDocument(extendedJSON: $0).bytes }, into: collection)
    }

    /// Runs a command given as Extended JSON.
    /// - Returns: the reply as canonical Extended JSON.
    @discardableResult
    package func run(_ command: String, on database: String? = nil) throws -> String {
        try MongoClient(uri: uri).run(command, on: database ?? name).extendedJSON
    }

    /// Runs an aggregation pipeline, an array of stages as Extended JSON.
    /// - Returns: each result as relaxed Extended JSON, in the server's order.
    package func aggregate(_ pipeline: String, on collection: String) throws -> [String] {
        var results: [String] = []
        try MongoClient(uri: uri).aggregate(pipeline, on: collection, of: name) { bytes in
            results.append(BSONDocument(copying: bytes)?.relaxedJSON ?? "")
        }
        return results
    }

    /// Every document as BSON bytes, in the server's natural order.
    package func documents(of collection: String) throws -> [[UInt8]] {
        var results: [[UInt8]] = []
        try MongoClient(uri: uri).aggregate("[]", on: collection, of: name) { bytes in
            results.append(Array(bytes))
        }
        return results
    }
}
