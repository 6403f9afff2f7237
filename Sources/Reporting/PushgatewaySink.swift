package import AuditModel
import CLazyCurl
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `pushgateway`: pushes the gauges of a run into its group.
///
/// A completed audit replaces the group (PUT), so that the gauges of removed checks vanish. A run that could not be completed only
/// updates the run gauges (POST), so that the last good values stay.
package struct PushgatewaySink: ReportSink {
    package let address: PushgatewayAddress
    package let key: GroupingKey
    /// Asked for by the gateway; those of the address when none are given.
    package let credentials: HTTPCredentials?
    /// For each try.
    package let timeoutSeconds: Double
    /// Pauses between tries; a parameter, so that tests need not wait.
    package let pause: @Sendable (Duration) async -> Void

    package var name: String { "pushgateway" }

    /// How often it is tried when the gateway cannot be reached, is busy or broken.
    package static let tries = 4

    package init(
        address: PushgatewayAddress, key: GroupingKey, credentials: HTTPCredentials? = nil, timeoutSeconds: Double = 10,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.address = address
        self.key = key
        self.credentials = credentials ?? address.credentials
        self.timeoutSeconds = timeoutSeconds
        self.pause = pause
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        guard dqaudit_has_curl() else {
            throw SinkError("cannot push: there is no libcurl.so.4 on this machine; install it (Debian: libcurl4)")
        }
        let gauges = RunGauges.all(of: run)
        if let taken = gauges.first(where: { PushgatewaySink.taken.contains($0.name) }) {
            throw SinkError("the metric name \(taken.name) belongs to the Pushgateway itself; choose another")
        }
        var request = URLRequest(url: try address.url(of: run.report, key: key), timeoutInterval: timeoutSeconds)
        request.httpMethod = run.report.isCompleted ? "PUT" : "POST"
        request.httpBody = Data(try Exposition.text(gauges).utf8)
        request.setValue(Exposition.contentType, forHTTPHeaderField: "Content-Type")
        request.setValue("dqaudit/\(run.report.dqauditVersion)", forHTTPHeaderField: "User-Agent")
        if let credentials { request.setValue(credentials.header, forHTTPHeaderField: "Authorization") }
        try await send(request)
    }

    /// Names that the Pushgateway adds to every group.
    private static let taken: Set<String> = ["push_time_seconds", "push_failure_time_seconds"]

    private func send(_ request: URLRequest) async throws(SinkError) {
        var wait = Duration.milliseconds(500)
        for attempt in 1... {
            let failure: Failure
            do {
                let answer = try await HTTPExchange.answer(to: request)
                if answer.status == 200 || answer.status == 202 { return }
                failure = Failure(answer: answer)
            } catch {
                failure = Failure(error: error)
            }
            guard failure.isTransient, attempt < PushgatewaySink.tries, !Task.isCancelled else {
                let count = attempt == 1 ? "" : " after \(attempt) tries"
                throw SinkError("push to \(address) failed\(count): \(failure.message)")
            }
            await pause(max(wait, failure.retryAfter ?? .zero))
            wait *= 2
        }
    }

    /// Why one try did not succeed.
    private struct Failure {
        let message: String
        let isTransient: Bool
        /// As long as the server asks to wait, at most ten seconds.
        var retryAfter: Duration?

        init(answer: HTTPExchange.Answer) {
            let body = Failure.trimmed(answer.body)
            let advice =
                switch answer.status {
                case 300..<400:
                    "it redirects to \(VisibleText.of(answer.header["location"] ?? "another address")); give that address"
                case 400: "it refuses the gauges"
                case 401, 403: "check user and password or the token"
                case 404, 405: "no Pushgateway answers at this address; check the port and the route prefix"
                case 413: "the gauges are too large for a server in between"
                case 429: "it is asked too often; try again later"
                case 500...: "it is not well; see its log"
                default: "unexpected answer"
                }
            message = "HTTP status \(answer.status), \(advice)" + (body.isEmpty ? "" : ": \(body)")
            isTransient = answer.status == 429 || answer.status >= 500
            if let seconds = answer.header["retry-after"].flatMap({ Int($0) }), seconds > 0 {
                retryAfter = .seconds(min(seconds, 10))
            }
        }

        init(error: any Error) {
            let error = error as? URLError
            // URLSession has no code of its own for a certificate that curl refuses, only curl's words.
            if error?.localizedDescription.contains("certificate") == true {
                message =
                    "its certificate is not trusted; check the address, and add an authority of your own to the system's "
                    + "(Debian: update-ca-certificates)"
                isTransient = false
                return
            }
            switch error?.code {
            case _ where error?.localizedDescription.contains("SSL") == true, .secureConnectionFailed:
                message = "no secure connection; check whether the address begins rightly with https"
            case .timedOut: message = "no answer in time; check the address and the network"
            case .cannotFindHost, .dnsLookupFailed: message = "the host name is unknown; check the address"
            case .cannotConnectToHost: message = "cannot connect; check the address and that the Pushgateway runs"
            case .networkConnectionLost: message = "the connection broke off"
            case .cancelled: message = "it was cancelled"
            default: message = "no answer (\(error?.localizedDescription ?? "network error"))"
            }
            isTransient = error?.code != .cancelled
        }

        /// One line of at most 400 characters.
        private static func trimmed(_ body: String) -> String {
            let line = body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return VisibleText.of(line.count > 400 ? line.prefix(400) + "…" : line)
        }
    }
}
