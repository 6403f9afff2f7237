import CLazyCurl
import Foundation
import Synchronization

/// One request over HTTP or HTTPS, without following redirects: they would carry the credentials to wherever an answer points.
///
/// libcurl sends it, directly: over Foundation's HTTP a request that waits keeps a core busy, and has no limit of time where the server says
/// a word now and then (both seen with Swift 6.3).
struct HTTPRequest: Sendable {
    let method: String
    let url: String
    /// Lines such as `Content-Type: text/plain`.
    let header: [String]
    let body: [UInt8]
    /// For all of it, from the look-up of the name to the last byte of the answer.
    var timeout: Duration
    /// A file of certificates to trust instead of the system's.
    let authorities: String?

    /// Sends it and waits, on a thread of its own, because libcurl blocks the one it is called on.
    func answer() async throws(HTTPFailure) -> HTTPAnswer {
        let isCancelled = Flag()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: send(isCancelled)) }
            }
        } onCancel: {
            isCancelled.raise()
        }
        return try result.get()
    }

    /// A class, because the task that may be cancelled and the thread that sends share it.
    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isRaised: Bool { value.load(ordering: .relaxed) }
        func raise() { value.store(true, ordering: .relaxed) }
    }

    private func send(_ isCancelled: Flag) -> Result<HTTPAnswer, HTTPFailure> {
        // No "Expect: 100-continue", with which curl waits a second for a word that not every server says.
        let lines = header + ["Expect:"]
        let copies = lines.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
        var answer = dqaudit_http_answer()
        // Every pointer is valid until dqaudit_http returns, and it keeps none of them.
        let answerBody = [UInt8](unsafeUninitializedCapacity: HTTPAnswer.bodyLimit) { room, count in
            room.withMemoryRebound(to: CChar.self) { room in
                answer.body = room.baseAddress
                answer.body_capacity = room.count
                perform(&pointers, isCancelled, &answer)
            }
            count = answer.body_length
        }
        guard answer.code == CURLE_OK else {
            let reason = text(&answer.reason)
            return .failure(HTTPFailure(code: answer.code, verification: answer.verification, reason: reason))
        }
        let location = text(&answer.location)
        return .success(
            HTTPAnswer(
                status: answer.status, location: location.isEmpty ? nil : location,
                retryAfter: answer.retry_after > 0 ? .seconds(answer.retry_after) : nil,
                body: String(decoding: answerBody, as: UTF8.self)))
    }

    private func perform(
        _ header: inout [UnsafePointer<CChar>?], _ isCancelled: Flag, _ answer: inout dqaudit_http_answer
    ) {
        let milliseconds = Int(max(1, timeout / .milliseconds(1)))
        url.withCString { url in
            method.withCString { method in
                body.withUnsafeBytes { body in
                    withOptionalCString(authorities) { authorities in
                        header.withUnsafeMutableBufferPointer { header in
                            var request = dqaudit_http_request(
                                url: url, method: method, header: header.baseAddress,
                                body: body.baseAddress?.assumingMemoryBound(to: CChar.self), body_length: body.count,
                                timeout_ms: milliseconds, authorities: authorities,
                                is_cancelled: { Unmanaged<Flag>.fromOpaque($0!).takeUnretainedValue().isRaised },
                                context: Unmanaged.passUnretained(isCancelled).toOpaque())
                            dqaudit_http(&request, &answer)
                        }
                    }
                }
            }
        }
    }

    private func withOptionalCString(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
        guard let text else { return body(nil) }
        text.withCString(body)
    }

    /// Text in an array of C, which Swift sees as a tuple, up to its NUL.
    private func text<Characters>(_ characters: inout Characters) -> String {
        withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
