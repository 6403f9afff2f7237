import AuditModel
import CLibMongoC
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

    /// What the driver is going to do, read from its own URI.
    private func uri<Result>(
        _ text: String, preference: ReadPreference? = nil, isCompressed: Bool = false,
        commandMilliseconds: Int = 10_000, deadline: ContinuousClock.Instant? = nil, _ ask: (OpaquePointer) -> Result
    ) throws -> Result {
        let uri = try ConnectionString(text).makeURI(
            preference: preference, isCompressed: isCompressed, commandMilliseconds: commandMilliseconds,
            deadline: deadline)
        defer { mongoc_uri_destroy(uri) }
        return ask(uri)
    }

    @Test func `prefers a secondary that is not far behind, unless told otherwise`() throws {
        func mode(_ text: String, _ preference: ReadPreference? = nil) throws -> (mongoc_read_mode_t, Int64) {
            try uri(text, preference: preference) { uri in
                let preference = mongoc_uri_get_read_prefs_t(uri)
                return (
                    mongoc_read_prefs_get_mode(preference), mongoc_read_prefs_get_max_staleness_seconds(preference)
                )
            }
        }
        #expect(try mode("mongodb://a") == (MONGOC_READ_SECONDARY_PREFERRED, 120))
        #expect(try mode("mongodb://a/?readPreference=nearest").0 == MONGOC_READ_NEAREST)
        #expect(try mode("mongodb://a/?readPreference=nearest", .primary) == (MONGOC_READ_PRIMARY, -1))
        let stale = "mongodb://a/?readPreference=secondary&maxStalenessSeconds=300"
        #expect(try mode(stale) == (MONGOC_READ_SECONDARY, 300))
        #expect(try mode(stale, .secondaryPreferred) == (MONGOC_READ_SECONDARY_PREFERRED, 300))
    }

    @Test func `offers compression where the string does not speak of it`() throws {
        func compressors(_ text: String, offered: Bool) throws -> [String] {
            try uri(text, isCompressed: offered) { uri in
                guard let list = mongoc_uri_get_compressors(uri), let copy = bson_copy(list) else { return [] }
                let document = BSONDocument(adopting: copy)
                return ["snappy", "zstd", "zlib"].filter { document.relaxedJSON.contains("\"\($0)\"") }
            }
        }
        #expect(try compressors("mongodb://a", offered: false) == [])
        #expect(try compressors("mongodb://a", offered: true).first == "snappy")
        #expect(try compressors("mongodb://a/?compressors=zlib", offered: true) == ["zlib"])
    }

    @Test func `lets no reply be given up before its command's time is over`() throws {
        func timeout(_ text: String) throws -> Int32 {
            try uri(text, commandMilliseconds: MongoSource.cursorMilliseconds) { uri in
                mongoc_uri_get_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, -1)
            }
        }
        for silent in ["mongodb://a", "mongodb://a/?socketTimeoutMS=0"] {
            #expect(Int(try timeout(silent)) > MongoSource.cursorMilliseconds)
        }
        #expect(try timeout("mongodb://a/?socketTimeoutMS=5000") == 5_000, "whoever says so is obeyed")
        #expect(try ConnectionString("mongodb://a/?sockettimeoutms=5000").socketMilliseconds == 5_000)
        #expect(try ConnectionString("mongodb://a/?socketTimeoutMS=0").socketMilliseconds == nil)
        #expect(try ConnectionString("mongodb://a").socketMilliseconds == nil)
    }

    @Test func `waits for nothing much longer than the deadline`() throws {
        func timeouts(_ text: String, _ deadline: ContinuousClock.Instant?) throws -> [Int32] {
            try uri(text, deadline: deadline) { uri in
                [MONGOC_URI_SERVERSELECTIONTIMEOUTMS, MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS].map {
                    (option: String) in mongoc_uri_get_option_as_int32(uri, option, -1)
                }
            }
        }
        #expect(try timeouts("mongodb://a", nil) == [10_000, -1, 70_000])
        let limited = try timeouts("mongodb://a/?socketTimeoutMS=0&connectTimeoutMS=700", .now + .seconds(60))
        #expect(limited[0] == 10_000 && limited[1] == 700)
        #expect((51_000...61_000).contains(limited[2]))
        #expect(try timeouts("mongodb://a", .now - .seconds(1)) == [1_000, 1_000, 1_000])
    }

    @Test(
        arguments: [
            ("mongodb://localhost", true), ("mongodb://127.0.0.1:27018", true), ("mongodb://[::1]:27017", true),
            ("mongodb://%2Ftmp%2Fmongodb-27017.sock", true), ("mongodb://localhost,db.example", false),
            ("mongodb://10.1.2.3", false), ("mongodb+srv://cluster.db.example", false),
        ])
    func `tells a server of this machine by its name`(text: String, isLocal: Bool) throws {
        #expect(try ConnectionString(text).isLocal == isLocal)
    }
}
