import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// What happens when the server is not there or does not let us in.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct MongoAccessTests {
    /// A server with a user `keeper` that may read `shop` and a user `visitor` that may read `other`.
    private struct Guarded {
        let fixture: MongodFixture

        init() throws {
            fixture = try MongodFixture(.authenticated)
            _ = try MongoClient(uri: fixture.uri).run(
                #"{"createUser": "root", "pwd": "r00tw0rd", "roles": ["root"]}"#, on: "admin")
            let root = try MongoClient(uri: uri("root", "r00tw0rd"))
            for (user, database) in [("keeper", "shop"), ("visitor", "other")] {
                _ = try root.run(
                    """
                    {"createUser": "\(user)", "pwd": "p@ss/w0rd",
                     "roles": [{"role": "read", "db": "\(database)"}]}
                    """, on: "admin")
            }
            try root.insert(documents: [BSONDocument(extendedJSON: #"{"a": 1}"#).bytes], into: "products", of: "shop")
        }

        func uri(_ user: String, _ password: String) -> String {
            "mongodb://\(user):\(password)@127.0.0.1:\(fixture.port)/?directConnection=true&authSource=admin"
        }

        func source(_ user: String, _ password: String, collection: String = "products") throws -> MongoSource {
            try MongoSource(uri: uri(user, password), database: "shop", collection: collection)
        }
    }

    @Test func `tells a wrong login from a missing right`() throws {
        let guarded = try Guarded()
        defer { guarded.fixture.stop() }

        let keeper = try guarded.source("keeper", "p%40ss%2Fw0rd")
        #expect(try keeper.facts().estimatedDocuments == 1)
        #expect(try keeper.documentCount() == 1)

        for (user, password) in [("keeper", "wr0ng"), ("nobody", "p%40ss%2Fw0rd")] {
            let source = try guarded.source(user, password)
            let error = #expect(throws: SourceError.self) { try source.facts() }
            #expect(error?.code == .notAuthorised)
            #expect(error?.message.contains("refuses the login") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("127.0.0.1:\(guarded.fixture.port)") == true)
            for secret in [user, password, "p@ss"] { #expect(error?.message.contains(secret) == false) }
            #expect(#expect(throws: SourceError.self) { try source.documentCount() }?.code == .notAuthorised)
        }

        let visitor = try guarded.source("visitor", "p%40ss%2Fw0rd")
        let refused = #expect(throws: SourceError.self) { try visitor.documentCount() }
        #expect(refused?.code == .notAuthorised)
        #expect(refused?.message.contains("may not read shop.products") == true, "\(refused?.message ?? "")")

        let missing = try guarded.source("keeper", "p%40ss%2Fw0rd", collection: "product")
        #expect(#expect(throws: SourceError.self) { try missing.facts() }?.code == .collectionMissing)

        let anonymous = try MongoSource(uri: guarded.fixture.uri, database: "shop", collection: "products")
        let asked = #expect(throws: SourceError.self) { try anonymous.documentCount() }
        #expect(asked?.code == .notAuthorised)
        #expect(asked?.message.contains("asks for a login") == true, "\(asked?.message ?? "")")
    }

    @Test func `names the hosts that cannot be reached`() throws {
        let port = try FreePort.find()
        let source = try MongoSource(
            uri: "mongodb://alice:s3cr3tw0rd@127.0.0.1:\(port)/?serverSelectionTimeoutMS=300", database: "shop",
            collection: "products")
        for error in [
            #expect(throws: SourceError.self) { try source.facts() },
            #expect(throws: SourceError.self) { try source.documentCount() },
        ] {
            #expect(error?.code == .cannotConnect)
            #expect(error?.message.contains("127.0.0.1:\(port)") == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("s3cr3t") == false)
            #expect(error?.message.contains("alice") == false)
        }
    }
}
