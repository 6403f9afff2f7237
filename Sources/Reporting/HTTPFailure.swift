import CLazyCurl

/// Why a request got no answer.
enum HTTPFailure: Error, Equatable {
    case timedOut
    case unknownHost
    case cannotConnect
    /// No authority that is trusted vouches for the server's certificate.
    case untrustedCertificate
    /// The certificate is good, and another host's.
    case foreignCertificate
    /// The file of trusted certificates cannot be read.
    case unreadableAuthorities
    /// The server does not speak TLS, or none that both know.
    case noSecureConnection
    case brokenOff
    case cancelled
    /// In libcurl's words.
    case other(String)

    /// - Parameters:
    ///   - code: That of libcurl, not `CURLE_OK`.
    ///   - verification: OpenSSL's result for the certificate: from 2 on, why it is not trusted. libcurl compares the name before it asks,
    ///     and leaves 1 (unspecified), or 0 where an authority was found, when that was it.
    init(code: CURLcode, verification: Int, reason: String) {
        self =
            switch code {
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
            case CURLE_COULDNT_CONNECT: .cannotConnect
            case CURLE_PEER_FAILED_VERIFICATION: verification < 2 ? .foreignCertificate : .untrustedCertificate
            case CURLE_SSL_CACERT_BADFILE: .unreadableAuthorities
            case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED: .noSecureConnection
            case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE: .brokenOff
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            default: .other(reason)
            }
    }
}
