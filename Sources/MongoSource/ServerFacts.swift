import CLibMongoC

/// What a server says about itself in the driver's handshake.
struct ServerFacts: Hashable, Sendable {
    private(set) var identity: ServerIdentity
    /// Whether its address is the one that it calls itself by: no balancer can hand the next client to another member.
    private(set) var isDialledByName: Bool
    /// Whether it hands requests on to shards, and holds no documents itself.
    private(set) var isRouter: Bool
    /// Whether it is a member of a replica set.
    private(set) var isReplicated: Bool
    /// The newest version of the wire protocol that it speaks: 9 is MongoDB 4.4.
    private(set) var wireVersion: Int64

    /// Whether every command may carry a comment; older servers refuse it but in those that read.
    var takesComments: Bool { wireVersion >= 9 }

    /// Reads the description that the driver keeps of a server.
    init(_ description: OpaquePointer) {
        let host = mongoc_server_description_host(description)
        var name = ""
        if let host {
            name = withUnsafeBytes(of: host.pointee.host_and_port) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        self.init(host: name)
        // The reply belongs to the description; it is copied, so that this value owns what it reads.
        guard let borrowed = mongoc_server_description_hello_response(description),
            let reply = BSONDocument(copying: BSONDocument.bytes(of: borrowed))
        else { return }
        // Behind one address there may be several members: what a member calls itself tells them apart.
        let own = reply.text(at: "me") ?? name
        isDialledByName = own == name
        identity = ServerIdentity(host: own, process: reply.objectID(at: "topologyVersion.processId"))
        isRouter = reply.text(at: "msg") == "isdbgrid"
        isReplicated = reply.text(at: "setName") != nil
        wireVersion = reply.integer(at: "maxWireVersion") ?? 0
    }

    private init(host: String) {
        isDialledByName = true
        identity = ServerIdentity(host: host, process: nil)
        isRouter = false
        isReplicated = false
        wireVersion = 0
    }
}
