package import AuditModel
import CLibMongoC

/// A MongoDB connection string that the driver accepts. It never shows its text.
package struct ConnectionString: Sendable {
    /// What may be shown.
    package let redacted: RedactedURI
    /// With user and password: for the driver alone.
    let text: String
    /// Whether the string says who logs in.
    package let hasLogin: Bool
    /// How long the string lets a reply take, in milliseconds; nil: it does not say, or 0, which the driver takes for nothing said.
    let socketMilliseconds: Int?
    /// Whether the string says how to compress, if only that it is not to be done.
    let choosesCompression: Bool
    private let secrets: ConnectionSecrets

    /// Checks a connection string; nothing is connected.
    /// - Throws: ``SourceError`` with code `configuration`. The message holds no part of the string.
    package init(_ text: String) throws(SourceError) {
        MongoRuntime.start()
        if let flaw = Self.flaw(in: text) {
            throw SourceError(.configuration, "the connection string is not valid: \(flaw)")
        }
        var failure = bson_error_t()
        guard let uri = mongoc_uri_new_with_error(text, &failure) else {
            throw SourceError(
                .configuration,
                """
                the connection string is not valid: the driver refuses it. Check hosts, ports and option names, and \
                percent-encode the characters : / ? # [ ] @ % in user and password
                """)
        }
        defer { mongoc_uri_destroy(uri) }
        self.text = text
        hasLogin = mongoc_uri_get_username(uri) != nil || mongoc_uri_get_auth_mechanism(uri) != nil
        let limit = mongoc_uri_get_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, 0)
        socketMilliseconds = limit > 0 ? Int(limit) : nil
        let parts = ConnectionParts(of: text)
        choosesCompression = parts.options.contains { $0.name.lowercased() == "compressors" }
        secrets = ConnectionSecrets(of: parts)
        redacted = Self.redaction(of: uri)
    }

    /// Foreign text with every secret of this string replaced.
    func scrub(_ text: String) -> String { secrets.scrub(text) }

    /// A driver's URI with dqaudit's defaults where the string says nothing.
    /// - Parameters:
    ///   - preference: which members may serve reads, whatever the string says.
    ///   - isCompressed: whether to offer compression where the string does not speak of it.
    ///   - commandMilliseconds: how long the server is given for a command, at most.
    ///   - deadline: when nobody waits for an answer any more; no look-up, connection or command takes much longer.
    /// - Throws: ``SourceError`` with code `configuration` when the driver cannot take the string any more.
    func makeURI(
        preference: ReadPreference? = nil, isCompressed: Bool = false,
        commandMilliseconds: Int = MongoSource.questionMilliseconds, deadline: ContinuousClock.Instant? = nil
    ) throws(SourceError) -> OpaquePointer {
        guard let uri = mongoc_uri_new_with_error(text, nil) else {
            throw SourceError(.configuration, "the connection string is not valid")
        }
        if mongoc_uri_get_appname(uri) == nil { mongoc_uri_set_appname(uri, "dqaudit") }
        if !mongoc_uri_has_option(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS) {
            mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, Self.selectionMilliseconds)
        }
        // Looking for a server once only would fail an audit for an election that is over in a second.
        if !mongoc_uri_has_option(uri, MONGOC_URI_SERVERSELECTIONTRYONCE) {
            mongoc_uri_set_option_as_bool(uri, MONGOC_URI_SERVERSELECTIONTRYONCE, false)
        }
        // The driver's own five minutes would cut off a command that is given an hour, and put the same again. A server ends a command when its
        // time is over; where none is left at the other end, the system's probes of a silent connection (keepalive, which the driver sets
        // to two minutes and nine probes of ten seconds) break it off long before.
        if socketMilliseconds == nil {
            mongoc_uri_set_option_as_int32(
                uri, MONGOC_URI_SOCKETTIMEOUTMS, Int32(clamping: commandMilliseconds + Self.replyMilliseconds))
        }
        // A command that the driver sent again on its own could reach another member than the one whose session and records it is about.
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYREADS, false)
        if preference != nil || !mongoc_uri_has_option(uri, MONGOC_URI_READPREFERENCE) {
            setPreference(preference ?? .secondaryPreferred, of: uri)
        }
        if isCompressed, !choosesCompression {
            // The first that both sides know is taken. One that this driver was built without is left out; its log goes nowhere.
            for compressors in ["snappy,zstd,zlib", "snappy,zlib"] where mongoc_uri_set_compressors(uri, compressors) {
                break
            }
        }
        if let deadline {
            // A little more than is left: whoever waits notices first, and it is the time that was over, not the server that was not there.
            let left = Int32(clamping: max(0, Int((deadline - .now) / .milliseconds(1))) + Self.spareMilliseconds)
            for (option, otherwise) in Self.timeouts {
                let limit = mongoc_uri_get_option_as_int32(uri, option, otherwise)
                // 0 stands for nothing said.
                mongoc_uri_set_option_as_int32(uri, option, limit > 0 ? min(limit, left) : left)
            }
        }
        return uri
    }

    /// Tags and staleness that the string asks for stay, where they can: a primary has neither.
    private func setPreference(_ preference: ReadPreference, of uri: OpaquePointer) {
        let mode: mongoc_read_mode_t =
            switch preference {
            case .primary: MONGOC_READ_PRIMARY
            case .primaryPreferred: MONGOC_READ_PRIMARY_PREFERRED
            case .secondary: MONGOC_READ_SECONDARY
            case .secondaryPreferred: MONGOC_READ_SECONDARY_PREFERRED
            case .nearest: MONGOC_READ_NEAREST
            }
        guard let wanted = mongoc_read_prefs_new(mode) else { return }
        defer { mongoc_read_prefs_destroy(wanted) }
        if preference != .primary, let written = mongoc_uri_get_read_prefs_t(uri) {
            mongoc_read_prefs_set_tags(wanted, mongoc_read_prefs_get_tags(written))
            let heartbeat = Int64(mongoc_uri_get_option_as_int32(uri, MONGOC_URI_HEARTBEATFREQUENCYMS, 0))
            let staleness = mongoc_read_prefs_get_max_staleness_seconds(written)
            mongoc_read_prefs_set_max_staleness_seconds(
                wanted, staleness > 0 ? staleness : max(Self.staleness, heartbeat / 1_000 + 11))
        }
        mongoc_uri_set_read_prefs_t(uri, wanted)
    }

    /// How far a secondary may be behind, in seconds, unless the string says otherwise: a little more than the least that the
    /// specification "Max Staleness" allows.
    private static let staleness: Int64 = 120

    /// Whether every server named runs on this machine, as far as names tell.
    var isLocal: Bool {
        !redacted.hosts.isEmpty
            && redacted.hosts.split(separator: ",").allSatisfy { host in
                host.hasPrefix("localhost:") || host.hasPrefix("127.") || host.hasPrefix("[::1]")
                    || host.hasPrefix("::1") || host.hasPrefix("/")
            }
    }

    /// What a deadline shortens, with the driver's own defaults in milliseconds.
    private static let timeouts: [(option: String, otherwise: Int32)] = [
        (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, selectionMilliseconds),
        (MONGOC_URI_CONNECTTIMEOUTMS, Int32(MONGOC_DEFAULT_CONNECTTIMEOUTMS)),
        (MONGOC_URI_SOCKETTIMEOUTMS, 0),
    ]

    /// How much later than its time a command's reply may come, in milliseconds.
    private static let replyMilliseconds = 60_000

    /// What the driver gets beyond a deadline, in milliseconds. It stops looking for a server when no further look fits into its time, and
    /// there is half a second between looks.
    private static let spareMilliseconds = 1_000

    /// How long to look for a server, in milliseconds, unless the string says otherwise.
    static let selectionMilliseconds: Int32 = 10_000

    /// Why the text cannot be a connection string, told without any part of it.
    ///
    /// Stricter than the driver in one point: an unescaped `/` or `?` in a password makes the driver take the rest of it for a
    /// database, which would then be shown.
    private static func flaw(in text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.contains(0) || text.contains(where: { $0.isWhitespace || $0.isNewline }) {
            return "it contains a space, a line break or another character that cannot stand there"
        }
        guard text.hasPrefix("mongodb://") || text.hasPrefix("mongodb+srv://") else {
            return "it must begin with mongodb:// or mongodb+srv://"
        }
        let parts = ConnectionParts(of: text)
        if parts.authority.isEmpty { return "it names no host" }
        if parts.authority.count(where: { $0 == UInt8(ascii: "@") }) > 1 || parts.path.contains(UInt8(ascii: "@")) {
            return unescaped
        }
        for option in parts.options where option.name.contains("@") || option.value.contains("@") {
            guard ConnectionSecrets.optionNames.contains(option.name.lowercased()) else { return unescaped }
        }
        return nil
    }

    private static let unescaped =
        "user or password contain one of the characters : / ? # [ ] @ which must be percent-encoded (%3A, %2F, %3F, ...)"

    private static func redaction(of uri: OpaquePointer) -> RedactedURI {
        let database = mongoc_uri_get_database(uri).map { String(cString: $0) }
        if let record = mongoc_uri_get_srv_hostname(uri) {
            return RedactedURI(scheme: "mongodb+srv", hosts: [String(cString: record)], database: database)
        }
        var hosts: [String] = []
        var entry = mongoc_uri_get_hosts(uri)
        while let host = entry {
            hosts.append(
                withUnsafeBytes(of: host.pointee.host_and_port) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
            entry = UnsafePointer(host.pointee.next)
        }
        return RedactedURI(scheme: "mongodb", hosts: hosts, database: database)
    }
}

extension ConnectionString: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { redacted.description }
    package var debugDescription: String { redacted.description }
    /// No children, so that `dump` and failed expectations of tests show no secret either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
