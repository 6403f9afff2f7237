import AuditModel
import Foundation
import MongoSource
import TestSupport
import Testing

/// The password of a connection string appears nowhere.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"), .serialized)
struct SecrecyTests {
    private static let password = "Zebra@Quokka42"
    private static let encoded = "Zebra%40Quokka42"
    private static let wrong = "Narwhal%40Quokka43"

    /// A server that asks for a login, with a user and a collection.
    private static let server = Result {
        let fixture = try MongodFixture(.authenticated)
        _ = try MongoClient(uri: fixture.uri).run(
            #"{"createUser": "auditor", "pwd": "\#(password)", "roles": ["readWriteAnyDatabase"]}"#, on: "admin")
        let documents = try Shop.products(10).map { try BSONDocument(extendedJSON: $0).bytes }
        try MongoClient(uri: uri(of: fixture, encoded)).insert(documents: documents, into: "products", of: "shop")
        return fixture
    }

    private static func uri(of fixture: MongodFixture, _ password: String) -> String {
        "mongodb://auditor:\(password)@127.0.0.1:\(fixture.port)/?authSource=admin&serverSelectionTimeoutMS=2000"
    }

    private let place: AuditFolder
    private let options = ["run", "suite.yml", "--now", Shop.now, "--textfile", "gauges.prom", "--uri"]

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
    }

    private func expectNoSecret(_ outcome: AuditOutcome, location: SourceLocation = #_sourceLocation) throws {
        for secret in ["Quokka", "Zebra", "Narwhal"] {
            #expect(!outcome.output.contains(secret), "\(outcome.output)", sourceLocation: location)
            #expect(!outcome.errors.contains(secret), "\(outcome.errors)", sourceLocation: location)
            #expect(try place.contains(secret) == [], sourceLocation: location)
        }
    }

    @Test func `on success`() throws {
        let uri = Self.uri(of: try Self.server.get(), Self.encoded)
        let outcome = try place.call(options + [uri])
        #expect(outcome.status == 0, "\(outcome)")
        try expectNoSecret(outcome)
        #expect(try place.files().contains("gauges.prom"))
        #expect(try place.files().contains("reports/history.sqlite"))
        try expectNoSecret(try place.call("history", "list", "--format", "json"))
    }

    @Test func `from the environment and from a file`() throws {
        let uri = Self.uri(of: try Self.server.get(), Self.encoded)
        let outcome = try place.call(
            "run", "suite.yml", "--now", Shop.now, "--format", "json", environment: ["MONGODB_URI": uri])
        #expect(outcome.status == 0, "\(outcome)")
        try expectNoSecret(outcome)
        let elsewhere = try TemporaryFolder()
        let file = try elsewhere.write(uri + "\n", to: "uri")
        let second = try place.call("run", "suite.yml", "--now", Shop.now, "--uri-file", file)
        #expect(second.status == 0, "\(second)")
        try expectNoSecret(second)
    }

    @Test func `with a wrong password`() throws {
        let outcome = try place.call(options + [Self.uri(of: try Self.server.get(), Self.wrong)])
        #expect(outcome.status == 3, "\(outcome)")
        try expectNoSecret(outcome)
        let reason = try place.latest().reason ?? ""
        #expect(reason.lowercased().contains("auth") || reason.contains("password"), "\(reason)")
    }

    @Test func `with a history on the server, there or not`() throws {
        let server = try Self.server.get()
        let port = try FreePort.find()
        let history = ["--history", "mongodb:ops.runs"]
        let good = Self.uri(of: server, Self.encoded)
        #expect(try place.call(options + [good] + history).status == 0)
        for uri in [
            good, Self.uri(of: server, Self.wrong),
            "mongodb://auditor:\(Self.encoded)@127.0.0.1:\(port)/?serverSelectionTimeoutMS=300",
        ] {
            try expectNoSecret(try place.call(options + [uri] + history))
            try expectNoSecret(try place.call(["history", "list", "--format", "json", "--uri", uri] + history))
        }
        #expect(try place.files(in: "reports/.unrecorded").count == 2)
    }

    @Test func `without a login`() throws {
        let outcome = try place.call(options + [try Self.server.get().uri])
        #expect(outcome.status == 3, "\(outcome)")
        #expect(try place.latest().reason != nil)
    }

    @Test func `with an unreachable server`() throws {
        let port = try FreePort.find()
        let outcome = try place.call(
            options + ["mongodb://auditor:\(Self.encoded)@127.0.0.1:\(port)/?serverSelectionTimeoutMS=300"])
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.output.contains("127.0.0.1:\(port)"))
        try expectNoSecret(outcome)
    }

    @Test(arguments: [
        "mongodb://auditor:\(encoded)@127.0.0.1:99999/", "mongodb://auditor:\(encoded)@/",
        "mongodb://auditor:\(encoded)", "mongodb://auditor:\(password)@127.0.0.1:1/?x=y", "auditor:\(encoded)@host",
        "postgres://auditor:\(encoded)@host/db", "mongodb://auditor:Zebra/Quokka@127.0.0.1/",
        "mongodb+srv://auditor:\(encoded)@a:1/",
    ])
    func `in a connection string that is wrong`(uri: String) throws {
        let outcome = try place.call(options + [uri])
        #expect(outcome.status == 2, "\(outcome)")
        #expect(!outcome.errors.isEmpty)
        try expectNoSecret(outcome)
    }

    @Test func `of the Pushgateway`() throws {
        let port = try FreePort.find()
        try place.folder.write(Shop.products(5).joined(separator: "\n"), to: "products.jsonl")
        let outcome = try place.call(
            "run", "suite.yml", "--source", "products.jsonl", "--pushgateway", "http://127.0.0.1:\(port)",
            environment: ["DQAUDIT_PUSHGATEWAY_USER": "pusher", "DQAUDIT_PUSHGATEWAY_PASSWORD": Self.password])
        #expect(outcome.status == 1 || outcome.status == 4, "\(outcome)")
        try expectNoSecret(outcome)
        let inURL = try place.call(
            "run", "suite.yml", "--source", "products.jsonl", "--pushgateway",
            "http://pusher:\(Self.encoded)@127.0.0.1:\(port)")
        #expect(inURL.status != 0)
        try expectNoSecret(inURL)
    }
}
