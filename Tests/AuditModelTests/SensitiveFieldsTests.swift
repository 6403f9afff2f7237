import AuditModel
import Testing

@Suite("Sensitive fields")
struct SensitiveFieldsTests {
    private func path(_ text: String) throws -> FieldPath { try FieldPath(parsing: text) }

    @Test(
        "reach up and down, through arrays",
        arguments: [
            ("email", "email", true), ("email", "email.domain", true), ("email", "mail", false),
            ("email", "emails", false),
            ("a.b", "a", true), ("a.b", "a[].b", true), ("a.b", "a[0].b.c", true), ("a.b", "a.c", false),
            ("a[].b", "a.b", true), ("a[].b", "a[3].b", true), ("a[].b", "a[].c", false), ("a", "b.a", false),
        ])
    func touch(sensitive: String, path: String, expected: Bool) throws {
        let fields = SensitiveFields([try self.path(sensitive)])
        #expect(try fields.touch(self.path(path)) == expected)
    }

    @Test("are part of the whole document")
    func document() throws {
        #expect(SensitiveFields([try path("a.b")]).touch(.document))
        #expect(!SensitiveFields.none.touch(.document))
    }

    @Test("stand once, in order")
    func order() throws {
        let fields = SensitiveFields([try path("b"), try path("a[].c"), try path("b")])
        #expect(fields.paths.map(\.description) == ["a[].c", "b"])
    }

    @Test("sizes as settings write them", arguments: ["64MiB", "512MB", "2GB", "4000001kB", "1GiB"])
    func sizes(text: String) throws {
        #expect(SizeText.text(try #require(SizeText.bytes(text))) == text)
    }
}
