/// Values in the order in which they were first seen, each with its number.
struct Numbered<Value: Hashable> {
    private(set) var list: [Value] = []
    private var numbers: [Value: Int] = [:]

    mutating func number(of value: Value) -> Int {
        if let number = numbers[value] { return number }
        numbers[value] = list.count
        list.append(value)
        return list.count - 1
    }
}
