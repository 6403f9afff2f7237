/// International bank account numbers (ISO 13616) in their electronic form: capitals and digits without spaces.
enum IBAN {
    /// Characters by country: IBAN registry, release 101.
    private static let lengths: [UInt16: Int] = {
        let registry = """
            AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
            FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
            LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
            SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
            """
        var lengths: [UInt16: Int] = [:]
        for entry in registry.split(whereSeparator: \.isWhitespace) {
            let bytes = Array(entry.utf8)
            lengths[country(bytes[0], bytes[1])] = Int(entry.dropFirst(2))
        }
        return lengths
    }()

    static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count > 4, lengths[country(text[0], text[1])] == text.count else { return false }
        // The check digits run from 02 to 98: 00, 01 and 99 would give the right remainder too.
        guard isDigit(text[2]), isDigit(text[3]) else { return false }
        guard (2...98).contains(10 * (text[2] - 0x30) + text[3] - 0x30) else { return false }
        var remainder = 0
        for index in text.indices {
            // Country and check digits count last.
            let byte = text[(index + 4) % text.count]
            switch byte {
            case 0x30...0x39: remainder = (10 * remainder + Int(byte) - 0x30) % 97
            case 0x41...0x5A: remainder = (100 * remainder + Int(byte) - 0x41 + 10) % 97
            default: return false
            }
        }
        return remainder == 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func country(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }
}
