// RawBSON
