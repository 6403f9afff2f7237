/// Formats that a rule can demand by name. Each says where its definition comes from.
package enum TextFormat: String, Hashable, Sendable, CaseIterable {
    /// An absolute `http` or `https` URL with a host (RFC 3986).
    case url
    /// An address as the e-mail input of HTML accepts it (HTML Living Standard, 4.10.5.1.5).
    case email
    /// 8-4-4-4-12 hexadecimal digits (RFC 9562).
    case uuid
    /// An ISO 8601 calendar day that exists.
    case date
    /// An ISO 8601 date and time, with or without zone.
    case datetime
    /// A currency code of ISO 4217.
    case iso4217
    /// A two-letter country code of ISO 3166-1.
    case iso3166
    /// Thirteen digits with a right check digit (GS1 General Specifications, 7.9).
    case ean13
    case ipv4
    /// RFC 4291, 2.2.
    case ipv6

    /// How a format is checked.
    enum Test {
        case pattern(String)
        case codes([String])
        case day
        case instant
        case ean13
        case ipv6
    }

    var test: Test {
        switch self {
        case .url:
            .pattern(
                #"^(?i:https?)://(?:[^\s/?#@]+@)?(?:[^\s/?#:@\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][^\s]*)?\z"#
            )
        case .email:
            .pattern(
                #"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"#
                    + #"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z"#)
        case .uuid:
            .pattern(#"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\z"#)
        case .date: .day
        case .datetime: .instant
        case .iso4217: .codes(CodeLists.currencies)
        case .iso3166: .codes(CodeLists.countries)
        case .ean13: .ean13
        case .ipv4:
            .pattern(#"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z"#)
        case .ipv6: .ipv6
        }
    }
}
