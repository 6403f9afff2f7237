import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Every format with texts that it takes and texts that it refuses.
@Suite struct TextFormatTests {
    typealias Row = (format: TextFormat, good: [String], bad: [String])

    /// From the standards' own examples, and from their neighbours' mistakes.
    static let table: [Row] = [
        (
            .url, ["https://a.tn/x?y=1#z", "HTTP://user:pw@[::1]:8080", "http://é.fr/ü"],
            ["ftp://a", "https://", "https:///x", "http://a b", "x https://a.tn", "https://a.tn/\n"]
        ),
        // The examples of RFC 3986, 1.1.2.
        (
            .uri,
            [
                "ftp://ftp.is.co.za/rfc/rfc1808.txt", "http://www.ietf.org/rfc/rfc2396.txt",
                "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com",
                "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212", "telnet://192.0.2.16:80/",
                "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", "a:", "file:///etc/hosts",
                "http://a/%20?q=/?#f/?",
            ],
            [
                "//example.com/x", "x/y", "1http://a", "http://a/ b", "http://a/%2", "http://[::1", "http://a#b#c",
                "a:\n",
                "http://é.fr", "http://a:80a/", "http://a/[b]",
            ]
        ),
        (
            .hostname, ["a", "localhost", "www.example.tn", "3com.com", "xn--bcher-kva.example"],
            [
                "-a.tn", "a-.tn", "a..tn", ".a", "a.", "a_b.tn", "é.fr", "a b", "a\n",
                String(repeating: "a", count: 64) + ".tn", String(repeating: "a.", count: 127) + "tn",
            ]
        ),
        (.email, ["a@b", "x.y+z@sub.example.tn"], ["a", "@b", "a@", "a@-b.tn", "a b@c.tn", "a@b.tn\n"]),
        (
            .uuid, ["123e4567-e89b-12d3-a456-426614174000"],
            ["123e4567e89b12d3a456426614174000", "g23e4567-e89b-12d3-a456-426614174000"]
        ),
        (
            .objectid, ["507f1f77bcf86cd799439011", "507F1F77BCF86CD799439011"],
            ["507f1f77bcf86cd79943901", "507f1f77bcf86cd7994390111", "507f1f77bcf86cd79943901g"]
        ),
        (.date, ["2024-02-29"], ["2023-02-29", "2024-2-9", "2024-02-29T00:00:00"]),
        (
            .datetime, ["2024-02-29T23:59:59", "2024-02-29 23:59:59.5+01:00"],
            ["2024-02-29", "2024-02-29T24:00:00", "29/02/2024"]
        ),
        (
            .time, ["00:00", "23:59", "08:30:15", "08:30:15.25Z", "12:00+01:00", "12:00:00,5-03:30"],
            ["24:00", "12:60", "12:00:60", "8:30", "12", "12:00:", "12:00:00.", "12:00 Z", "12:00+24:00", "12:00\n"]
        ),
        (.iso4217, ["TND", "EUR", "XCG", "ZWG"], ["tnd", "EURO", "DEM", "BGN", "ANG"]),
        (.iso3166, ["TN", "FR"], ["tn", "UK", "TUN"]),
        (.iso639, ["ar", "fr", "en"], ["AR", "fra", "iw", "sh", "xx"]),
        // GS1: 73513537 and 4006381333931 are the examples of the usual descriptions; 036000291452 that of UPC-A.
        (.ean8, ["73513537", "96385074"], ["73513536", "7351353", "735135370", "7351353a", "37513537"]),
        (.ean13, ["4006381333931", "9780306406157"], ["4006381333932", "400638133393", "40063813339310"]),
        (.upc, ["036000291452", "123456789999"], ["036000291453", "36000291452", "0036000291452"]),
        // The examples of the ISBN users' manual.
        (
            .isbn10, ["0306406152", "0-306-40615-2", "080442957X", "0 8044 2957 X"],
            [
                "0306406153", "080442957x", "0804429570", "X804429570", "0--306406152", "-0306406152", "0306406152-",
                "030640615",
            ]
        ),
        (
            .isbn13, ["9780306406157", "978-0-306-40615-7", "979-10-90636-07-1"],
            ["9780306406158", "4006381333931", "978-0-306-40615", "9780306406157-", "97803064061570", "978030640615X"]
        ),
        // The registry's own examples.
        (
            .iban,
            [
                "TN5910006035183598478831", "FR1420041010050500013M02606", "DE89370400440532013000",
                "GB29NWBK60161331926819",
                "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
            ],
            [
                "TN5910006035183598478832", "TN591000603518359847883", "tn5910006035183598478831",
                "DE89 3704 0044 0532 0130 00",
                "XX5910006035183598478831", "DE8937040044053201300", "FR1420041010050500013m02606",
            ]
        ),
        // ISO/IEC 7812-1 by the test numbers of the card schemes.
        (
            .luhn, ["79927398713", "4111111111111111", "378282246310005", "18", "00"],
            ["79927398710", "4111111111111112", "4111 1111 1111 1111", "0", "1a8"]
        ),
        (
            .e164, ["+21671123456", "+33123456789", "+123456789012345"],
            ["21671123456", "+0123456", "+1234567890123456", "+216 71 123 456", "+", "0021671123456"]
        ),
        // The test list that semver.org publishes with its expression.
        (
            .semver,
            [
                "0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta-valid", "1.0.0-alpha0.valid",
                "1.0.0-alpha.0valid", "1.0.0-0A.is.legal", "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
                "99999999999999999999999.999999999999999999.99999999999999999", "2.0.0+build.1848",
                "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
            ],
            [
                "1", "1.2", "1.2.3-0123", "1.2.3-0123.0123", "1.1.2+.123", "+invalid", "alpha", "1.0.0-alpha_beta",
                "01.1.1", "1.01.1",
                "1.1.01", "1.2.3.DEV", "1.2-SNAPSHOT", "1.0.0-alpha..1", "1.1.2+meta+meta", "v1.2.3", "1.2.3\n",
            ]
        ),
        (
            .hexColor, ["#fff", "#FFFA", "#00ff7f", "#00ff7f80"],
            ["fff", "#ff", "#fffff", "#ggg", "#fffffff", "#fff\n"]
        ),
        // RFC 4648, 10.
        (
            .base64, ["Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/"],
            ["Zg", "Zg=", "Zg===", "Zm9v\n", "Zm-_", "Z===", "====", "Zm 9v", "Zg==Zg=="]
        ),
        (
            .json,
            [
                "{}", "[]", " [1, -0.5e+10, \"a\\u00e9\\n\", null, true, {\"k\": {}}] ", "\"é\"", "0", "-1E5",
                "\t[\r\n]",
                String(repeating: "[", count: 512) + String(repeating: "]", count: 512),
            ],
            [
                "{", "[1,]", "{\"a\":1,}", "{a: 1}", "{'a': 1}", "01", "+1", "1.", ".5", "1e", "NaN", "Infinity", "nul",
                "\"\\x\"",
                "\"\\u12g4\"", "\"a\nb\"", "\"a", "[] []", "[1 2]", "{\"a\" 1}", "{\"a\":}", "-", "tru", "[\"a\"", "]",
                String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
            ]
        ),
        (.ipv4, ["127.0.0.1", "255.255.255.255"], ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4."]),
        (
            .ipv6, ["::1", "2001:db8::8a2e:370:7334", "::ffff:192.0.2.1", "1:2:3:4:5:6:7::"],
            [":::", "1::2::3", "2001:db8", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:1.2.3.4", "::1\n"]
        ),
    ]

    @Test func knowTheirForms() throws {
        for row in Self.table {
            for text in row.good + row.bad {
                let holds = try Self.holds(row.format, [text])[0]
                #expect(holds == row.good.contains(text), "\(row.format.rawValue): \(text)")
            }
        }
    }

    @Test func areAllInTheTable() {
        #expect(Set(Self.table.map(\.format)) == Set(TextFormat.allCases))
        for row in Self.table { #expect(!row.good.isEmpty && !row.bad.isEmpty) }
    }

    /// A check digit that lets a single wrong digit pass is none.
    @Test(arguments: [
        (TextFormat.ean8, "73513537"), (.ean13, "4006381333931"), (.upc, "036000291452"), (.isbn10, "0306406152"),
        (.isbn13, "9780306406157"), (.luhn, "4111111111111111"), (.iban, "TN5910006035183598478831"),
    ])
    func findEveryWrongDigit(_ format: TextFormat, _ number: String) throws {
        let bytes = Array(number.utf8)
        var wrong: [String] = []
        for index in bytes.indices where (0x30...0x39).contains(bytes[index]) {
            for digit in UInt8(0x30)...0x39 where digit != bytes[index] {
                var changed = bytes
                changed[index] = digit
                wrong.append(String(decoding: changed, as: UTF8.self))
            }
        }
        #expect(wrong.count >= 72)
        #expect(try !Self.holds(format, wrong).contains(true))
    }

    /// JSON, Base64 and IPv6 addresses as Python's own modules read them; Foundation lets commas and paddings too many pass.
    @Test(arguments: [UInt64(1), 2, 3])
    func agreeWithPython(seed: UInt64) throws {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON") else { return }
        var random = SeededGenerator(seed: seed)
        let seeds = [
            #"{"a": [1, -2.5e+3, "x\u00e9\n\\", null, true, false], "b": {"c": {}, "d": []}}"#,
            #"[[], [[1]], {"k": "v"}]"#, #""\"\/\b\f\r\t""#, "-0.1E-7", "Zm9vYmFyZm9vYg==", "AAAA",
            "2001:db8::8a2e:370:7334",
            "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8",
        ]
        let alphabet = Array(#"{}[]",:\u0019aefnrtlsZ+-.eE =/"#.utf8)
        var texts: [String] = []
        for _ in 0..<3000 {
            var bytes = Array(seeds[Int(random.next() % UInt64(seeds.count))].utf8)
            for _ in 0...random.next() % 3 {
                let place = Int(random.next() % UInt64(bytes.count))
                let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
                switch random.next() % 3 {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // A blank text is missing, and no rule judges it.
            if text.contains(where: { $0 != " " }) { texts.append(text) }
        }
        let script = """
            import binascii, ipaddress, json, sys
            def refuse(name): raise ValueError(name)
            def base64(text):
                if len(text) % 4: raise ValueError("Python passes over a padding too many")
                binascii.a2b_base64(text, strict_mode=True)
            def reads(read, text):
                try: read(text)
                except ValueError: return "0"
                return "1"
            for line in sys.stdin.read().splitlines():
                print(reads(lambda t: json.loads(t, parse_constant=refuse), line)
                    + reads(base64, line)
                    + reads(ipaddress.IPv6Address, line))
            """
        let outcome = try python.run(
            ["-c", script], input: texts.joined(separator: "\n"), folder: try TemporaryFolder())
        try #require(outcome.exitStatus == 0, "\(outcome.errors)")
        let answers = outcome.output.split(separator: "\n").map(Array.init)
        try #require(answers.count == texts.count)
        for (place, format) in [TextFormat.json, .base64, .ipv6].enumerated() {
            let holds = try Self.holds(format, texts)
            #expect(holds.contains(true) && holds.contains(false))
            for (index, text) in texts.enumerated() {
                #expect(holds[index] == (answers[index][place] == "1"), "\(format.rawValue): \(text)")
            }
        }
    }

    /// Whether each text keeps to a rule of the format.
    private static func holds(_ format: TextFormat, _ texts: [String]) throws -> [Bool] {
        let analyzer = RulesAnalyzer(rules: [Examples.rule(on: "t", .format(format))], missing: .none)
        return try texts.map { text in
            var builder = BSONBuilder()
            builder.string("t", text)
            let scan = try Scan(
                plan: ScanPlan([analyzer]), source: MemorySource([builder.document]), threads: 1,
                progress: ScanProgress())
            return try #require(try scan.run().states.state(of: analyzer)).invalidDocuments == 0
        }
    }
}
