import Foundation
import TestSupport
import Testing

/// Signals before the first document arrives.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct InterruptedConnectionTests {
    @Test(arguments: StopSignal.allCases)
    func `signal while a server is looked for`(signal: StopSignal) throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        let silent = try SilentServer()
        let program = try place.start([
            "run", "suite.yml", "--uri",
            "mongodb://127.0.0.1:\(silent.port)/?serverSelectionTimeoutMS=30000&connectTimeoutMS=30000",
        ])
        try silent.awaitCaller()
        let clock = ContinuousClock()
        let begin = clock.now
        program.signal(signal.number)
        let outcome = try program.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(clock.now - begin < .seconds(15))
        #expect(outcome.output == "")
        #expect(try place.files() == ["suite.yml"])
        #expect(!place.exists("reports"))
    }
}

/// A listener that takes calls and says nothing.
private final class SilentServer {
    private let listener: Int32
    private var caller: Int32 = -1
    let port: UInt16

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let handle = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(handle, $0, length) == 0 && listen(handle, 8) == 0 && getsockname(handle, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isListening else { throw FixtureError("cannot listen") }
    }

    /// Waits for the first call.
    func awaitCaller() throws {
        var query = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&query, 1, 30_000) == 1 else { throw FixtureError("nobody called") }
        caller = accept(listener, nil, nil)
    }

    deinit {
        if caller >= 0 { close(caller) }
        close(listener)
    }
}
