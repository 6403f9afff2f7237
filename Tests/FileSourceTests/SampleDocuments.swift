import MongoSource

/// Documents with every BSON type, and with what trips readers up.
enum SampleDocuments {
    static let json = [
        #"{"_id": 1}"#,
        #"{"_id": "é { [ \" \\ ] }", "name": "brace } in a string", "b": "\\", "c": "\\\"", "d": "\u0000in it"}"#,
        #"{"_id": {"$oid": "507f1f77bcf86cd799439011"}, "": "no name", "a.b": 1, "$c": 2}"#,
        #"{"_id": {"$numberLong": "9223372036854775807"}, "i": {"$numberInt": "-2147483648"}}"#,
        """
        {"_id": {"$numberDouble": "-0.0"}, "n": {"$numberDouble": "NaN"}, "inf": {"$numberDouble": "Infinity"},
         "d": {"$numberDecimal": "1.10E-6176"}, "dn": {"$numberDecimal": "NaN"}, "e": {"$numberDouble": "5e-324"}}
        """,
        #"{"_id": {"$date": {"$numberLong": "-62135596800000"}}, "t": {"$timestamp": {"t": 4294967295, "i": 1}}}"#,
        #"{"_id": {"$binary": {"base64": "AAECAw==", "subType": "04"}}, "e": {"$binary": {"base64": "", "subType": "00"}}}"#,
        #"{"_id": 8, "n": null, "u": {"$undefined": true}, "min": {"$minKey": 1}, "max": {"$maxKey": 1}}"#,
        #"{"_id": 9, "r": {"$regularExpression": {"pattern": "a/\"b", "options": "im"}}, "s": {"$symbol": "s"}}"#,
        #"{"_id": 10, "c": {"$code": "f()"}, "w": {"$code": "g()", "$scope": {"a": [{}]}}}"#,
        #"{"_id": 11, "p": {"$dbPointer": {"$ref": "a.b", "$id": {"$oid": "507f1f77bcf86cd799439011"}}}}"#,
        #"{"_id": 12, "a": [], "o": {}, "n": [[[]], {"a": [1, "]", {"b": "}"}]}], "t": true, "f": false}"#,
        #"{"_id": 13, "a": 1, "a": 2, "ar": "تونس", "line": "one\ntwo\r\nthree\u2028four"}"#,
    ]

    static func bytes() throws -> [[UInt8]] {
        try json.map { try BSONDocument(extendedJSON: $0).bytes } + [nested(levels: 60)]
    }

    /// Documents in documents, as deep as JSON readers may still follow.
    private static func nested(levels: Int) throws -> [UInt8] {
        let opening = String(repeating: #"{"d": "#, count: levels)
        let text = #"{"_id": 14, "d": "# + opening + "0" + String(repeating: "}", count: levels + 1)
        return try BSONDocument(extendedJSON: text).bytes
    }

    /// Canonical Extended JSON of a document's bytes.
    static func canonical(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { bytes in
            guard let document = BSONDocument(copying: bytes) else { return "" }
            return document.extendedJSON
        }
    }

    /// The same JSON over many lines, indented by tabs.
    static func pretty(_ text: String) -> String {
        var (result, depth, inString, escaped) = ("", 0, false, false)
        for character in text.unicodeScalars {
            if inString {
                result.unicodeScalars.append(character)
                inString = character != "\"" || escaped
                escaped = character == "\\" && !escaped
                continue
            }
            if character == "}" || character == "]" {
                depth -= 1
                result += "\n" + String(repeating: "\t", count: depth)
            }
            result.unicodeScalars.append(character)
            switch character {
            case "\"": inString = true
            case "{", "[":
                depth += 1
                result += "\n" + String(repeating: "\t", count: depth)
            case ",": result += "\n" + String(repeating: "\t", count: depth)
            default: break
            }
        }
        return result
    }
}
