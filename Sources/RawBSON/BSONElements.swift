/// Walks the elements of one document, one level deep: the unhurried walker for whatever is not the scan's hot path.
package struct BSONElements {
    /// One element. Offsets count from the beginning of the buffer.
    package struct Element {
        package let type: BSONType
        /// Without the NUL.
        package let key: Range<Int>
        package let value: Range<Int>
    }

    private let bytes: UnsafeRawBufferPointer
    private let end: Int
    private var position: Int

    /// Starts at the document at `offset`.
    package init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) throws(BSONFault) {
        self.bytes = bytes
        end = try BSONBytes.documentEnd(bytes, at: offset, limit: bytes.count)
        position = offset + 4
    }

    /// The next element, nil at the end of the document.
    package mutating func next() throws(BSONFault) -> Element? {
        guard position < end else { return nil }
        let type = bytes[position]
        if type == 0 { throw BSONFault(.badLength, at: position) }
        let keyEnd = try BSONBytes.terminator(bytes, from: position + 1, end: end)
        let start = keyEnd + 1
        let length = try BSONBytes.valueLength(type, bytes, at: start, end: end)
        let element = Element(
            type: BSONType(rawValue: type), key: position + 1..<keyEnd, value: start..<start + length)
        position = start + length
        return element
    }
}
