// Tests of RawBSON.
