import Glibc

/// TCP ports of this machine's loopback interface.
package enum FreePort {
    /// A port that nobody listened on a moment ago; somebody else may take it, so whoever starts a server on it tries again.
    package static func find() throws -> UInt16 {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withSocketAddress(&address) {
            bind(handle, $0, length) == 0 && getsockname(handle, $0, &length) == 0
        }
        guard handle >= 0, bound else { throw FixtureError("no free port: \(String(cString: strerror(errno)))") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Has a socket listen on a free port.
    static func listen(_ handle: Int32) throws -> UInt16 {
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withSocketAddress(&address) {
            bind(handle, $0, length) == 0 && Glibc.listen(handle, 64) == 0 && getsockname(handle, $0, &length) == 0
        }
        guard isListening else { throw FixtureError("cannot listen: \(String(cString: strerror(errno)))") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// A connection; nil when nobody accepts it.
    static func connect(to port: UInt16) -> Int32? {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port: port)
        let isConnected = withSocketAddress(&address) {
            Glibc.connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
        if isConnected { return handle }
        close(handle)
        return nil
    }

    /// Whether somebody accepts connections there.
    package static func isListening(_ port: UInt16) -> Bool {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = loopback(port: port)
        return withSocketAddress(&address) { Glibc.connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
