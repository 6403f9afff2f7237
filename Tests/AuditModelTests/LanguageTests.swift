import AuditModel
import Testing

@Suite("A language")
struct LanguageTests {
    @Test(
        "follows from the name of a locale",
        arguments: [
            ("fr_FR.UTF-8", Language.french), ("fr", .french), ("FR-ca", .french), ("fr@euro", .french),
            ("en_GB", .english), ("C", nil), ("POSIX", nil), ("C.UTF-8", nil), ("de_DE.UTF-8", nil), ("", nil),
            ("frr_DE", nil),
        ] as [(String, Language?)])
    func locales(name: String, language: Language?) {
        #expect(Language(locale: name) == language)
    }

    @Test("chooses its wording")
    func wording() {
        #expect(Language.english("yes", "oui") == "yes")
        #expect(Language.french("yes", "oui") == "oui")
    }

    @Test("writes numbers its own way")
    func frenchNumbers() {
        let numbers = Language.french.numbers
        #expect(numbers.measurement(1234.56, .percent) == "1\u{202F}234,6\u{202F}%")
        #expect(numbers.measurement(99.97, .percent) == "99,97\u{202F}%")
        #expect(numbers.measurement(0, .documents) == "0 document")
        #expect(numbers.measurement(1.5, .documents) == "1,5 document")
        #expect(numbers.measurement(1_234_567, .documents) == "1\u{202F}234\u{202F}567 documents")
        #expect(numbers.measurement(446_400, .seconds) == "5 j 4 h")
        #expect(numbers.measurement(1.9, .seconds) == "1,9 s")
        #expect(numbers.measurement(9.71, .scaledDeviations) == "9,7 écarts")
        #expect(numbers.difference(1, .percent) == "1 point")
        #expect(numbers.bytes(18_480_000) == "18,5 Mo")
        #expect(numbers.instant(Instant(milliseconds: 1_795_413_601_900)) == "23/11/2026 06:00:01 UTC")
        #expect(numbers.day(iso: "2026-11-23") == "23/11/2026")
        #expect(numbers.day(iso: "odd") == "odd")
        #expect(Language.english.numbers.day(iso: "2026-11-23") == "2026-11-23")
    }
}
