// Tests of MongoSource.
