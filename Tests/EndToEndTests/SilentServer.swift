import Foundation
import TestSupport

/// A listener that takes calls and says nothing.
final class SilentServer {
    private var listener: Int32
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

    /// Ends the call, and takes no more.
    func hangUp() {
        if caller >= 0 { close(caller) }
        if listener >= 0 { close(listener) }
        (caller, listener) = (-1, -1)
    }

    deinit {
        hangUp()
    }
}
