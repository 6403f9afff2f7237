import AuditModel
import Testing

@testable import FileSource

@Suite struct JSONSplitterTests {
    /// A stream that gives a few bytes at a time, so that every piece is cut at every place.
    private struct Trickle: ByteStream, ~Copyable {
        private var rest: ArraySlice<UInt8>
        private let step: Int

        init(_ text: String, step: Int) {
            rest = Array(text.utf8)[...]
            self.step = step
        }

        mutating func read(into target: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
            let piece = rest.prefix(min(step, target.count))
            target.copyBytes(from: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
    }

    private func split(_ text: String, step: Int, longest: Int = 1 << 20) throws(SourceError) -> [(String, Int)] {
        var splitter = JSONSplitter(Trickle(text, step: step), path: "a.json", longest: longest)
        var pieces: [(String, Int)] = []
        while let piece = try splitter.next() {
            pieces.append((String(decoding: piece.text, as: UTF8.self), piece.line))
        }
        #expect(splitter.consumed == text.utf8.count)
        return pieces
    }

    @Test(arguments: [1, 2, 3, 5, 7, 1_000])
    func `finds objects wherever the stream is cut`(step: Int) throws {
        let objects = [#"{}"#, #"{"a": "\\\"}{[é", "b": [{"c": {}}]}"#, "{\n\"x\": \"]\"\n}", #"{"\\": 1}"#]
        let layouts = [
            ("\u{FEFF}", "\n", "\n", [1, 2, 3, 6]), ("[", ",", "]", [1, 1, 1, 3]),
            (" \r\n[\n", " ,\n", "\n] \n", [3, 4, 5, 8]),
            ("", "", "", [1, 1, 1, 3]),
        ]
        for (before, between, after, lines) in layouts {
            let pieces = try split(before + objects.joined(separator: between) + after, step: step)
            #expect(pieces.map(\.0) == objects)
            #expect(pieces.map(\.1) == lines)
        }
    }

    @Test func `gives up on an object that has no end`() {
        let text = "{}\n{\"a\": \"" + String(repeating: "x", count: 5_000)
        let error = #expect(throws: SourceError.self) { try split(text, step: 100, longest: 1_000) }
        #expect(error?.message.hasPrefix("a.json:2: the document that begins here is longer than any") == true)
    }
}
