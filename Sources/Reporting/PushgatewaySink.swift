package import AuditModel
import CLazyCurl

/// `pushgateway`: pushes the gauges of a run into its group.
///
/// A completed audit replaces the group (PUT), so that the gauges of removed checks vanish. A run that could not be completed only
/// updates the run gauges (POST), so that the last good values stay.
package struct PushgatewaySink: ReportSink {
    package let address: PushgatewayAddress
    package let key: GroupingKey
    /// Asked for by the gateway; those of the address when none are given.
    package let credentials: HTTPCredentials?
    /// A file of certificates to trust instead of the system's; nil for the system's.
    package let authorities: String?
    /// For each try, from the look-up of the name to the end of the answer.
    package let timeout: Duration
    /// Pauses between tries; a parameter, so that tests need not wait.
    package let pause: @Sendable (Duration) async -> Void
    /// What earlier pushes of this process came to.
    private let patience = PushPatience()

    package var name: String { "pushgateway" }

    package init(
        address: PushgatewayAddress, key: GroupingKey, credentials: HTTPCredentials? = nil, authorities: String? = nil,
        timeout: Duration = .seconds(10),
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.address = address
        self.key = key
        self.credentials = credentials ?? address.credentials
        self.authorities = authorities
        self.timeout = timeout
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
        var header = ["Content-Type: \(Exposition.contentType)", "User-Agent: dqaudit/\(run.report.dqauditVersion)"]
        if let credentials { header.append("Authorization: \(credentials.header)") }
        try await send(
            HTTPRequest(
                method: run.report.isCompleted ? "PUT" : "POST", url: address.url(of: run.report, key: key),
                header: header,
                body: Array(try Exposition.text(gauges).utf8), timeout: patience.timeout(timeout),
                authorities: authorities))
    }

    /// Names that the Pushgateway adds to every group.
    private static let taken: Set<String> = ["push_time_seconds", "push_failure_time_seconds"]

    private func send(_ request: HTTPRequest) async throws(SinkError) {
        let tries = patience.tries
        var wait = Duration.milliseconds(500)
        for attempt in 1... {
            let failure: Failure
            do throws(HTTPFailure) {
                let answer = try await request.answer()
                if answer.status == 200 || answer.status == 202 { return patience.restore() }
                failure = Failure(answer: answer)
            } catch {
                failure = Failure(error)
            }
            guard failure.isTransient, attempt < tries, !Task.isCancelled else {
                if failure.isTransient { patience.lose() }
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

        init(answer: HTTPAnswer) {
            let body = Failure.trimmed(answer.body)
            let advice =
                switch answer.status {
                case 300..<400:
                    "it redirects to \(VisibleText.of(answer.location ?? "another address")); give that address"
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
            retryAfter = answer.retryAfter.map { min($0, .seconds(10)) }
        }

        init(_ failure: HTTPFailure) {
            var isTransient = true
            switch failure {
            case .timedOut: message = "no answer in time; check the address and the network"
            case .unknownHost: message = "the host name is unknown; check the address"
            case .cannotConnect: message = "cannot connect; check the address and that the Pushgateway runs"
            case .brokenOff: message = "the connection broke off"
            case .noSecureConnection:
                message = "no secure connection; check whether the address begins rightly with https"
            case .untrustedCertificate:
                message =
                    "its certificate is not trusted; check the address, and name a file with your own authority in "
                    + "DQAUDIT_PUSHGATEWAY_CA_FILE or add it to the system's (Debian: update-ca-certificates)"
                isTransient = false
            case .foreignCertificate:
                message = "its certificate is for another host; check the address"
                isTransient = false
            case .unreadableAuthorities:
                message = "the file of DQAUDIT_PUSHGATEWAY_CA_FILE cannot be read as certificates; check it"
                isTransient = false
            case .cancelled:
                message = "it was cancelled"
                isTransient = false
            case .other(let reason): message = "no answer (\(VisibleText.of(reason)))"
            }
            self.isTransient = isTransient
        }

        /// One line of at most 400 characters.
        private static func trimmed(_ body: String) -> String {
            let line = body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return VisibleText.of(line.count > 400 ? line.prefix(400) + "…" : line)
        }
    }
}
