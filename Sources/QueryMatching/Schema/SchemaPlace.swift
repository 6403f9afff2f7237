/// Where in a document a part of a schema is about, as the names of failures write it.
struct SchemaPlace: Hashable, Sendable {
    private let path: String

    static let document = SchemaPlace(path: "")

    private init(path: String) { self.path = path }

    func field(_ key: String) -> SchemaPlace { SchemaPlace(path: path.isEmpty ? key : "\(path).\(key)") }

    /// Fields whose keys match a pattern.
    func fields(matching pattern: String) -> SchemaPlace { field("/\(pattern)/") }

    /// Fields that the schema does not name.
    var otherFields: SchemaPlace { field("*") }

    var eachElement: SchemaPlace { SchemaPlace(path: path + "[]") }

    func element(_ index: Int) -> SchemaPlace { SchemaPlace(path: "\(path)[\(index)]") }

    /// Elements from an index on.
    func elements(from index: Int) -> SchemaPlace { SchemaPlace(path: "\(path)[\(index)+]") }

    /// `price: minimum`.
    func failure(_ keyword: String) -> String { "\(path.isEmpty ? "(document)" : path): \(keyword)" }
}
