import Foundation
import RawBSON
import TestSupport
import Testing

/// The MongoDB specifications' BSON corpus, where it lies beside the checkout; it is not part of this project.
@Suite struct CorpusTests {
    static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.deletingLastPathComponent().appending(path: "shared/testdata/bson-corpus")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    struct File: Decodable {
        struct Valid: Decodable {
            let description: String
            let canonicalBson: String
            let degenerateBson: String?
        }
        struct Invalid: Decodable {
            let description: String
            let bson: String
        }
        let valid: [Valid]?
        let decodeErrors: [Invalid]?
    }

    static func files() throws -> [File] {
        guard let folder else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.path < $1.path }
            .map { try decoder.decode(File.self, from: Data(contentsOf: $0)) }
    }

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { offset in
            let start = hex.index(hex.startIndex, offsetBy: offset)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
        }
    }

    @Test(.enabled(if: folder != nil, "the BSON corpus does not lie beside this checkout"))
    func validCasesWalk() throws {
        var count = 0
        for valid in try Self.files().flatMap({ $0.valid ?? [] }) {
            for hex in [valid.canonicalBson, valid.degenerateBson].compactMap({ $0 }) {
                #expect(throws: Never.self, "\(valid.description)") { try ValidatorTests.validate(Self.bytes(hex)) }
                count += 1
            }
        }
        #expect(count > 300)
    }

    @Test(.enabled(if: folder != nil, "the BSON corpus does not lie beside this checkout"))
    func invalidCasesThrow() throws {
        var count = 0
        for invalid in try Self.files().flatMap({ $0.decodeErrors ?? [] }) {
            #expect(throws: BSONFault.self, "\(invalid.description)") {
                try ValidatorTests.validate(Self.bytes(invalid.bson))
            }
            count += 1
        }
        #expect(count > 40)
    }

    @Test(.enabled(if: folder != nil, "the BSON corpus does not lie beside this checkout"))
    func truncationsThrowAndCorruptionsNeverTrap() throws {
        for valid in try Self.files().flatMap({ $0.valid ?? [] }) {
            let document = Self.bytes(valid.canonicalBson)
            for length in 0..<document.count {
                #expect(throws: BSONFault.self) { try ValidatorTests.validate(Array(document.prefix(length))) }
            }
            for place in document.indices {
                for value in [UInt8.min, 0x01, 0x02, 0x03, 0x04, 0x0F, 0x7F, 0x80, UInt8.max] {
                    var broken = document
                    broken[place] = value
                    try? ValidatorTests.validate(broken)
                }
            }
        }
    }
}
