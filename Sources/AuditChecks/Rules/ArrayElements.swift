import RawBSON

/// Counts the elements of an array's bytes.
enum ArrayElements {
    /// nil for bytes that are no array.
    static func count(_ bytes: UnsafeRawBufferPointer) -> Int? {
        do throws(BSONFault) {
            var elements = try BSONElements(bytes)
            var count = 0
            while try elements.next() != nil { count += 1 }
            return count
        } catch {
            return nil
        }
    }
}
