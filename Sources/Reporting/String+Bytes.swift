extension String {
    /// The text with every occurrence of some ASCII replaced, whatever accents follow: as a reader that goes by bytes sees it.
    func replacingBytes(_ old: String, with new: String) -> String {
        guard utf8.count >= old.utf8.count else { return self }
        return String(decoding: Array(utf8).replacing(Array(old.utf8), with: Array(new.utf8)), as: UTF8.self)
    }
}
