import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request and its answer, without following redirects.
///
/// A redirect would carry the credentials to wherever an answer points, so it is an answer like any other.
final class HTTPExchange: NSObject, URLSessionDataDelegate {
    /// What a server said.
    struct Answer: Sendable {
        let status: Int
        /// Header fields by lowercase name.
        let header: [String: String]
        let body: String
    }

    private struct State {
        var body = Data()
        var response: HTTPURLResponse?
        var continuation: CheckedContinuation<Answer, any Error>?
    }

    /// No server needs more words than this to say what is wrong.
    private static let bodyLimit = 65_536

    private let state = Mutex(State())

    /// Sends a request.
    /// - Throws: `URLError` when there is no answer.
    static func answer(to request: URLRequest) async throws -> Answer {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = request.timeoutInterval
        configuration.timeoutIntervalForResource = request.timeoutInterval
        let exchange = HTTPExchange()
        let session = URLSession(configuration: configuration, delegate: exchange, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                exchange.state.withLock { $0.continuation = continuation }
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        state.withLock { state in
            state.body.append(data.prefix(max(0, HTTPExchange.bodyLimit - state.body.count)))
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let response = task.response as? HTTPURLResponse
        let (continuation, body) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.body)
        }
        guard let response, error == nil else {
            continuation?.resume(throwing: error ?? URLError(.badServerResponse))
            return
        }
        var header: [String: String] = [:]
        for (name, value) in response.allHeaderFields {
            header[String(describing: name).lowercased()] = String(describing: value)
        }
        continuation?.resume(
            returning: Answer(
                status: response.statusCode, header: header, body: String(decoding: body, as: UTF8.self)))
    }
}
