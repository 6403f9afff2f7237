// MongoSource
