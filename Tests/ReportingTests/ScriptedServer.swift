import Foundation
import Synchronization
import TestSupport

/// A small HTTP server on the loopback address that gives prepared answers, one a connection, and notes what it was asked.
///
/// For the answers that a real Pushgateway does not give on demand: overload, failures, redirects, silence.
final class ScriptedServer: Sendable {
    /// What to do with a connection.
    enum Step: Sendable {
        /// Status, further header lines, body.
        case answer(Int, [String] = [], String = "")
        /// Close the connection without a word.
        case hangUp
        /// Keep it open without a word until the server stops.
        case silence
        /// Begin an answer, and send one more byte of it now and then until the server stops.
        case drip
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex((requests: [String](), silent: [Int32]()))

    /// The requests so far, head and body as text.
    var requests: [String] { state.withLock { $0.requests } }

    init(_ steps: [Step]) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(descriptor, general, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, general, &length) == 0
            }
        }
        guard isListening else { throw FixtureError("cannot listen on 127.0.0.1: error \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [self] in
            for step in steps where !serve(step) { return }
        }
        thread.start()
    }

    /// Ends the server; connections waiting for an answer are closed.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        state.withLock { state in
            for descriptor in state.silent { close(descriptor) }
            state.silent = []
        }
    }

    private func serve(_ step: Step) -> Bool {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return false }
        let request = read(connection)
        state.withLock { $0.requests.append(request) }
        switch step {
        case .answer(let status, let lines, let body):
            let head =
                ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)", "Connection: close"] + lines
            let bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
            _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(connection)
        case .hangUp: close(connection)
        case .silence: state.withLock { $0.silent.append(connection) }
        case .drip:
            let drops = Array("HTTP/1.1 200 Scripted\r\nX-Drops: \(String(repeating: "x", count: 3000))\r\n\r\n".utf8)
            Thread.detachNewThread {
                for drop in drops {
                    guard send(connection, [drop], 1, Int32(MSG_NOSIGNAL)) == 1 else { break }
                    usleep(20_000)
                }
                close(connection)
            }
        }
        return true
    }

    /// Head and body, whose length the head says.
    private func read(_ connection: Int32) -> String {
        var text = ""
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound].lowercased().components(separatedBy: "\r\n")
                let length = head.first { $0.hasPrefix("content-length:") }.flatMap {
                    Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces))
                }
                if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: chunk[0..<count], as: UTF8.self)
        }
    }
}
