import AuditModel
import Testing

@testable import SuiteFile

/// Broken bytes give issues inside the text, never a trap.
struct SuiteCorruptionTests {
    private func check(_ bytes: [UInt8], _ what: String) -> Bool {
        do throws(SuiteFileError) {
            _ = try SuiteLoader.probing(["A": "b"]).load(bytes, file: "s.yml")
            return true
        } catch {
            #expect(!error.issues.isEmpty)
            let lines = 2 + bytes.count { $0 == 0x0A || $0 == 0x0D }
            for issue in error.issues {
                let isInside =
                    (1...lines).contains(issue.position.line) && (1...bytes.count + 1).contains(issue.position.column)
                #expect(isInside && !issue.message.isEmpty, "\(what): \(issue)")
            }
            return false
        }
    }

    @Test func everyTruncation() {
        let bytes = Array(SuiteLoaderTests.good.utf8)
        var loaded = 0
        for length in 0...bytes.count where check(Array(bytes[..<length]), "first \(length) bytes") { loaded += 1 }
        #expect(loaded > 1 && loaded < bytes.count / 4)
    }

    @Test func singleByteCorruptions() {
        let bytes = Array(SuiteLoaderTests.good.utf8)
        let replacements: [UInt8] = Array("\0\t\n\r !\"#$%&'*,-:>?@[]{|}`~\\\u{85}".utf8) + [0x80, 0xC3, 0xFF]
        var random = SystemRandomNumberGenerator()
        for index in bytes.indices {
            var corrupted = bytes
            for replacement in [replacements.randomElement(using: &random) ?? 0, UInt8.random(in: 0...255)] {
                corrupted[index] = replacement
                _ = check(corrupted, "byte \(replacement) at \(index)")
            }
            corrupted = bytes
            corrupted.remove(at: index)
            _ = check(corrupted, "without the byte at \(index)")
        }
    }

    @Test func everyStructuralByteAtSomePlaces() {
        let bytes = Array(SuiteLoaderTests.good.utf8)
        for index in stride(from: 0, to: bytes.count, by: 29) {
            for replacement in UInt8.min...UInt8.max {
                var corrupted = bytes
                corrupted[index] = replacement
                _ = check(corrupted, "byte \(replacement) at \(index)")
            }
        }
    }
}
