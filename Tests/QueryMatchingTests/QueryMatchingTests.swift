// Tests of QueryMatching.
