/// Lends bytes to a parser that reads them in place.
func withBytes<Answer>(_ bytes: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    Array(bytes).withUnsafeBytes(body)
}
