/// Formats that a rule can demand by name. Each says where its definition comes from.
package enum TextFormat: String, Hashable, Sendable, CaseIterable {
    /// An absolute `http` or `https` URL with a host (RFC 3986).
    case url
    /// A URI with a scheme (RFC 3986, appendix A); an address in brackets is not taken apart.
    case uri
    /// Labels of letters, digits and hyphens, up to 63 characters each and 253 together (RFC 952, RFC 1123, 2.1).
    case hostname
    /// An address as the e-mail input of HTML accepts it (HTML Living Standard, 4.10.5.1.5).
    case email
    /// 8-4-4-4-12 hexadecimal digits (RFC 9562).
    case uuid
    /// 24 hexadecimal digits: an ObjectId as a text.
    case objectid
    /// An ISO 8601 calendar day that exists.
    case date
    /// An ISO 8601 date and time, with or without zone.
    case datetime
    /// A time of day of ISO 8601 in its extended form, seconds, fraction and zone as one likes: `23:59`, `08:30:15.25Z`, `12:00+01:00`.
    case time
    /// A currency code of ISO 4217, list one.
    case iso4217
    /// A two-letter country code of ISO 3166-1.
    case iso3166
    /// A two-letter language code of ISO 639-1.
    case iso639
    /// Eight digits with a right check digit (GS1 General Specifications, 7.9).
    case ean8
    /// Thirteen of them.
    case ean13
    /// Twelve of them: UPC-A.
    case upc
    /// ISO 2108 before 2007: ten characters, the last a right check digit or X; hyphens or spaces may stand between them.
    case isbn10
    /// ISO 2108: thirteen digits from 978 or 979 on with a right check digit; hyphens or spaces may stand between them.
    case isbn13
    /// ISO 13616 in its electronic form: the length of its country, and a remainder of 1 modulo 97 (ISO 7064).
    case iban
    /// Digits with a right check digit of ISO/IEC 7812-1, annex B: numbers of payment cards and many others.
    case luhn
    /// A telephone number as ITU-T E.164 writes it: `+21671123456`.
    case e164
    /// A version of Semantic Versioning 2.0.0.
    case semver
    /// CSS Color Module 4, 5.2: `#fff`, `#ffffff`, and both with transparency.
    case hexColor = "hex_color"
    /// RFC 4648, 4, padded, on one line.
    case base64
    /// One JSON text (RFC 8259) of at most 512 levels.
    case json
    /// Four decimal numbers below 256, without leading zeros.
    case ipv4
    /// RFC 4291, 2.2.
    case ipv6

    /// Whether the bytes of a text have a form.
    typealias Reader = @Sendable (UnsafeRawBufferPointer) -> Bool

    /// How a format is checked.
    enum Test {
        case pattern(String)
        case codes([String])
        case reader(Reader)
    }

    var test: Test {
        switch self {
        case .url:
            .pattern(
                #"^(?i:https?)://(?:[^\s/?#@]+@)?(?:[^\s/?#:@\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][^\s]*)?\z"#
            )
        case .uri: .pattern(TextFormat.uriPattern)
        case .hostname:
            .pattern(#"^(?=.{1,253}\z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.(?!\z)|\z))+\z"#)
        case .email:
            .pattern(
                #"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"#
                    + #"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z"#)
        case .uuid:
            .pattern(#"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\z"#)
        case .objectid: .pattern(#"^[0-9A-Fa-f]{24}\z"#)
        case .date: .reader(TextReaders.isDay)
        case .datetime: .reader(TextReaders.isInstant)
        case .time:
            .pattern(
                #"^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?:Z|[+-](?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?\z"#
            )
        case .iso4217: .codes(CodeLists.currencies)
        case .iso3166: .codes(CodeLists.countries)
        case .iso639: .codes(CodeLists.languages)
        case .ean8: .reader { CheckDigits.isGS1($0, digits: 8) }
        case .ean13: .reader { CheckDigits.isGS1($0, digits: 13) }
        case .upc: .reader { CheckDigits.isGS1($0, digits: 12) }
        case .isbn10: .reader(CheckDigits.isISBN10)
        case .isbn13: .reader(CheckDigits.isISBN13)
        case .iban: .reader(IBAN.isValid)
        case .luhn: .reader(CheckDigits.isLuhn)
        case .e164: .pattern(#"^\+[1-9][0-9]{1,14}\z"#)
        case .semver: .pattern(TextFormat.semverPattern)
        case .hexColor: .pattern(#"^#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})\z"#)
        case .base64: .pattern(#"^(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\z"#)
        case .json: .reader(JSONGrammar.isValid)
        case .ipv4:
            .pattern(#"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z"#)
        case .ipv6: .reader(TextReaders.isIPv6)
        }
    }

    /// The grammar of RFC 3986, appendix A, with what stands in brackets left alone.
    private static let uriPattern: String = {
        let character = #"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"#
        let name = #"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"#
        let user = #"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*+@)?"#
        let address = #"\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"#
        let authority = "//\(user)(?:\(address)|\(name)*+)(?::[0-9]*+)?(?:/\(character)*+)*+"
        let path = "/?\(character)++(?:/\(character)*+)*+|/|"
        let rest = "(?:\(character)|[/?])*+"
        return #"^[A-Za-z][A-Za-z0-9+.-]*+:(?:"# + authority + "|" + path + #")(?:\?"# + rest + ")?(?:#" + rest
            + #")?\z"#
    }()

    /// As its authors publish it: semver.org, "Is there a suggested regular expression".
    private static let semverPattern =
        #"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"#
        + #"(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"#
        + #"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z"#
}
