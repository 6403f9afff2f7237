// Tests of FileSource.
