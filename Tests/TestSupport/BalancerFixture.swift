import Foundation
import ScanEngine
import Synchronization

/// One address behind which several servers stand: each connection goes to the next of them, as a balancer would send it.
package final class BalancerFixture: Sendable {
    /// Where it listens, on the loopback interface.
    package let port: UInt16
    private let listener: Int32
    private let servers: [UInt16]
    private let isStopped = Atomic<Bool>(false)
    private let given = Mutex<[UInt16: Int]>([:])

    /// Begins to listen.
    /// - Parameter servers: ports of the loopback interface.
    package init(of servers: [UInt16]) throws {
        self.servers = servers
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        port = try FreePort.listen(listener)
        let thread = BackgroundThread { [listener, self] in
            var turn = 0
            while !isStopped.load(ordering: .relaxed) {
                var query = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&query, 1, 50) == 1 else { continue }
                let caller = accept(listener, nil, nil)
                let server = servers[turn % servers.count]
                turn += 1
                guard caller >= 0, let target = FreePort.connect(to: server) else { continue }
                given.withLock { $0[server, default: 0] += 1 }
                BackgroundThread { [self] in carry(caller, target) }?.detach()
            }
            close(listener)
        }
        thread?.detach()
    }

    /// Connections so far, by the server's port.
    package var connections: [UInt16: Int] { given.withLock(\.self) }

    /// Ends listening and every connection.
    package func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Carries bytes both ways until an end hangs up.
    private func carry(_ caller: Int32, _ target: Int32) {
        defer {
            close(caller)
            close(target)
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while !isStopped.load(ordering: .relaxed) {
            var queries = [caller, target].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&queries, 2, 50) > 0 else { continue }
            for (index, ends) in [(caller, target), (target, caller)].enumerated() where queries[index].revents != 0 {
                let count = read(ends.0, &chunk, chunk.count)
                guard count > 0 else { return }
                var sent = 0
                while sent < count {
                    let part = chunk[sent..<count].withUnsafeBytes {
                        send(ends.1, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard part > 0 else { return }
                    sent += part
                }
            }
        }
    }
}
