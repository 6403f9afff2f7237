/// How much of a value an output says.
enum Disclosure {
    case shown
    /// Type and shape.
    case masked
    /// The type alone: the field is sensitive.
    case withheld
}
