import AuditModel
import FileSource
import TestSupport
import Testing

@Suite struct JSONFileSourceTests {
    private func failure(_ text: some Sequence<UInt8>) throws -> SourceError? {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "a.json")
        return #expect(throws: SourceError.self) { try FileSource.make(path: path).documentCount() }
    }

    private func count(_ text: String) throws -> Int {
        let folder = try TemporaryFolder()
        return try FileSource.make(path: folder.write(text, to: "a.json")).documentCount()
    }

    @Test(
        arguments: [
            ("", 0), ("\n \t\r\n", 0), ("\u{FEFF}", 0), ("[]", 0), (" [ ] \n", 0), ("{}", 1), ("{}{}", 2),
            ("{}\r\n\r\n{}", 2),
            ("[{}]", 1), ("[{},{}\n,\n{}]", 3), ("\u{FEFF}{}\n", 1),
        ])
    func `understands the layouts`(text: String, documents: Int) throws {
        #expect(try count(text) == documents)
    }

    @Test(
        arguments: [
            ("1", 1), ("{}\n\"a\"", 2), ("{}\nnull", 2), ("{},{}", 1), ("{}\n]", 2), ("[1]", 1), ("[{}\n{}]", 2),
            ("[{},\n]", 2), ("[,{}]", 1), ("[{}", 1), ("[{},\n", 2), ("[\n", 2), ("[{}]\n\n{}", 3), ("[[{}]]", 1),
            ("{}\n\n{\"a\": 1", 3), ("{}\n{\"a\": \"x\n}\n", 2), ("{\n\"a\": 1,\n\"b\": x\n}", 3),
            ("{}\n{\"a\": 1,}", 2),
            ("{\"a\": [1}", 1), ("{\"a\" 1}", 1), ("{'a': 1}", 1), ("{}\n{\"a\": tru}", 2), ("{}}", 1),
        ])
    func `names file and line of what is no document`(text: String, line: Int) throws {
        let error = try failure(text.utf8)
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("/a.json:\(line): ") == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            (#"{"a": [{"$code": "x"}]}"#, true), (#"{"a": [1, [{"b": 1}, { "$code": "x", "$scope": {} }]]}"#, true),
            (#"{"a": [{"$dbPointer": {"$ref": "r", "$id": {"$oid": "010101010101010101010101"}}}]}"#, true),
            (#"{"a": {"$code": "x"}, "b": [{"c": {"$code": "x"}}]}"#, false), (#"{"a": "[{\"$code\": 1}]"}"#, false),
        ])
    func `refuses code and pointers that the C library would garble`(text: String, isRefused: Bool) throws {
        let document = "{}\n\n" + text
        guard isRefused else {
            #expect(try count(document) == 2)
            return
        }
        let error = try failure(document.utf8)
        #expect(error?.code == .malformed)
        #expect(
            error?.message.contains("/a.json:3: $code or $dbPointer within a list") == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            #"{"a": secretword}"#, #"{"a": "secretword"x}"#, #"{"a": {"$date": "secretword"}}"#, #"{"secretword" 1}"#,
            #"{"a": {"$oid": "secretword"}}"#, #"{"a": {"$numberInt": "secretword"}}"#, #"{"a": {"$secretword": 1}, }"#,
            #"{"a": {"$numberLong": "secretword 1"}}"#, #"{"a": {"$numberDouble": "secretword"}}"#,
            #"{"a": {"$numberDecimal": "secretword"}}"#,
            #"{"a": {"$binary": {"base64": "secretword!", "subType": "00"}}}"#,
            #"{"a": {"$binary": {"base64": "", "subType": "secretword"}}}"#, #"{"a": {"$uuid": "secretword"}}"#,
            #"{"a": {"$date": "x\" as date: secretword"}}"#, #"{"a": {"$timestamp": "secretword"}}"#,
            #"{"a": {"$regularExpression": {"pattern": "secretword"}}}"#, #"{"a": {"$minKey": "secretword"}}"#,
            #"{"a": {"$oid": {"secretword": 1}}}"#, #"{"a": {"$numberInt": "1", "secretword": 1}}"#,
            #"{"a": {"$dbPointer": {"$ref": "secretword"}}}"#, #"{"a": 99999999999999999999999999}"#,
            #"{"a": "\uD800secretword"}"#, #"{"a": "\qsecretword"}"#, #"{"a": {"$undefined": "secretword"}}"#,
            #"{"a": {"$date": {"$numberLong": "secretword"}}}"#, #"{"a": 1secretword}"#, #"{"a": "secretword\"#,
        ])
    func `shows no value of a broken document`(text: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("{}\n" + text + "\n", to: "a.json")
        do throws(SourceError) {
            _ = try FileSource.make(path: path).documentCount()
        } catch {
            #expect(error.code == .malformed)
            #expect(error.message.contains("/a.json:2: "), "\(error.message)")
            #expect(!error.message.contains("secret"), "\(error.message)")
            #expect(!error.message.dropFirst(path.count).contains("999"), "\(error.message)")
        }
    }

    @Test func `refuses other encodings`() throws {
        #expect(try failure([0xFF, 0xFE, 0x7B, 0, 0x7D, 0])?.message.contains("is UTF-16") == true)
        #expect(try failure([0xFE, 0xFF, 0, 0x7B, 0, 0x7D])?.message.contains("is UTF-16") == true)
        #expect(try failure(Gzip.compressed("{}".utf8))?.message.contains("compressed with gzip") == true)
        let latin = try failure(Array("{}\n{\"a\": \"caf".utf8) + [0xE9] + Array("\"}".utf8))
        #expect(latin?.message.hasSuffix(":2: the document that begins here is not UTF-8") == true)
    }

    @Test func `reads documents beyond 16 MiB`() throws {
        let text = String(repeating: "x", count: 20 << 20)
        #expect(try count(#"{"a": "\#(text)"}"# + "\n{}\n" + #"{"a": "\#(text)"}"#) == 3)
    }
}
