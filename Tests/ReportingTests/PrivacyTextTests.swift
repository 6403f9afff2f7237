import AuditModel
import Reporting
import Testing

@Suite("What a report says of its privacy")
struct PrivacyTextTests {
    @Test("counts what checks say")
    func counts() {
        let privacy = Sample.private.privacy
        #expect(privacy?.sensitiveFields == ["email", "phone"])
        #expect(
            privacy?.texts == [
                .init(.evidence, shown: 0, masked: 1, withheld: 1),
                .init(.duplicateKey, shown: 0, masked: 1, withheld: 1),
            ])
        let shown = ReportPrivacy(of: Sample.private.checks, showsValues: true, sensitive: .none, isSegmented: false)
        #expect(shown.texts.map(\.shown) == [1, 1])
        #expect(shown.values == .shown && shown.segmentNames == nil)
    }

    @Test("in both languages")
    func words() {
        func lines(_ report: RunReport, _ language: Language) -> [String] {
            report.privacyFacts(in: language).map { "\($0.name): \($0.text)" }
        }
        #expect(
            lines(Sample.private, .english) == [
                "Values: 2 values masked: type and shape are said", "Sensitive fields: email, phone: 2 values withheld",
                "Always shown: the _ids of documents and the names of segments",
            ])
        #expect(
            lines(Sample.private, .french) == [
                "Valeurs: 2 valeurs masquées\u{202F}: seuls le type et la forme sont dits",
                "Champs sensibles: email, phone\u{202F}: 2 valeurs tues",
                "Toujours affichés: les _id des documents et les noms des segments",
            ])
        var shown = Sample.private
        shown.privacy = ReportPrivacy(of: shown.checks, showsValues: true, sensitive: .none, isSegmented: false)
        #expect(
            lines(shown, .english) == [
                "Values: 2 values shown, as --show-values asks", "Always shown: the _ids of documents",
            ])
        #expect(lines(Sample.report(), .english) == [])
    }
}
