import AuditModel
import Testing

@testable import MongoSource

@Suite struct ConnectionStringTests {
    /// A text that no message may hold in any spelling.
    static let secrets = ["geheim", "passwort", "s3cr3t", "t0ken", "alice", "p%40ss", "p@ss"]

    @Test(
        arguments: [
            ("mongodb://localhost", "mongodb://localhost:27017/"),
            ("mongodb://localhost:27018/shop", "mongodb://localhost:27018/shop"),
            ("mongodb://alice:geheim@db.example:27017/shop", "mongodb://db.example:27017/shop"),
            ("mongodb://alice:p%40ss%3As3cr3t@db.example/shop?authSource=admin", "mongodb://db.example:27017/shop"),
            ("mongodb://alice@db.example/", "mongodb://db.example:27017/"),
            ("mongodb://alice:@db.example/", "mongodb://db.example:27017/"),
            (
                "mongodb://alice:geheim@a.example:1,b.example:2,c.example/shop?replicaSet=rs0",
                "mongodb://a.example:1,b.example:2,c.example:27017/shop"
            ),
            ("mongodb+srv://alice:geheim@cluster.db.example/shop", "mongodb+srv://cluster.db.example/shop"),
            (
                """
                mongodb://alice:s3cr3t@db.example/?authMechanism=MONGODB-AWS\
                &authMechanismProperties=AWS_SESSION_TOKEN:t0ken
                """, "mongodb://db.example:27017/"
            ),
            (
                "mongodb://db.example/shop?tls=true&tlsCertificateKeyFilePassword=s3cr3t@x",
                "mongodb://db.example:27017/shop"
            ),
            ("mongodb://alice:geheim@[::1]:27019/shop", "mongodb://[::1]:27019/shop"),
        ])
    func `shows hosts and database only`(text: String, shown: String) throws {
        let connection = try ConnectionString(text)
        #expect(connection.redacted.description == shown)
        var dumped = ""
        dump(connection, to: &dumped)
        let source = try MongoSource(connection, database: "shop", collection: "products")
        dump(source, to: &dumped)
        for text in ["\(connection)", String(reflecting: connection), dumped, "\(source)", String(reflecting: source)] {
            for secret in Self.secrets { #expect(!text.contains(secret)) }
        }
    }

    @Test(
        arguments: [
            "", " ", "localhost", "http://alice:geheim@db.example/", "mongodb://", "mongodb:///shop",
            // Characters of a password that must be escaped and are not.
            "mongodb://alice:p@ssgeheim@db.example/shop", "mongodb://alice:12/geheim@db.example/shop",
            "mongodb://alice:geheim/27@db.example/shop", "mongodb://alice:12?geheim@db.example/shop",
            "mongodb://alice:12#geheim@db.example/shop", "mongodb://alice:geheim%@db.example/shop",
            "mongodb://alice:geheim%zz@db.example/shop", "mongodb://alice:12/x?geheim=1@db.example/shop",
            "mongodb://alice:12/x?geheim@db.example", "mongodb://alice:ge:heim@db.example/geheim",
            "mongodb://alice:geh eim@db.example/shop", "mongodb://alice:geheim\n@db.example/shop",
            "mongodb+srv://alice:geheim@a.db.example,b.db.example/shop", "mongodb+srv://alice:geheim@localhost:1/",
            "mongodb://alice:geheim@db.example:99999999/shop", "mongodb://alice:geheim@db.example:port/shop",
            "mongodb://alice:geheim@/shop", "mongodb://alice:geheim",
            "mongodb://alice:geheim@db.example/?tls=true&tlsInsecure=true&tlsAllowInvalidCertificates=geheim",
        ])
    func `refuses a malformed string without a part of it`(text: String) throws {
        let error = #expect(throws: SourceError.self) { try ConnectionString(text) }
        #expect(error?.code == .configuration)
        let message = try #require(error?.message)
        for secret in Self.secrets + ["heim", "ssgeh"] { #expect(!message.contains(secret), "\(message)") }
        #expect(!message.contains("example"))
    }

    @Test func `takes the secrets out of foreign words`() throws {
        let connection = try ConnectionString(
            """
            mongodb://alice:p%40ss@db.example/shop?authMechanism=MONGODB-AWS&\
            authMechanismProperties=AWS_SESSION_TOKEN:t0ken%2Fx
            """)
        #expect(connection.scrub("no user alice with p@ss or p%40ss, t0ken/x") == "no user *** with *** or ***, ***")
        let short = try ConnectionString("mongodb://a:b@db.example/")
        #expect(short.scrub("a bad password b, at all") == "*** bad password ***, at all")
    }
}
