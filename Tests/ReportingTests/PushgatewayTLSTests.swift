import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

private let openssl = InstalledProgram("openssl")

/// Pushes over TLS to a real Pushgateway whose certificate an authority of its own signed.
@Suite(
    .enabled(if: PushgatewayFixture.program != nil, Comment(rawValue: PushgatewayFixture.missing)),
    .enabled(if: openssl != nil, "openssl is not on PATH (Debian: apt-get install openssl)"))
struct PushgatewayTLSTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// An authority `ca.pem`, a server certificate for 127.0.0.1 under it, and the gateway's `web.yml`.
    func makeCertificates() throws {
        let program = try #require(openssl)
        func call(_ words: String) throws {
            let arguments = words.split(separator: " ").map { word in
                word.hasPrefix("@") ? folder.path(String(word.dropFirst())) : String(word)
            }
            let outcome = try program.run(arguments, folder: folder)
            guard outcome.exitStatus == 0 else { throw FixtureError(outcome.errors) }
        }
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout"
        try call("req -x509 \(key) @ca.key -out @ca.pem -days 2 -subj /CN=authority")
        try call("req \(key) @server.key -out @server.csr -subj /CN=gateway")
        try AtomicFile.write(Array("subjectAltName=IP:127.0.0.1\n".utf8), to: folder.path("names"))
        try call(
            "x509 -req -in @server.csr -CA @ca.pem -CAkey @ca.key -CAcreateserial -out @server.pem -days 2 -extfile @names"
        )
        let web = """
            tls_server_config:
              cert_file: \(folder.path("server.pem"))
              key_file: \(folder.path("server.key"))
            """
        try AtomicFile.write(Array(web.utf8), to: folder.path("web.yml"))
    }

    @Test func aCertificateThatNobodyVouchesForIsRefused() async throws {
        try makeCertificates()
        try await PushgatewayFixture.withRunning(arguments: ["--web.config.file=\(folder.path("web.yml"))"]) {
            gateway in
            let url = "https://\(gateway.authority)"
            let sink = PushgatewaySink(address: try PushgatewayAddress(url), key: try GroupingKey(), pause: { _ in })
            let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
            #expect(
                error?.message
                    == "push to \(url) failed: its certificate is not trusted; check the address, and name a file with your own "
                    + "authority in DQAUDIT_PUSHGATEWAY_CA_FILE or add it to the system's (Debian: update-ca-certificates)"
            )
        }
    }

    /// What a push says with a file of trusted certificates; nil when it is delivered.
    private func push(to url: String, trusting file: String) async throws -> String? {
        let sink = PushgatewaySink(
            address: try PushgatewayAddress(url), key: try GroupingKey(), authorities: folder.path(file),
            pause: { _ in })
        do throws(SinkError) {
            try await sink.deliver(Sample.run(Sample.report()))
            return nil
        } catch {
            return error.message.components(separatedBy: " failed: ").last
        }
    }

    @Test func anAuthorityOfOnesOwnIsTrustedWhenItIsNamed() async throws {
        try makeCertificates()
        try AtomicFile.write(Array("no certificate\n".utf8), to: folder.path("text"))
        try await PushgatewayFixture.withRunning(arguments: ["--web.config.file=\(folder.path("web.yml"))"]) {
            gateway in
            let url = "https://\(gateway.authority)"
            let trusted = try await push(to: url, trusting: "ca.pem")
            #expect(trusted == nil)
            let foreign = try await push(to: url.replacing("127.0.0.1", with: "localhost"), trusting: "ca.pem")
            #expect(foreign == "its certificate is for another host; check the address")
            let unreadable = try await push(to: url, trusting: "text")
            #expect(unreadable == "the file of DQAUDIT_PUSHGATEWAY_CA_FILE cannot be read as certificates; check it")
        }
    }

    @Test func plainTextToASecureGatewayIsSaidSo() async throws {
        try makeCertificates()
        let web = "--web.config.file=\(folder.path("web.yml"))"
        try await PushgatewayFixture.withRunning(arguments: [web]) { gateway in
            let sink = PushgatewaySink(
                address: try PushgatewayAddress(gateway.url), key: try GroupingKey(), pause: { _ in })
            let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
            // The gateway answers and hangs up while the request is still being sent: whether its words arrive is a race.
            let message = try #require(error?.message)
            let isAnswered = message.contains("HTTP status 400") && message.contains("HTTPS")
            #expect(isAnswered || message.contains("the connection broke off") || message.contains("no answer"))
        }
    }

    @Test func secureTalkToAPlainGatewayIsSaidSo() async throws {
        try await PushgatewayFixture.withRunning { gateway in
            let sink = PushgatewaySink(
                address: try PushgatewayAddress("https://\(gateway.authority)"), key: try GroupingKey(), pause: { _ in }
            )
            let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
            #expect(error?.message.contains("no secure connection; check whether the address begins rightly") == true)
        }
    }
}
