import Foundation
import ScanEngine
import TestSupport
import Testing

@Suite struct SpillFileTests {
    @Test func keepsEveryPlaceApart() throws {
        let folder = try TemporaryFolder()
        let file = MemoryBudget(limit: 0, folder: folder.path).spillFile
        var random = SeededGenerator(seed: 5)
        var written: [(place: SpillFile.Place, bytes: [UInt8])] = []
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...5000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            written.append((try file.claim(bytes.count), bytes))
        }
        for (place, bytes) in written.shuffled(using: &random) {
            let cut = Int.random(in: 0...bytes.count, using: &random)
            try bytes[cut...].withUnsafeBytes { try file.write($0, to: place, at: cut) }
            try bytes[..<cut].withUnsafeBytes { try file.write($0, to: place, at: 0) }
        }
        for (place, bytes) in written.shuffled(using: &random) {
            let cut = Int.random(in: 0...bytes.count, using: &random)
            var back = [UInt8](repeating: 0, count: bytes.count - cut)
            try back.withUnsafeMutableBytes { try file.read(place, at: cut, into: $0) }
            #expect(back == Array(bytes[cut...]))
        }
        #expect(try folder.names() == [], "the file has no name, even while it is used")
    }

    @Test func saysWhereItCouldNotBeMade() throws {
        let folder = try TemporaryFolder()
        let file = MemoryBudget(limit: 0, folder: folder.path("absent")).spillFile
        let fault = #expect(throws: SpillFault.self) { try file.claim(16) }
        let message = try #require(fault).message
        for words in ["could not be made in '\(folder.path)/absent'", "(no such file or directory)", "TMPDIR"] {
            #expect(message.contains(words), "\(message)")
        }
    }

    @Test func missesWhatWasNeverWritten() throws {
        let folder = try TemporaryFolder()
        let file = MemoryBudget(limit: 0, folder: folder.path).spillFile
        let place = try file.claim(16)
        var bytes = [UInt8](repeating: 0, count: 16)
        let fault = #expect(throws: SpillFault.self) {
            try bytes.withUnsafeMutableBytes { try file.read(place, at: 0, into: $0) }
        }
        #expect(fault?.message.contains("could not be read") == true)
    }
}
