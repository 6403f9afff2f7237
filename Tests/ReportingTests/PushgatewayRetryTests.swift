import AuditModel
import Foundation
import Reporting
import Synchronization
import TestSupport
import Testing

/// Answers that a real Pushgateway does not give on demand.
@Suite struct PushgatewayRetryTests {
    /// Notes how long it was asked to pause, and does not.
    final class Pauses: Sendable {
        private let durations = Mutex([Duration]())
        var all: [Duration] { durations.withLock { $0 } }
        func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    let pauses = Pauses()

    /// Delivers to a server with prepared answers; the requests it got, and the error if there was one.
    func deliver(
        to steps: [ScriptedServer.Step], credentials: HTTPCredentials? = nil, timeout: Duration = .seconds(10)
    ) async throws -> (requests: [String], message: String?) {
        let server = try ScriptedServer(steps)
        defer { server.stop() }
        let sink = PushgatewaySink(
            address: try PushgatewayAddress("127.0.0.1:\(server.port)/base"), key: try GroupingKey(),
            credentials: credentials, timeout: timeout, pause: { [pauses] in pauses.add($0) })
        do {
            try await sink.deliver(Sample.run(Sample.report()))
            return (server.requests, nil)
        } catch {
            return (server.requests, error.message)
        }
    }

    @Test func theRequestIsAsTheInterfaceWantsIt() async throws {
        let (requests, message) = try await deliver(to: [.answer(202)], credentials: .bearer(" t0ken\n"))
        #expect(message == nil)
        let request = try #require(requests.first)
        #expect(
            request.hasPrefix(
                "PUT /base/metrics/job/dqaudit/suite/products/database/pricechecktn/collection/products HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        #expect(request.contains("Authorization: Bearer t0ken\r\n"))
        #expect(request.hasSuffix(try Exposition.text(RunGauges.all(of: Sample.run(Sample.report())))))
    }

    @Test(arguments: [429, 500, 502, 503])
    func busyServersAreAskedAgain(status: Int) async throws {
        let (requests, message) = try await deliver(to: [.answer(status), .hangUp, .answer(status), .answer(200)])
        #expect(message == nil)
        #expect(requests.count == 4)
        // Header fields come in any order.
        #expect(Set(requests.map { $0.split(separator: "\r\n").sorted() }).count == 1)
        #expect(pauses.all == [.milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func theServerSaysHowLongToWait() async throws {
        let steps: [ScriptedServer.Step] = [
            .answer(503, ["Retry-After: 7"]), .answer(429, ["Retry-After: 3600"]), .answer(200),
        ]
        #expect(try await deliver(to: steps).message == nil)
        #expect(pauses.all == [.seconds(7), .seconds(10)])
    }

    @Test func itGivesUpInTheEnd() async throws {
        let steps = [ScriptedServer.Step](repeating: .answer(503, [], "<h1>down\u{1B}[31m</h1>\n\n now"), count: 6)
        let (requests, message) = try await deliver(to: steps)
        #expect(requests.count == 4)
        let text = try #require(message)
        #expect(
            text.hasSuffix(
                "failed after 4 tries: HTTP status 503, it is not well; see its log: <h1>down\\u{1B}[31m</h1> now"))
    }

    @Test(arguments: [400, 401, 403, 404, 413])
    func aRefusalIsFinal(status: Int) async throws {
        let (requests, message) = try await deliver(to: [.answer(status, [], "because"), .answer(200)])
        #expect(requests.count == 1)
        #expect(message?.contains("failed: HTTP status \(status), ") == true)
        #expect(message?.hasSuffix(": because") == true)
        #expect(pauses.all.isEmpty)
    }

    @Test(arguments: [301, 302, 307, 308])
    func credentialsDoNotFollowARedirect(status: Int) async throws {
        let other = try ScriptedServer([.answer(200)])
        defer { other.stop() }
        let location = "http://127.0.0.1:\(other.port)/elsewhere"
        let (requests, message) = try await deliver(
            to: [.answer(status, ["Location: \(location)"])], credentials: .bearer("t0ken"))
        #expect(requests.count == 1)
        #expect(other.requests.isEmpty)
        #expect(message?.contains("it redirects to \(location); give that address") == true)
    }

    @Test func aSilentServerIsNotWaitedForForever() async throws {
        let (requests, message) = try await deliver(
            to: [ScriptedServer.Step](repeating: .silence, count: 4), timeout: .seconds(1))
        #expect(requests.count == 4)
        #expect(message?.contains("failed after 4 tries: no answer in time") == true)
    }

    /// Each byte of such a server is a sign of life, and it never ends.
    @Test func aServerThatDripsIsNotWaitedForForever() async throws {
        let (requests, message) = try await deliver(
            to: [ScriptedServer.Step](repeating: .drip, count: 4), timeout: .seconds(1))
        #expect(requests.count == 4)
        #expect(message?.contains("failed after 4 tries: no answer in time") == true)
    }

    @Test func laterPushesOfAProcessAreNotPatientWithAGatewayThatIsGone() async throws {
        let down = [ScriptedServer.Step](repeating: .answer(503), count: 5)
        let server = try ScriptedServer(down + [.silence, .answer(200), .answer(503), .answer(200)])
        defer { server.stop() }
        let sink = PushgatewaySink(
            address: try PushgatewayAddress("127.0.0.1:\(server.port)"), key: try GroupingKey(),
            pause: { [pauses] in pauses.add($0) })
        func push() async -> String? {
            do throws(SinkError) {
                try await sink.deliver(Sample.run(Sample.report()))
                return nil
            } catch {
                return error.message
            }
        }
        #expect(await push()?.contains("failed after 4 tries: HTTP status 503") == true)
        #expect(await push()?.contains("failed: HTTP status 503") == true)
        #expect(await push()?.contains("failed: no answer in time") == true)
        #expect(pauses.all.count == 3)
        #expect(await push() == nil)
        // It is back, and so is the patience.
        #expect(await push() == nil)
        #expect(pauses.all.count == 4)
        #expect(server.requests.count == 9)
    }

    @Test func aPushThatWaitsCanBeCancelled() async throws {
        let server = try ScriptedServer([.silence])
        defer { server.stop() }
        let sink = PushgatewaySink(
            address: try PushgatewayAddress("127.0.0.1:\(server.port)"), key: try GroupingKey(), timeout: .seconds(3600)
        )
        let push = Task { () -> String? in
            do throws(SinkError) {
                try await sink.deliver(Sample.run(Sample.report()))
                return nil
            } catch {
                return error.message
            }
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        push.cancel()
        #expect(await push.value?.hasSuffix("failed: it was cancelled") == true)
    }

    @Test func anUnreachableGatewayIsNamed() async throws {
        let server = try ScriptedServer([])
        server.stop()
        let sink = PushgatewaySink(
            address: try PushgatewayAddress("http://user:s3cret@127.0.0.1:\(server.port)"), key: try GroupingKey(),
            pause: { _ in })
        let error = await #expect(throws: SinkError.self) { try await sink.deliver(Sample.run(Sample.report())) }
        #expect(
            error?.message
                == "push to http://127.0.0.1:\(server.port) failed after 4 tries: cannot connect; check the address and that "
                + "the Pushgateway runs")
    }

    @Test(arguments: ["push_time_seconds", "push_failure_time_seconds"])
    func namesOfTheGatewayAreRefused(name: String) async throws {
        let sink = PushgatewaySink(
            address: try PushgatewayAddress("127.0.0.1:1"), key: try GroupingKey(), pause: { _ in })
        let run = CompletedRun(report: Sample.report(), checkGauges: [Gauge(name, help: "h", value: 1)])
        let error = await #expect(throws: SinkError.self) { try await sink.deliver(run) }
        #expect(error?.message.contains("choose another") == true)
    }
}

@Suite struct PushgatewayAddressTests {
    @Test(arguments: [
        ("http://host:9091", "http://host:9091"), ("host:9091/", "http://host:9091"),
        ("HTTPS://host/a/b//", "https://host/a/b"),
        ("http://u:p%40ss@host:9091/x", "http://host:9091/x"), ("http://[::1]:9091", "http://[::1]:9091"),
        (" http://host ", "http://host"),
    ])
    func readsWhatPeopleWrite(text: String, base: String) throws {
        #expect(try PushgatewayAddress(text).description == base)
    }

    @Test(arguments: [
        "", "http://", "ftp://u:s3cret@host", "http://u:s3cret@host?x=1", "http://u:s3cret@host#x",
        "http://u:s3cret@ho st",
        "http://u:s3cret@host/metrics", "http://u:s3cret@host/metrics/job/x", "://",
    ])
    func refusesTheRestWithoutShowingSecrets(text: String) throws {
        let error = #expect(throws: SinkError.self) { try PushgatewayAddress(text) }
        #expect(error?.message.contains("s3c") == false)
    }

    @Test func credentialsDoNotShowThemselves() throws {
        let address = try PushgatewayAddress("http://u:s3cret@host")
        #expect(try address.credentials == .basic(user: "u", password: "s3cret"))
        let sink = PushgatewaySink(address: address, key: try GroupingKey())
        var dumped = ""
        dump(sink, to: &dumped)
        let encoded = Data("u:s3cret".utf8).base64EncodedString()
        for text in [dumped, "\(sink)", String(reflecting: sink), "\(address)"] {
            #expect(!text.contains("s3cret") && !text.contains(encoded))
        }
    }

    @Test(arguments: ["", " \n", "a b", "a\r\nHost: x", "é"])
    func anUnusableTokenIsRefused(token: String) {
        #expect(throws: SinkError.self) { try HTTPCredentials.bearer(token) }
    }
}
